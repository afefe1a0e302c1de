import { crash, type MomentName, moments, type Victim } from "./crash";
import { PRODUCTION, terminal, type World } from "./world";

/** An `up` that is to be killed, and what must be told of it beforehand. */
export interface CrashStory {
  verb: "create" | "update";
  moment: MomentName;
  victim: Victim;
}

const BEFORE = ["/*"];

/** A killed create loses what was there before, so its program declares it; an update has it in state. */
const programs = {
  create: { apiWhitelist: ["/b"], restoreTo: BEFORE },
  update: { apiWhitelist: ["/b"] },
};

/**
 * A killed `up` and the documented recovery: cancel, up, refresh with `--clear-pending-creates`. Then
 * state and remote agree, the change was applied once, and destroy puts back what was there before.
 */
export async function playCrash(world: World, story: CrashStory): Promise<void> {
  const { emulator, stack } = world;
  const { verb, moment, victim } = story;
  const declare = (args: object) =>
    world.declare({ name: "it", args: { env: PRODUCTION, ...args } });
  if (verb === "update") await declare({ apiWhitelist: ["/a"] }).up();
  declare(programs[verb]);

  emulator.clearJournal();
  await crash(world, moment, victim);
  const applied = emulator.applies().length;
  if (victim !== "the engine") expect(applied).toBe(moments[moment].isApplied ? 1 : 0);

  if (victim !== "the provider host") {
    const locked = await stack.up();
    expect(locked.exitCode).toBe(1);
    expect(terminal(locked)).toContain("currently locked");
    expect((await stack.cancel()).exitCode).toBe(0);
  }
  await world.up();
  const { get, ...written } = world.sent;
  expect(written).toEqual(applied === 1 ? { set: 0, applies: 0 } : { set: 1, applies: 1 });
  const looks = applied === 1 ? 1 : 2;
  // The last request of a host that outlived its engine may arrive after its end.
  const late = victim === "the engine" ? 1 : 0;
  expect(get).toBeGreaterThanOrEqual(looks);
  expect(get).toBeLessThanOrEqual(looks + late);
  // Program and state agree after an up that succeeded, so this says that all three do.
  const recover = { clearPendingCreates: true, expectNoChanges: true };
  await world.succeeds(() => stack.refresh(recover));
  await expectAgreement(world);

  await world.succeeds(() => stack.destroy());
  expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(BEFORE);
  expect(await world.state()).toEqual({});
}

async function expectAgreement(world: World): Promise<void> {
  const { apiWhitelist, version } = world.emulator.policy(PRODUCTION);
  expect(apiWhitelist).toEqual(["/b"]);
  const { it: stored } = await world.state();
  expect(stored).toMatchObject({ outputs: { apiWhitelist, version }, initErrors: [] });
  expect((await world.stack.exportState()).pendingOperations).toEqual([]);
}
