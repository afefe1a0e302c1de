import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { ENV, failure } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import { withPolicy } from "../support/policy-world";
import { ScriptedApi } from "../support/scripted-api";
import { done, start } from "../support/started-write";

const wanted = { env: ENV, apiWhitelist: ["/b"] };
const verbs = ["read", "update", "delete"] as const;

/** Asks for what WeChat answers, so that it succeeds if the answer is believed. */
function run(verb: (typeof verbs)[number], lifecycle: Lifecycle, state: PolicyState) {
  return verb === "update"
    ? lifecycle.update(state, { env: ENV, apiWhitelist: ["/a"] })
    : lifecycle[verb](state);
}

/** A state that is newer than what WeChat answers. */
const newer = (state: PolicyState) => ({
  ...state,
  apiWhitelist: ["/x"],
  version: 9,
  restoreTo: ["/a"],
});

describe("a get that is older than the state", () => {
  it("is repeated until it is not, then the update writes", async () => {
    const world = await withPolicy();
    world.emulator.faults.add({ stale: true, times: 2 });

    const next = await world.lifecycle.update(world.state, wanted);

    expect(next).toMatchObject({ apiWhitelist: ["/b"], version: 3 });
    expect(world.clock.sleeps).toEqual([1_000, 2_000]);
    expect(world.sent()).toEqual({ get: 4, set: 1, applies: 1 });
  });

  it.each([
    ["delete", { get: 3, set: 1, applies: 1 }, ["/*"]],
    ["read", { get: 2, set: 0, applies: 0 }, ["/a"]],
  ] as const)("is repeated by %s too", async (verb, sent, apiWhitelist) => {
    const world = await withPolicy();
    world.emulator.faults.add({ stale: true });

    const read = await world.newProcess()[verb](world.state);

    expect(read).toEqual(verb === "read" ? world.state : undefined);
    expect(world.live().apiWhitelist).toEqual(apiWhitelist);
    expect(world.sent()).toEqual(sent);
  });

  it.each([{ apiWhitelist: ["/theirs"] }, { open: false }])(
    "does not turn a refusal into one of the version: %j is not overwritten",
    async (edit) => {
      const world = await withPolicy({ open: true });
      world.edit(edit);
      world.emulator.faults.add({ on: { action: "get" }, stale: true, times: 3 });

      const update = world.newProcess().update(world.state, { ...wanted, open: true });

      await expect(update).rejects.toThrow("somebody else changed");
      expect(world.emulator.applies()).toEqual([]);
    },
  );

  it("lets an update write once if only the version moved", async () => {
    const world = await withPolicy({ open: true });
    world.edit({});
    world.emulator.faults.add({ on: { action: "get" }, stale: true, times: 3 });

    const next = await world.newProcess().update(world.state, { ...wanted, open: true });

    expect(next).toMatchObject({ apiWhitelist: ["/b"], version: 4 });
    expect(world.emulator.applies()).toHaveLength(1);
  });

  it.each([
    ["was refused", { versionRule: "next" } as const, undefined],
    ["has no answer", {}, { reset: "before" as const }],
    ["is answered", {}, undefined],
  ])("proves nothing of a set that %s", async (_what, emulator, fault) => {
    const world = await withPolicy({}, { emulator });
    if (fault) world.emulator.faults.add({ on: { action: "set" }, ...fault });
    // The copy is from before the create: it shows what the delete is to make.
    world.emulator.faults.add({ on: { action: "get" }, skip: 1, stale: true });

    await world.newProcess().delete(world.state);

    expect(world.live().apiWhitelist).toEqual(["/*"]);
    expect(world.emulator.applies()).toHaveLength(1);
  });

  it("is believed after seven seconds: the environment may be a new one", async () => {
    const world = await withPolicy();

    const next = await world.lifecycle.update({ ...world.state, version: 9 }, wanted);

    expect(next).toMatchObject({ apiWhitelist: ["/b"], version: 3 });
    expect(world.clock.sleeps).toEqual([1_000, 2_000, 4_000]);
    expect(world.sent()).toEqual({ get: 5, set: 1, applies: 1 });
  });

  it("is believed after seven seconds of a write too", async () => {
    const older = { ...done, version: 4 };
    const { written, clock } = start(new ScriptedApi([older, older, older, done]));
    expect(await written).toBe(done);
    expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
    expect(await start(new ScriptedApi([older])).written).toBe(older);
  });

  it.each(verbs)("fails %s if there is no time to repeat it", async (verb) => {
    const world = await withPolicy({}, { lifecycle: { operationTimeoutMs: 2_500 } });

    const { message } = await failure(run(verb, world.lifecycle, newer(world.state)));

    expect(message).toContain(
      `${verb} failed: WeChat answered with an older version than was seen before`,
    );
    expect(world.clock.sleeps).toEqual([1_000]);
    expect(world.sent()).toEqual({ get: 2, set: 0, applies: 0 });
  });

  it.each(verbs)("is not believed by a %s that is cancelled", async (verb) => {
    const button = new AbortController();
    const clock = new FakeClock();
    const world = await withPolicy({}, { clock });
    clock.sleep = async () => Promise.resolve().then(() => button.abort());
    const process = world.newProcess({ signal: button.signal });

    const { message } = await failure(run(verb, process, newer(world.state)));

    expect(message).toContain(`${verb} failed: CANCELLED`);
    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });
});
