import { ACCOUNT, connected, created, ENV, OTHER_ENV } from "../support/connected";

const closedAccount = {
  [ACCOUNT]: { open: false, environments: { [ENV]: {}, [OTHER_ENV]: {} } },
};

describe("open, left out", () => {
  it("is sent back as it is found", async () => {
    const { lifecycle, emulator } = await connected({ emulator: { accounts: closedAccount } });

    const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });

    expect(emulator.requests({ action: "set" }).map(({ open }) => open)).toEqual([false]);
    expect(state).toMatchObject({ open: false, managesOpen: false });
  });

  it("is sent as it is now, not as state remembers it", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    const next = await world.lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] });

    expect(next.open).toBe(false);
    expect(world.emulator.policy(ENV).open).toBe(false);
  });

  it("is left as it is by delete too", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV)).toMatchObject({ open: false, apiWhitelist: ["/*"] });
  });
});

describe("open, managed", () => {
  it("is written for the account, with the whitelist, in one set", async () => {
    const { lifecycle, emulator, sent } = await connected();

    const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/*"], open: false });

    expect(state).toMatchObject({ open: false, managesOpen: true });
    expect(state.original).toEqual({ open: true, apiWhitelist: ["/*"] });
    expect(emulator.policy(OTHER_ENV).open).toBe(false);
    expect(sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("is updated with 2 get and 1 set", async () => {
    const world = await connected();
    const state = await created(world, { open: true });

    const next = await world.lifecycle.update(state, {
      env: ENV,
      apiWhitelist: ["/a"],
      open: false,
    });

    expect(next.open).toBe(false);
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("is put back by delete as create had found it", async () => {
    const world = await connected();
    const state = await created(world, { open: false });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV)).toMatchObject({ open: true, apiWhitelist: ["/*"] });
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("is not put back by delete where somebody moved it since", async () => {
    const world = await connected();
    const state = await created(world, { open: true });
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    await world.newProcess().delete(state);

    expect(state.original?.open).toBe(true);
    expect(world.emulator.policy(ENV)).toMatchObject({ open: false, apiWhitelist: ["/*"] });
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("is no conflict where it moved before the program began to manage it", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    const next = await world.lifecycle.update(state, {
      env: ENV,
      apiWhitelist: ["/a"],
      open: true,
    });

    expect(next).toMatchObject({ open: true, managesOpen: true });
    expect(world.sent().applies).toBe(1);
  });

  it("is not touched by delete where create's original is not known", async () => {
    const world = await connected();
    const { original: _, ...state } = await created(world, { open: false, restoreTo: ["/r"] });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV)).toMatchObject({ open: false, apiWhitelist: ["/r"] });
  });

  it("is not touched by revoke, which is about this environment", async () => {
    const world = await connected();
    const state = await created(world, { open: false, onDelete: "revoke" });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV)).toMatchObject({ open: false, apiWhitelist: [] });
  });

  it("is restored beside restoreTo", async () => {
    const world = await connected();
    const state = await created(world, { open: false, restoreTo: ["/r"] });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV)).toMatchObject({ open: true, apiWhitelist: ["/r"] });
  });
});
