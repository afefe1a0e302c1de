import * as fc from "fast-check";
import { versionRules } from "../../emulator";
import type { PolicyInputs, PolicyState } from "../../provider/core/policy";
import { inEveryOrder, onArrival, type Turn } from "../support/interleaving";
import { timeLimit } from "../support/runs";
import { holdsInAnyOrder, lossOf, playable, ScheduledWechat } from "./interleavings-wechat";
import type { Behaviour, Loss } from "./interleavings-wechat";

/** One resource of a program whose resources run side by side in one process. */
interface Sibling {
  verb: "create" | "update";
  /** Whether it asks for the switch; all that do ask for the same. */
  managesOpen: boolean;
  /** Whether its policy is there already. */
  isDone: boolean;
}

/** A program's resources, all of one account. */
interface Scene extends Behaviour {
  siblings: Sibling[];
  open: { before: boolean; wanted: boolean; remembered: boolean };
  /** What happens to the first sets of the process. */
  losses: Loss[];
}

const envOf = (index: number) => `env-${index}`;
const pathsOf = (index: number) => [`/new/${index}`];

function inputsOf({ siblings, open }: Scene, index: number): PolicyInputs {
  const isManaged = siblings[index]?.managesOpen === true;
  const inputs = { env: envOf(index), apiWhitelist: pathsOf(index) };
  return isManaged ? { ...inputs, open: open.wanted } : inputs;
}

function run(scene: Scene, wechat: ScheduledWechat): Promise<PolicyState>[] {
  const life = wechat.process("up", scene.losses);
  return scene.siblings.map(async ({ verb }, index) => {
    const inputs = inputsOf(scene, index);
    expect(life.check({ ...inputs }).failures).toEqual([]);
    if (verb === "create") return (await life.create({ ...inputs })).state;
    // State may remember another switch: then the process finds out late that it must move it.
    const { version } = wechat.accounts.policy(envOf(index));
    const found = { open: scene.open.remembered, apiWhitelist: ["/old"] };
    const state = { env: envOf(index), ...found, version, managesOpen: false, original: found };
    return life.update(state, { ...inputs });
  });
}

/** Plays the scene and holds its end against what the program asked for. */
async function play(scene: Scene, turn: Turn, drive = <T>(all: Promise<T>) => all) {
  const { siblings, open } = scene;
  const environments: Record<string, object> = {};
  for (const [index, { isDone }] of siblings.entries())
    environments[envOf(index)] = {
      apiWhitelist: isDone ? pathsOf(index) : ["/old"],
      version: index + 1,
    };
  const wechat = new ScheduledWechat(scene, { open: open.before, environments }, turn);

  const all = Promise.all(run(scene, wechat));
  const states = await drive(all.then((done) => wechat.drained().then(() => done)));

  const isMoved = siblings.some(({ managesOpen }) => managesOpen) && open.wanted !== open.before;
  const switched = wechat.applied.filter(({ before, after }) => before.open !== after.open);
  expect(switched).toHaveLength(isMoved ? 1 : 0);
  siblings.forEach(({ managesOpen, isDone }, index) => {
    const env = envOf(index);
    const live = wechat.accounts.policy(env);
    const isOpen = isMoved ? open.wanted : open.before;
    expect(live).toMatchObject({ apiWhitelist: pathsOf(index), open: isOpen });
    const applies = wechat.applied.filter((apply) => apply.env === env);
    expect(applies.length).toBeLessThanOrEqual(isDone && !(managesOpen && isMoved) ? 0 : 1);
    if (!isDone) expect(applies).toHaveLength(1);
    expect(states[index]).toMatchObject({ apiWhitelist: pathsOf(index), managesOpen });
    if (managesOpen) expect(states[index]?.open).toBe(open.wanted);
    if (scene.rule !== "account") expect(states[index]?.version).toBe(live.version);
  });
}

const sibling: fc.Arbitrary<Sibling> = fc.record({
  verb: fc.constantFrom("create", "update"),
  managesOpen: fc.boolean(),
  isDone: fc.boolean(),
});
const scenes = (rule: Behaviour["rule"]): fc.Arbitrary<Scene> =>
  fc.record({
    rule: fc.constant(rule),
    stale: fc.constantFrom("refuse", "ignore"),
    siblings: fc.array(sibling, { minLength: 2, maxLength: 8, size: "max" }),
    open: fc.record({ before: fc.boolean(), wanted: fc.boolean(), remembered: fc.boolean() }),
    losses: fc.array(lossOf(rule), { maxLength: 3 }),
  });

describe.each(versionRules)(
  "2 to 8 resources of one account in one process, version: %s",
  (rule) => {
    it(
      "are each written once, in whatever order WeChat hears of them",
      () => holdsInAnyOrder(`siblings, ${rule}`, scenes(rule), play),
      timeLimit(200),
    );

    it.each(playable(rule))(
      "two of them are right in every single order, where a stale set meets: $stale",
      async (behaviour) => {
        for (const managesOpen of [false, true]) {
          const siblings = [managesOpen, false].map((each) => {
            return { verb: "update" as const, managesOpen: each, isDone: false };
          });
          const open = { before: true, wanted: false, remembered: false };
          const orders = await inEveryOrder((turn) =>
            play({ ...behaviour, siblings, open, losses: [] }, onArrival(turn)),
          );
          // Three requests each: 6! / (3! · 3!) orders where nothing is in the way.
          expect(orders).toBeGreaterThanOrEqual(managesOpen ? 4 : 20);
        }
      },
    );
  },
);
