import { connected, created, ENV, OTHER_ENV } from "../support/connected";

describe("delete of a resource that closed the account's switch", () => {
  const closed = { apiWhitelist: ["/a"], open: false };

  it("opens it again where no other resource asks for it", async () => {
    const world = await connected();
    const state = await created(world, closed);
    await world.lifecycle.delete(state);
    expect(world.emulator.policy(ENV)).toMatchObject({ open: true, apiWhitelist: ["/*"] });
    expect(world.warnings).toEqual([
      `CloudAccessTokenPolicy "${ENV}": delete opens the account's switch again, for all its environments: it was ` +
        "open before this stack began to give it",
    ]);
  });

  it("leaves it closed where another resource of the program still asks for that", async () => {
    const world = await connected();
    const state = await created(world, closed);
    world.lifecycle.check({ env: OTHER_ENV, ...closed });
    await world.lifecycle.delete(state);
    expect(world.emulator.policy(ENV)).toMatchObject({ open: false, apiWhitelist: ["/*"] });
    expect(world.warnings).toEqual([
      `CloudAccessTokenPolicy "${ENV}": the account's switch stays closed, although it was open before this stack ` +
        `began to give it: "${OTHER_ENV}" declares open: false. No later destroy opens it: declare open: true for that`,
    ]);
  });

  it("leaves it closed where the other one names the account of the configuration", async () => {
    const world = await connected({ lifecycle: { defaultAccount: "wx1" } });
    const state = await created(world, closed);
    const up = world.newProcess();
    up.check({ env: OTHER_ENV, authorizerAppId: "wx1", ...closed });
    await up.delete(state);
    expect(world.emulator.policy(ENV).open).toBe(false);
    const elsewhere = world.newProcess();
    elsewhere.check({ env: OTHER_ENV, authorizerAppId: "wx2", ...closed });
    await elsewhere.delete(state);
    expect(world.emulator.policy(ENV).open).toBe(true);
  });

  it("leaves it closed for another one that knows that it was open, and says so", async () => {
    const world = await connected();
    const state = await created(world, closed);
    const up = world.newProcess();
    up.diff(state, { env: ENV, ...closed });
    up.check({ env: OTHER_ENV, ...closed });
    const { state: next } = await up.create({ env: OTHER_ENV, ...closed });
    expect(next.original?.open).toBe(true);
    await up.delete(state);
    expect(world.warnings).toEqual([
      expect.stringMatching(/declares open: false\. A destroy of that one opens it again$/),
    ]);
  });

  it.each([
    ["as it is", {}],
    ["as it was to be", { open: true, unverified: { open: false, apiWhitelist: ["/a"] } }],
  ])("opens it again where its state tells that it closed it: %s", async (_what, more) => {
    const world = await connected();
    const state = await created(world, closed);
    await world.lifecycle.delete({ ...state, ...more });
    expect(world.emulator.policy(ENV).open).toBe(true);
  });

  it.each(["retain", "revoke"] as const)(
    "leaves it as it is where it is to %s",
    async (onDelete) => {
      const world = await connected();
      const state = await created(world, { ...closed, onDelete });
      await world.lifecycle.delete(state);
      expect(world.emulator.policy(ENV).open).toBe(false);
      expect(world.warnings).toEqual([]);
    },
  );

  it("says who keeps it closed where somebody closed it after the stack had opened it", async () => {
    const world = await connected();
    const state = await created(world, { apiWhitelist: ["/a"], open: true });
    world.emulator.editInConsole(OTHER_ENV, { open: false });
    await world.lifecycle.delete(state);
    expect(world.emulator.policy(ENV)).toMatchObject({ open: false, apiWhitelist: ["/*"] });
    expect(world.warnings).toEqual([
      expect.stringContaining("began to give it: somebody else closed it."),
    ]);
  });
});

describe("an update that gives the switch no more", () => {
  it.each([
    [
      false,
      "closed, although it was open before this stack began to give it: the program gives open no more",
    ],
    [true, "open, although it was closed before this stack opened it"],
  ])("says that it stays as it is: %s", async (open, words) => {
    const world = await connected();
    world.emulator.editInConsole(OTHER_ENV, { open: !open });
    const state = await created(world, { open });
    await world.newProcess().update(state, { env: ENV, apiWhitelist: ["/a"] });
    expect(world.warnings).toEqual([
      expect.stringContaining(`the account's switch stays ${words}`),
    ]);
  });

  it.each([
    ["it is as it was at first", {}],
    ["nobody knows how it was", { original: undefined }],
  ])("says nothing where %s", async (_what, more) => {
    const world = await connected();
    const { original, ...state } = { ...(await created(world, { open: true })), ...more };
    const before = original ? { ...state, original } : state;
    await world.newProcess().update(before, { env: ENV, apiWhitelist: ["/a"] });
    expect(world.warnings).toEqual([]);
  });
});
