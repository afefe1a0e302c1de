import { connected, created, ENV, failure } from "../support/connected";
import { soon } from "../support/soon";

/** What may happen to one write, beside what tests/scenarios.ts says. */
const wanted = { env: ENV, apiWhitelist: ["/b"] };
const quick = { environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "800" } };
const onSet = { on: { action: "set" } } as const;

describe("a write", () => {
  it("sends a set that never arrived again, with the same version", async () => {
    const world = await connected();
    world.emulator.faults.add({ ...onSet, reset: "before" });

    const { state } = await world.lifecycle.create(wanted);

    const sets = world.emulator.requests({ action: "set" });
    expect(sets.map(({ version }) => version)).toEqual([1, 1]);
    expect(world.sent()).toEqual({ get: 3, set: 2, applies: 1 });
    expect(state.version).toBe(world.emulator.policy(ENV).version);
  });

  it("has WeChat refuse a set that arrives after it was sent again", async () => {
    const world = await connected(quick);
    const { emulator } = world;
    emulator.faults.add({ ...onSet, before: () => soon(() => emulator.applies().length === 1) });

    const { state } = await world.lifecycle.create(wanted);
    const [late, again] = emulator.requests({ action: "set" });
    await soon(() => late?.errcode !== undefined);

    expect([late?.errcode, again?.errcode]).toEqual([40097, 0]);
    expect(late?.version).toBe(again?.version);
    expect(world.sent().applies).toBe(1);
    expect(emulator.policy(ENV)).toMatchObject({ apiWhitelist: ["/b"], version: 2 });
    expect(state.version).toBe(2);
  });

  it("succeeds if the first set overtakes the one sent again for it", async () => {
    const world = await connected(quick);
    const { emulator } = world;
    let isSentAgain = false;
    emulator.faults.add({ ...onSet, before: () => soon(() => isSentAgain) });
    emulator.faults.add({
      ...onSet,
      before: () => {
        isSentAgain = true;
        return soon(() => emulator.applies().length === 1);
      },
    });

    const { state } = await world.lifecycle.create(wanted);

    const [first, again] = emulator.requests({ action: "set" });
    expect([first?.errcode, again?.errcode]).toEqual([0, 40097]);
    expect(world.sent()).toEqual({ get: 3, set: 2, applies: 1 });
    expect(state).toMatchObject({ apiWhitelist: ["/b"], version: 2 });
  });
});

describe("another writer", () => {
  it("is named if its content came between get and set, and wins", async () => {
    const world = await connected();
    const state = await created(world, { apiWhitelist: ["/a"] });
    const { emulator, lifecycle } = world;
    emulator.faults.add({
      ...onSet,
      before: () => emulator.editInConsole(ENV, { apiWhitelist: ["/foreign"] }),
    });

    const { problem, partial, message } = await failure(lifecycle.update(state, wanted));

    expect(problem.failure).toBe("conflict");
    expect(message).toContain("somebody else changed apiWhitelist (added /foreign; removed /a)");
    expect(partial).toBeUndefined();
    expect(world.sent().applies).toBe(0);
    expect(emulator.policy(ENV).apiWhitelist).toEqual(["/foreign"]);

    const refreshed = await world.newProcess().read(state);
    expect(refreshed).toMatchObject({ apiWhitelist: ["/foreign"], version: 3 });
    const { changed } = lifecycle.diff(refreshed ?? state, wanted);
    expect(changed).toEqual(["apiWhitelist"]);
    await world.newProcess().update(refreshed ?? state, wanted);
    expect(emulator.policy(ENV).apiWhitelist).toEqual(["/b"]);
  });

  const moveVersion = (times: number) => async () => {
    const world = await connected();
    const state = await created(world, { apiWhitelist: ["/a"] });
    world.emulator.faults.add({
      ...onSet,
      times,
      before: () => world.emulator.editInConsole(ENV, {}),
    });
    return { world, work: world.lifecycle.update(state, wanted) };
  };

  it("who moved only the version is no conflict: the set is sent with the new one", async () => {
    const { world, work } = await moveVersion(3)();

    expect(await work).toMatchObject({ apiWhitelist: ["/b"], version: 6 });

    const versions = world.emulator.requests({ action: "set" }).map(({ version }) => version);
    expect(versions).toEqual([2, 3, 4, 5]);
    expect(world.sent().applies).toBe(1);
  });

  it("who moved the version after the set is seen: the version is never computed", async () => {
    const world = await connected();
    world.emulator.faults.add({ ...onSet, after: () => world.emulator.editInConsole(ENV, {}) });

    const { state } = await world.lifecycle.create(wanted);

    expect(state).toMatchObject({ apiWhitelist: ["/b"], version: 3 });
    expect(world.emulator.policy(ENV).version).toBe(3);
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("who never stops moving the version is an error, not an endless loop", async () => {
    const { world, work } = await moveVersion(Infinity)();

    expect((await failure(work)).message).toContain("somebody keeps writing to this account");

    const { set, applies } = world.sent();
    expect(applies).toBe(0);
    expect(set).toBeLessThanOrEqual(7);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
  });
});
