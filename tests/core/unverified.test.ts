import type { Fault } from "../../emulator";
import type { PolicyState } from "../../provider/core/policy";
import { type Connected, connected, ENV, failure } from "../support/connected";
import { withPolicy } from "../support/policy-world";

const wanted = { env: ENV, apiWhitelist: ["/b"] };
const original = { open: true, apiWhitelist: ["/*"] };

/** The state that a write leaves if only its first get is answered. */
async function unverified(
  { emulator }: Connected,
  write: () => Promise<unknown>,
): Promise<PolicyState> {
  const blind: Fault = { on: { action: "get" }, skip: 1, times: Infinity, status: 500 };
  emulator.faults.add(blind);
  const { partial } = await failure(write());
  emulator.faults.clear();
  emulator.clearJournal();
  if (!partial) throw new Error("nothing to store");
  return partial;
}

async function unverifiedUpdate() {
  const world = await withPolicy();
  const partial = await unverified(world, () => world.lifecycle.update(world.state, wanted));
  return { ...world, partial, process: world.newProcess() };
}

it("a create that was not applied and could not be verified is finished with one set", async () => {
  const world = await connected();
  world.emulator.faults.add({ on: { action: "set" }, reset: "before" });
  const partial = await unverified(world, () => world.lifecycle.create(wanted));

  const state = await world.newProcess().update(partial, wanted);

  expect(state).toMatchObject({ apiWhitelist: ["/b"], version: 2, original });
  expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
});

describe("the state of an update that was applied and could not be verified", () => {
  it.each([{}, { onDelete: "retain" }])(
    "lets the next update put back the program's whitelist, with settings %j",
    async (settings) => {
      const { partial, process, live } = await unverifiedUpdate();

      const next = await process.update(partial, { env: ENV, apiWhitelist: ["/a"], ...settings });

      expect(next.apiWhitelist).toEqual(["/a"]);
      expect(next.unverified).toBeUndefined();
      expect(live().apiWhitelist).toEqual(["/a"]);
    },
  );

  it.each([
    [{}, wanted],
    [{ open: true }, { env: ENV, apiWhitelist: ["/a"], open: false }],
  ])("can be destroyed without a refresh: from %j to %j", async (before, inputs) => {
    const world = await withPolicy(before);
    const partial = await unverified(world, () => world.lifecycle.update(world.state, inputs));

    await world.newProcess().delete(partial);

    expect(world.live()).toMatchObject(original);
  });

  it("is no rival of itself in the process that made it", async () => {
    const world = await withPolicy();
    world.lifecycle.diff(world.state, wanted);
    const partial = await unverified(world, () => world.lifecycle.update(world.state, wanted));

    world.lifecycle.diff(partial, wanted);
    expect(await world.lifecycle.update(partial, wanted)).toMatchObject(wanted);
  });

  it("is still in conflict with what somebody else wrote", async () => {
    const { partial, process, edit } = await unverifiedUpdate();
    edit({ apiWhitelist: ["/theirs"] });

    const update = process.update(partial, { ...wanted, apiWhitelist: ["/c"] });

    expect((await failure(update)).message).toContain("somebody else changed apiWhitelist");
  });
});
