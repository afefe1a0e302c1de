import * as fc from "fast-check";
import { versionRules } from "../../emulator";
import { PolicyError } from "../../provider/core/errors";
import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { inEveryOrder, onArrival, type Turn } from "../support/interleaving";
import { timeLimit } from "../support/runs";
import { holdsInAnyOrder, lossOf, playable, ScheduledWechat } from "./interleavings-wechat";
import type { Applied, Behaviour, Loss } from "./interleavings-wechat";

/** Processes that all want something else of one environment, and how often each tries. */
interface Scene extends Behaviour {
  /** What happens to each writer's requests; one list a writer. */
  losses: Loss[][];
  /** After a conflict: refresh, and up again. */
  tries: number;
}

/** A write that its process was told had worked. */
interface Acknowledged {
  writer: string;
  base: PolicyState;
  state: PolicyState;
}

const ENV = "env";
const first = { open: true, apiWhitelist: ["/old"], version: 1 };
const start: PolicyState = { env: ENV, ...first, managesOpen: false };

/** Up, and after each conflict refresh and up again. */
async function write(life: Lifecycle, writer: string, tries: number): Promise<Acknowledged[]> {
  let base: PolicyState | undefined = start;
  const inputs = { env: ENV, apiWhitelist: [`/${writer}`] };
  for (let left = tries; left > 0 && base; left--) {
    try {
      return [{ writer, base, state: await life.update(base, inputs) }];
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      expect(error.problem.failure).toBe("conflict");
      base = await life.read(start);
    }
  }
  return [];
}

async function play(scene: Scene, turn: Turn, drive = <T>(all: Promise<T>) => all) {
  const seed = { open: true, environments: { [ENV]: { apiWhitelist: ["/old"] } } };
  const wechat = new ScheduledWechat(scene, seed, turn);
  const writers = scene.losses.map((losses, index) => {
    const writer = `writer-${index}`;
    return write(wechat.process(writer, losses), writer, scene.tries);
  });
  const all = Promise.all(writers).then((done) => wechat.drained().then(() => done.flat()));
  const acknowledged = await drive(all);
  expectNothingLost(scene, wechat, acknowledged);
}

function expectNothingLost(scene: Scene, wechat: ScheduledWechat, all: Acknowledged[]): void {
  const { applied } = wechat;
  for (const { writer, state } of all) {
    // It was live, at the version that state says.
    const live = { apiWhitelist: [`/${writer}`], version: state.version };
    expect(lastOf(applied, writer).after).toMatchObject(live);
  }
  const live = applied.at(-1)?.after.apiWhitelist ?? ["/old"];
  expect(wechat.accounts.policy(ENV).apiWhitelist).toEqual(live);
  if (scene.rule !== "ignored") expectInformed(applied, all);

  if (scene.losses.flat().some((loss) => loss !== "none")) return;
  expect(all.length).toBeGreaterThanOrEqual(1);
  // With one try each there is one winner, and everybody else knows it.
  if (scene.tries === 1 && scene.rule !== "ignored") expect(applied).toHaveLength(1);
}

/** Nothing was replaced that its writer had not read, and that its state did not know. */
function expectInformed(applied: readonly Applied[], all: Acknowledged[]): void {
  for (const { before, known } of applied) expect(before.apiWhitelist).toEqual(known.apiWhitelist);
  for (const { writer, base } of all) {
    const replaced = lastOf(applied, writer).before.apiWhitelist;
    expect([base.apiWhitelist, [`/${writer}`]]).toContainEqual(replaced);
  }
}

const lastOf = (applied: readonly Applied[], writer: string) =>
  applied.findLast((apply) => apply.writer === writer) as Applied;

const twoToEight = { minLength: 2, maxLength: 8, size: "max" } as const;
const scenes = (rule: Behaviour["rule"], isLossy: boolean): fc.Arbitrary<Scene> =>
  fc.record({
    rule: fc.constant(rule),
    stale: fc.constantFrom("refuse", "ignore"),
    losses: fc.array(fc.array(lossOf(rule), { maxLength: isLossy ? 3 : 0 }), twoToEight),
    tries: fc.integer({ min: 1, max: 4 }),
  });

describe.each(versionRules)("2 to 8 processes that write one environment, version: %s", (rule) => {
  it.each([false, true])(
    "lose no acknowledged write silently (requests get lost: %s)",
    (isLossy) =>
      holdsInAnyOrder(
        `processes, ${rule}, ${isLossy ? "lossy" : "lossless"}`,
        scenes(rule, isLossy),
        play,
      ),
    timeLimit(200),
  );

  it.each(playable(rule))(
    "are right in every single order of two, where a stale set meets: $stale",
    async (behaviour) => {
      const scene: Scene = { ...behaviour, losses: [[], []], tries: 1 };
      expect(await inEveryOrder((turn) => play(scene, onArrival(turn)))).toBeGreaterThan(10);
    },
  );
});

describe("3 processes that write one environment", () => {
  it("are right in every single order", async () => {
    const scene: Scene = { rule: "current", stale: "refuse", losses: [[], [], []], tries: 1 };
    const orders = await inEveryOrder((turn) => play(scene, onArrival(turn)));
    expect(orders).toBeGreaterThan(500);
    process.stdout.write(`three processes: ${orders} orders\n`);
  });
});
