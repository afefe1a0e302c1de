import type { PolicyState } from "../../provider/core/policy";
import { ACCOUNT, connected, created, ENV, OTHER_ENV } from "../support/connected";
import { withPolicy } from "../support/policy-world";

const inputs = { env: ENV, apiWhitelist: ["/a"] };
const other = { env: OTHER_ENV, apiWhitelist: ["/b"], open: true };

/** A world whose account's switch is closed. */
async function closed() {
  const world = await connected();
  world.emulator.editInConsole(OTHER_ENV, { open: false });
  return world;
}

describe("what is put back of the account's switch", () => {
  it("counts from when the program began to give it, not from create", async () => {
    const world = await withPolicy();
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    const next = await world.newProcess().update(world.state, { ...inputs, open: true });
    expect(next.original).toEqual({ open: false, apiWhitelist: ["/*"] });

    await world.newProcess().delete(next);
    expect(world.live()).toMatchObject({ open: true, apiWhitelist: ["/*"] });
    expect(world.warnings).toEqual([
      `CloudAccessTokenPolicy "${ENV}": the account's switch stays open, although it was closed before this stack ` +
        "opened it: other environments and other stacks may live on it. Close it in WeChat's console if none does",
    ]);
  });

  it("is what it was before, if the program goes on to give it", async () => {
    const { newProcess, state } = await withPolicy({ open: false });
    const next = await newProcess().update(state, { ...inputs, open: true });
    expect(next).toMatchObject({ open: true, original: { open: true } });
  });

  it("is not made up after an import", async () => {
    const { newProcess, imported } = await withPolicy();
    const next = await newProcess().update(imported, { ...inputs, open: false });
    expect(next.original).toBeUndefined();
  });

  it("is what it was before the first of several moved it", async () => {
    const { lifecycle } = await closed();
    const { state: first } = await lifecycle.create({ ...inputs, open: true });
    const { state: second } = await lifecycle.create(other);
    expect([first.original?.open, second.original?.open]).toEqual([false, false]);
  });

  it("is told by the delete that knows it, if another resource took something else for it", async () => {
    const world = await closed();
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

  it("is told by no delete if the other resource took it for the same", async () => {
    const world = await withPolicy({ open: true });
    const up = world.newProcess();
    up.check({ ...other, open: true });
    const { state } = await up.create(other);
    expect(state.original?.open).toBe(true);

    await up.delete(world.state);

    expect(world.warnings).toEqual([]);
  });

  it.each(["diff", "read", "delete"] as const)("is what a %s showed of a sibling", async (verb) => {
    const world = await closed();
    const first = await created(world, { open: true });
    const up = world.newProcess();
    if (verb === "diff") up.diff(first, { ...inputs, env: "elsewhere", open: true });
    else await up[verb](first);
    const { state } = await up.create(other);
    expect(state.original?.open).toBe(false);
  });

  it("is what is there for one that does not give it", async () => {
    const world = await closed();
    const first = await created(world, { open: true });
    const up = world.newProcess();
    up.diff(first, { ...inputs, open: true });
    const { state } = await up.create({ env: OTHER_ENV, apiWhitelist: ["/b"] });
    expect(state.original?.open).toBe(true);
  });

  it("is what it was before an imported resource of the same up moved it", async () => {
    const { newProcess } = await closed();
    const imported = await newProcess().find({ env: ENV });
    const up = newProcess();
    await up.update(imported as PolicyState, { ...inputs, open: true });

    const { state } = await up.create(other);

    expect(state.original?.open).toBe(false);
  });

  it("is what a sibling of an earlier up had found", async () => {
    const world = await closed();
    const first = await created(world, { open: true });
    world.lifecycle.diff(first, { ...inputs, open: true });
    const { state: second } = await world.lifecycle.create(other);
    expect(second.original).toEqual({ open: false, apiWhitelist: ["/*"] });
  });

  it("is not what a sibling found that does not manage it", async () => {
    const world = await withPolicy();
    world.emulator.editInConsole(OTHER_ENV, { open: false });
    world.lifecycle.diff(world.state, inputs);
    const { state: second } = await world.lifecycle.create(other);
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

  it("is not what a resource that names none had found in the same process", async () => {
    const { lifecycle } = await connected({ emulator: { accounts } });
    const { state: first } = await lifecycle.create(one);
    const { state: second } = await lifecycle.create(two);
    expect([first.original?.open, second.original?.open]).toEqual([false, true]);
  });

  it.each([
    ["of which the process is shown its state", {}, one, {}],
    ["that moves there under another name", { authorizerAppId: "wx1" }, two, {}],
    ["that moves there and named none", {}, two, {}],
    ["that moves there from the configuration's account", {}, two, { defaultAccount: "wx1" }],
  ])("is not what a resource found %s", async (_what, name, news, lifecycle) => {
    const world = await connected({ emulator: { accounts }, lifecycle });
    const { state: first } = await world.newProcess().create({ ...one, ...name });
    const up = world.newProcess();
    up.diff(first, news);
    expect((await up.create(two)).state.original?.open).toBe(true);
  });
});

describe("a replacement that also names the account", () => {
  it("knows how the switch was at first if the environment stays", async () => {
    const closing = { ...inputs, open: false };
    const world = await withPolicy({ open: false });
    let { state } = world;
    for (const authorizerAppId of [undefined, ACCOUNT, undefined]) {
      const up = world.newProcess();
      const news = { ...closing, ...(authorizerAppId && { authorizerAppId }) };
      up.diff(state, news);
      // A sibling that begins to ask for the switch at the same up.
      const sibling = { ...news, env: OTHER_ENV };
      expect((await up.create(sibling)).state.original?.open).toBe(true);
      ({ state } = await up.create(news));
      expect(state.original).toEqual({ open: true, apiWhitelist: ["/*"] });
    }
  });

  it("leaves the switch as it is if the environment changes too: its account may be another", async () => {
    const { newProcess, state: old, emulator } = await withPolicy({ open: false });
    const news = { ...inputs, env: OTHER_ENV, authorizerAppId: ACCOUNT, open: false };
    const up = newProcess();
    up.check(news);
    expect(up.diff(old, news).replaces).toEqual(["env"]);

    const { state } = await up.create(news);
    await up.delete(old);

    expect(emulator.policy(OTHER_ENV)).toMatchObject({ open: false, apiWhitelist: ["/a"] });
    expect(emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
    expect(state.original).toEqual({ open: false, apiWhitelist: ["/*"] });
    await newProcess().delete(state);
    expect(emulator.policy(ENV).open).toBe(false);
  });
});
