import { ACCOUNT, connected, created, ENV, OTHER_ENV } from "../support/connected";

describe("what is put back of the account's switch", () => {
  const inputs = { env: ENV, apiWhitelist: ["/a"] };
  const other = { env: OTHER_ENV, apiWhitelist: ["/b"], open: true };

  it("counts from when the program began to give it, not from create", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    const next = await world.newProcess().update(state, { ...inputs, open: true });
    expect(next.original).toEqual({ open: false, apiWhitelist: ["/*"] });

    await world.newProcess().delete(next);
    expect(world.emulator.policy(ENV)).toMatchObject({ open: true, apiWhitelist: ["/*"] });
    expect(world.warnings).toEqual([
      `CloudAccessTokenPolicy "${ENV}": the account's switch stays open, although it was closed before this stack ` +
        "opened it: other environments and other stacks may live on it. Close it in WeChat's console where none does",
    ]);
  });

  it("is what it was before, where the program goes on to give it", async () => {
    const world = await connected();
    const state = await created(world, { open: false });

    const next = await world.newProcess().update(state, { ...inputs, open: true });

    expect(next).toMatchObject({ open: true, original: { open: true } });
  });

  it("is not made up after an import", async () => {
    const world = await connected();
    const { original: _, ...state } = await created(world);

    const next = await world.newProcess().update(state, { ...inputs, open: false });

    expect(next.original).toBeUndefined();
  });

  it("is what it was before the first of several moved it", async () => {
    const world = await connected();
    world.emulator.editInConsole(OTHER_ENV, { open: false });
    const { lifecycle } = world;
    const { state: first } = await lifecycle.create({ ...inputs, open: true });
    const { state: second } = await lifecycle.create(other);
    expect([first.original?.open, second.original?.open]).toEqual([false, false]);
  });

  it("is told by the delete that knows it, where another resource took something else for it", async () => {
    const world = await connected();
    world.emulator.editInConsole(OTHER_ENV, { open: false });
    const first = await created(world, { open: true });
    const up = world.newProcess();
    up.check({ ...other, open: false });
    const { state } = await up.create({ ...other, open: false });
    expect(state.original?.open).toBe(true);

    await up.delete(first);

    expect(world.warnings).toEqual([
      `CloudAccessTokenPolicy "${ENV}": the account's switch was closed before this stack began to give it, and ` +
        `"${OTHER_ENV}" takes it for open: no later destroy makes it closed again`,
    ]);
  });

  it("is what it was before an imported resource of the same up moved it", async () => {
    const world = await connected();
    world.emulator.editInConsole(OTHER_ENV, { open: false });
    const imported = await world.newProcess().find({ env: ENV });
    const up = world.newProcess();
    if (imported) await up.update(imported, { ...inputs, open: true });

    const { state } = await up.create(other);

    expect(state.original?.open).toBe(false);
  });

  it("is what a sibling of an earlier up had found", async () => {
    const world = await connected();
    world.emulator.editInConsole(OTHER_ENV, { open: false });
    const first = await created(world, { open: true });

    const { lifecycle } = world;
    lifecycle.diff(first, { ...inputs, open: true });
    const { state: second } = await lifecycle.create(other);

    expect(second.original).toEqual({ open: false, apiWhitelist: ["/*"] });
  });

  it("is not what a sibling found that does not manage it", async () => {
    const world = await connected();
    const first = await created(world);
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    const { lifecycle } = world;
    lifecycle.diff(first, inputs);
    const { state: second } = await lifecycle.create(other);

    expect(second.original?.open).toBe(false);
  });
});

describe("the switch of another account", () => {
  const accounts = {
    wx1: { open: false, environments: { one: {} } },
    wx2: { open: true, environments: { two: { apiWhitelist: ["/2"] } } },
  };
  const one = { env: "one", apiWhitelist: ["/1"], open: true };
  const two = { env: "two", authorizerAppId: "wx2", apiWhitelist: ["/2"], open: true };

  it("is not what a resource that names none had found", async () => {
    const world = await connected({ emulator: { accounts } });
    const up = world.newProcess();
    const { state: first } = await up.create(one);
    const { state: second } = await up.create(two);
    const later = world.newProcess();
    later.diff(first, one);
    const { state: again } = await later.create(two);

    expect([first, second, again].map(({ original }) => original?.open)).toEqual([
      false,
      true,
      true,
    ]);
    await world.newProcess().delete(again);
    expect(world.emulator.policy("two").open).toBe(true);
  });

  it.each([
    ["under another name", { authorizerAppId: "wx1" }, {}],
    ["and named none", {}, {}],
    ["from the account of the configuration", {}, { defaultAccount: "wx1" }],
  ])("is not what a resource found that moves there %s", async (_what, name, lifecycle) => {
    const world = await connected({ emulator: { accounts }, lifecycle });
    const { state: first } = await world.newProcess().create({ ...one, ...name });
    const up = world.newProcess();
    up.diff(first, two);
    expect((await up.create(two)).state.original?.open).toBe(true);
  });
});

describe("a replacement that also names the account", () => {
  it("knows how the switch was at first where the environment stays", async () => {
    const world = await connected();
    const inputs = { env: ENV, apiWhitelist: ["/a"], open: false };
    const names = [undefined, ACCOUNT, undefined];
    let { state } = await world.newProcess().create(inputs);
    for (const authorizerAppId of names) {
      const up = world.newProcess();
      const news = { ...inputs, ...(authorizerAppId && { authorizerAppId }) };
      up.diff(state, news);
      // A sibling that begins to ask for the switch at the same up.
      const sibling = { ...news, env: OTHER_ENV };
      expect((await up.create(sibling)).state.original?.open).toBe(true);
      ({ state } = await up.create(news));
      expect(state.original).toEqual({ open: true, apiWhitelist: ["/*"] });
    }
  });

  it("leaves the switch as it is where the environment changes as well: it may be another account's", async () => {
    const world = await connected();
    const old = await created(world, { apiWhitelist: ["/a"], open: false });
    const news = { env: OTHER_ENV, authorizerAppId: ACCOUNT, apiWhitelist: ["/a"], open: false };
    const up = world.newProcess();
    up.check(news);
    expect(up.diff(old, news).replaces).toEqual(["env"]);

    const { state } = await up.create(news);
    await up.delete(old);

    expect(world.emulator.policy(OTHER_ENV)).toMatchObject({ open: false, apiWhitelist: ["/a"] });
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
    expect(state.original).toEqual({ open: false, apiWhitelist: ["/*"] });
    await world.newProcess().delete(state);
    expect(world.emulator.policy(ENV)).toMatchObject({ open: false });
  });
});
