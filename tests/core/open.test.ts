import { ACCOUNT, connected, ENV, OTHER_ENV } from "../support/connected";
import { withPolicy } from "../support/policy-world";

const once = { get: 2, set: 1, applies: 1 };

describe("open, left out", () => {
  it("is sent back as create finds it", async () => {
    const account = { open: false, environments: { [ENV]: {}, [OTHER_ENV]: {} } };
    const { lifecycle, emulator } = await connected({
      emulator: { accounts: { [ACCOUNT]: account } },
    });

    const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });

    expect(emulator.requests({ action: "set" }).map(({ open }) => open)).toEqual([false]);
    expect(state).toMatchObject({ open: false, managesOpen: false });
  });

  it("is sent as it is now by update and delete, not as it is stored", async () => {
    const world = await withPolicy();
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    const next = await world.lifecycle.update(world.state, { env: ENV, apiWhitelist: ["/b"] });

    expect(next.open).toBe(false);
    expect(world.live().open).toBe(false);

    await world.newProcess().delete({ ...next, open: true });

    expect(world.live()).toMatchObject({ open: false, apiWhitelist: ["/*"] });
  });
});

describe("open, managed", () => {
  it("is written for the account, with the whitelist, in one set", async () => {
    const { lifecycle, emulator, sent } = await connected();

    const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/a"], open: false });

    const original = { open: true, apiWhitelist: ["/*"] };
    expect(state).toMatchObject({ open: false, managesOpen: true, original });
    expect(emulator.policy(OTHER_ENV).open).toBe(false);
    expect(sent()).toEqual(once);
  });

  it.each([
    ["is updated with 2 get and 1 set", { open: true }, true, false],
    ["is no conflict if it moved before the program managed it", {}, false, true],
  ])("%s", async (_claim, inputs, isOpenNow, open) => {
    const world = await withPolicy(inputs);
    world.emulator.editInConsole(OTHER_ENV, { open: isOpenNow });

    const news = { env: ENV, apiWhitelist: ["/a"], open };
    const next = await world.lifecycle.update(world.state, news);

    expect(next).toMatchObject({ open, managesOpen: true });
    expect(world.live().open).toBe(open);
    expect(world.sent()).toEqual(once);
  });

  const ours = { open: false };
  const restoreTo = ["/r"];
  it.each([
    ["restored as create found it", ours, true, ["/*"]],
    ["restored beside restoreTo", { ...ours, restoreTo }, true, restoreTo],
    [
      "not moved by revoke, which is about one environment",
      { ...ours, onDelete: "revoke" },
      false,
      [],
    ],
  ])("is %s by delete", async (_claim, inputs, open, apiWhitelist) => {
    const world = await withPolicy(inputs);

    await world.newProcess().delete(world.state);

    expect(world.live()).toMatchObject({ open, apiWhitelist });
    expect(world.sent()).toEqual(once);
  });

  it("is not moved by delete if somebody moved it since", async () => {
    const world = await withPolicy({ open: true });
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    await world.newProcess().delete(world.state);

    expect(world.state.original?.open).toBe(true);
    expect(world.live()).toMatchObject({ open: false, apiWhitelist: ["/*"] });
    expect(world.sent()).toEqual(once);
  });

  it("is not moved by delete after an import", async () => {
    const world = await withPolicy({ open: false, restoreTo });

    await world.newProcess().delete(world.imported);

    expect(world.live()).toMatchObject({ open: false, apiWhitelist: restoreTo });
  });
});
