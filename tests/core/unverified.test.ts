import type { Fault } from "../../emulator";
import { connected, created, ENV, failure } from "../support/connected";

const wanted = { env: ENV, apiWhitelist: ["/b"] };
/** Nothing but the first get is answered. */
const blind: Fault = { on: { action: "get" }, skip: 1, times: Infinity, status: 500 };

describe("the state of a write that could not be verified and was applied", () => {
  async function applied() {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add(blind);
    const { partial } = await failure(world.lifecycle.update(state, wanted));
    world.emulator.faults.clear();
    world.emulator.clearJournal();
    if (!partial) throw new Error("nothing to store");
    return { world, partial, process: world.newProcess() };
  }

  it("is put right where the program is put back: the write was nobody else's", async () => {
    const { world, partial, process } = await applied();

    const next = await process.update(partial, { ...wanted, apiWhitelist: ["/a"] });

    expect(next).toMatchObject({ apiWhitelist: ["/a"] });
    expect(next.unverified).toBeUndefined();
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
  });

  it("is looked at although only a setting changed", async () => {
    const { world, partial, process } = await applied();

    const next = await process.update(partial, {
      env: ENV,
      apiWhitelist: ["/a"],
      onDelete: "retain",
    });

    expect(next.apiWhitelist).toEqual(["/a"]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
  });

  it("can be destroyed without a refresh", async () => {
    const { world, partial, process } = await applied();

    await process.delete(partial);

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
  });

  it("has its switch put back by a destroy, too", async () => {
    const world = await connected();
    const state = await created(world, { open: true });
    world.emulator.faults.add(blind);
    const closed = { env: ENV, apiWhitelist: ["/a"], open: false };
    const { partial } = await failure(world.lifecycle.update(state, closed));
    world.emulator.faults.clear();

    await world.newProcess().delete(partial ?? state);

    expect(world.emulator.policy(ENV)).toMatchObject({ open: true, apiWhitelist: ["/*"] });
  });

  it("is no rival of itself in the process that made it", async () => {
    const world = await connected();
    const state = await created(world);
    world.lifecycle.diff(state, wanted);
    world.emulator.faults.add(blind);
    const { partial } = await failure(world.lifecycle.update(state, wanted));
    world.emulator.faults.clear();
    if (!partial) throw new Error("nothing to store");

    world.lifecycle.diff(partial, wanted);
    expect(await world.lifecycle.update(partial, wanted)).toMatchObject(wanted);
  });

  it("is still in conflict with what somebody else wrote", async () => {
    const { world, partial, process } = await applied();
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] });

    const error = await failure(process.update(partial, { ...wanted, apiWhitelist: ["/c"] }));

    expect(error.message).toContain("somebody else changed apiWhitelist");
  });

  it("is forgotten by a read", async () => {
    const { partial, process } = await applied();
    const state = await process.read(partial);
    expect(state).toMatchObject({ apiWhitelist: ["/b"] });
    expect(state?.unverified).toBeUndefined();
  });
});
