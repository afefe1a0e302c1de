import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { type Connected, connected, created, ENV, failure } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import { ScriptedApi } from "../support/scripted-api";
import { done, start } from "../support/started-write";

const wanted = { env: ENV, apiWhitelist: ["/b"] };
const verbs = ["read", "update", "delete"] as const;

/** A state that is ahead of what WeChat answers. */
async function ahead(world: Connected): Promise<PolicyState> {
  return { ...(await created(world)), apiWhitelist: ["/x"], version: 9, restoreTo: ["/a"] };
}

/** Asks for what WeChat answers, so that it is a success where the answer is believed. */
function run(verb: (typeof verbs)[number], life: Lifecycle, state: PolicyState): Promise<unknown> {
  return verb === "update"
    ? life.update(state, { env: ENV, apiWhitelist: ["/a"] })
    : life[verb](state);
}

describe("a get that is older than what state has seen", () => {
  it("is asked again until it is not, and then the update writes", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({ stale: true, times: 2 });

    const next = await world.lifecycle.update(state, wanted);

    expect(next).toMatchObject({ apiWhitelist: ["/b"], version: 3 });
    expect(world.clock.sleeps).toEqual([1_000, 2_000]);
    expect(world.sent()).toEqual({ get: 4, set: 1, applies: 1 });
  });

  it("is asked again before a delete, too", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({ stale: true });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
    expect(world.sent()).toEqual({ get: 3, set: 1, applies: 1 });
  });

  it("is asked again by a read, too", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({ stale: true });

    expect(await world.newProcess().read(state)).toEqual(state);
    expect(world.sent().get).toBe(2);
  });

  it.each([{ apiWhitelist: ["/theirs"] }, { open: false }, {}])(
    "takes no refusal for one of the other version: what somebody wrote, %j, is not written over",
    async (edit) => {
      const world = await connected();
      const state = await created(world, { env: ENV, apiWhitelist: ["/a"], open: true });
      world.emulator.editInConsole(ENV, edit);
      world.emulator.clearJournal();
      world.emulator.faults.add({ on: { action: "get" }, stale: true, times: 3 });

      const update = world.newProcess().update(state, { ...wanted, open: true });

      if (Object.keys(edit).length > 0) {
        await expect(update).rejects.toThrow("somebody else changed");
        expect(world.emulator.applies()).toEqual([]);
      } else {
        await expect(update).resolves.toMatchObject({ apiWhitelist: ["/b"], version: 4 });
        expect(world.emulator.applies()).toHaveLength(1);
      }
    },
  );

  it.each([
    ["was refused", { versionRule: "next" } as const, undefined],
    ["has no answer", {}, { reset: "before" as const }],
    ["is answered", {}, undefined],
  ])("proves nothing of a set that %s", async (_what, emulator, fault) => {
    const world = await connected({ emulator });
    const state = await created(world);
    world.emulator.clearJournal();
    if (fault) world.emulator.faults.add({ on: { action: "set" }, ...fault });
    // The copy is from before the create: it shows what the delete is to make.
    world.emulator.faults.add({ on: { action: "get" }, skip: 1, stale: true });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
    expect(world.emulator.applies()).toHaveLength(1);
  });

  it("is believed after seven seconds: the environment may have been made anew", async () => {
    const world = await connected();
    const state = { ...(await created(world)), version: 9 };

    const next = await world.lifecycle.update(state, wanted);

    expect(next).toMatchObject({ apiWhitelist: ["/b"], version: 3 });
    expect(world.clock.sleeps).toEqual([1_000, 2_000, 4_000]);
    expect(world.sent()).toEqual({ get: 5, set: 1, applies: 1 });
  });

  it("is believed after seven seconds in a write, too", async () => {
    const older = { ...done, version: 4 };
    const { written, clock } = start(new ScriptedApi([older, older, older, done]));
    expect(await written).toBe(done);
    expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
    expect(await start(new ScriptedApi([older])).written).toBe(older);
  });

  it.each(verbs)("is an error of a %s where there is no time to look again", async (verb) => {
    const world = await connected({ lifecycle: { operationTimeoutMs: 2_500 } });
    const state = await ahead(world);

    const error = await failure(run(verb, world.lifecycle, state));

    expect(error.message).toContain(
      `${verb} failed: WeChat answered with an older version than was seen before`,
    );
    expect(world.clock.sleeps).toEqual([1_000]);
    expect(world.sent()).toEqual({ get: 2, set: 0, applies: 0 });
  });

  it.each(verbs)("is not believed by a %s that is cancelled", async (verb) => {
    const button = new AbortController();
    const clock = new FakeClock();
    const world = await connected({ clock });
    const state = await ahead(world);
    clock.sleep = async () => Promise.resolve().then(() => button.abort());

    const error = await failure(run(verb, world.newProcess({ signal: button.signal }), state));

    expect(error.message).toContain(`${verb} failed: CANCELLED`);
    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("is not suspected in a create, which knows of no version", async () => {
    const world = await connected();

    await world.lifecycle.create(wanted);

    expect(world.clock.sleeps).toEqual([]);
  });
});
