import * as fc from "fast-check";
import { versionRules } from "../../emulator";
import { PolicyError } from "../../provider/core/errors";
import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { inEveryOrder, onArrival, type Turn } from "../support/interleaving";
import { holds, timeLimit } from "../support/runs";
import {
  type Applied,
  type Behaviour,
  type Loss,
  ScheduledWechat,
  lossOf,
  playable,
} from "./interleavings-wechat";

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
  /** What the process knew to be there. */
  base: PolicyState;
  state: PolicyState;
}

const ENV = "env";
const start: PolicyState = {
  env: ENV,
  open: true,
  apiWhitelist: ["/old"],
  version: 1,
  managesOpen: false,
};

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

async function play(scene: Scene, turn: Turn, drive = <T>(all: Promise<T>) => all): Promise<void> {
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
    expect(lastOf(applied, writer).after).toMatchObject({
      apiWhitelist: [`/${writer}`],
      version: state.version,
    });
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

function lastOf(applied: readonly Applied[], writer: string): Applied {
  return applied.filter((apply) => apply.writer === writer).at(-1) as Applied;
}

const scenes = (rule: Behaviour["rule"], isLossy: boolean): fc.Arbitrary<Scene> =>
  fc.record({
    rule: fc.constant(rule),
    stale: fc.constantFrom("refuse", "ignore"),
    losses: fc.array(fc.array(lossOf({ rule }), { maxLength: isLossy ? 3 : 0 }), {
      minLength: 2,
      maxLength: 8,
      size: "max",
    }),
    tries: fc.integer({ min: 1, max: 4 }),
  });

describe.each(versionRules)("2 to 8 processes that write one environment, version: %s", (rule) => {
  it.each([false, true])(
    "lose no acknowledged write silently (requests get lost: %s)",
    (isLossy) =>
      holds(
        `processes, ${rule}, ${isLossy ? "lossy" : "lossless"}`,
        fc.asyncProperty(scenes(rule, isLossy), fc.scheduler(), (scene, schedule) =>
          play(
            scene,
            (label) => schedule.schedule(Promise.resolve(), label),
            (all) => schedule.waitFor(all),
          ),
        ),
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
