import * as fc from "fast-check";
import { holds, timeLimit } from "../support/runs";
import { adapters, type Declaration, type Operation } from "./engine-order-engine";
import {
  type Edit,
  ENVS,
  MISSING,
  play,
  type Step,
  type Story,
  storyWorld,
} from "./engine-order-story";

/**
 * Stories of several resources and environments in the order in which Pulumi's engine calls a provider:
 * renamed, moved, replaced, with an `up` that fails in the middle. Few names, environments and
 * whitelists, so that equal ones meet.
 */
const RUNS_HERE = Number(process.env["RUNS"] ?? 150);

/** Absent `times` as often as present. */
function sometimes<T>(times: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: times, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** One of the values, each as often as its weight says. */
function often<T>(...values: [weight: number, value: T][]): fc.Arbitrary<T> {
  return fc.oneof(...values.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

const whitelist = fc.constantFrom<string[]>(["/a"], ["/b"], ["/c"], ["/*"], []);
const env = often([6, "env-a"], [3, "env-b"], [1, "env-c"]);
const name = often([3, "p"], [3, "q"], [1, "r"]);
const extras: Partial<Declaration>[] = [
  ...[{}, {}, {}, {}, { isDeletedFirst: true }, { open: true }, { open: false }],
  ...[{ isDeletedFirst: true, open: false }, { onConflict: "overwrite" as const }],
  ...[{ onDelete: "retain" as const }, { onDelete: "revoke" as const }],
];
const declared = fc
  .tuple(name, often([12, "env-a"], [5, "env-b"], [1, "env-c"], [1, MISSING]), whitelist)
  .chain(([name, env, apiWhitelist]) =>
    fc.constantFrom(...extras).map((extra) => ({ name, env, apiWhitelist, ...extra })),
  );
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ edit: fc.constant("declare" as const), declared }) },
  { weight: 5, arbitrary: fc.record({ edit: fc.constant("rename" as const), env, name }) },
  { weight: 2, arbitrary: fc.record({ edit: fc.constant("remove" as const), env }) },
  {
    weight: 3,
    arbitrary: fc.record({
      edit: fc.constantFrom("revert", "revert", "revert", "reverse", "name the account"),
    }),
  },
);
const failure = fc.record({
  kind: fc.constantFrom("sibling", "sibling", "refused", "lost", "killed"),
  at: fc.nat(2),
  isRestRegistered: fc.boolean(),
});
const operation = {
  isRefreshed: fc.boolean(),
  isRefreshApart: fc.boolean(),
  isSequential: fc.boolean(),
  isReversed: fc.boolean(),
  failure: sometimes(2, failure),
};
const up = fc.record({
  verb: fc.constant("up" as const),
  edits: fc.array(edit, { maxLength: 3 }),
  ...operation,
  replace: sometimes(6, name),
});
const others = fc.record({ verb: fc.constantFrom("refresh", "destroy"), ...operation });
const content = fc.record(
  { open: fc.boolean(), apiWhitelist: whitelist },
  { noNullPrototype: true, requiredKeys: [] },
);
const consoleEdit = fc.record({ verb: fc.constant("console" as const), env, content });
const anything = fc.oneof(
  { weight: 12, arbitrary: up },
  { weight: 3, arbitrary: others },
  { weight: 1, arbitrary: consoleEdit },
);
/** Something for the steps after it to go wrong about. */
const beginning: fc.Arbitrary<Step> = fc.record({
  verb: fc.constant("up"),
  edits: fc.array(fc.record({ edit: fc.constant("declare" as const), declared }), {
    minLength: 1,
    maxLength: 2,
  }),
});
const story: fc.Arbitrary<Story> = fc.record({
  open: fc.boolean(),
  whitelists: fc.array(whitelist, { minLength: ENVS.length, maxLength: ENVS.length }),
  steps: fc
    .tuple(beginning, fc.array(anything, { minLength: 1, maxLength: 8, size: "max" }))
    .map(([first, steps]) => [first, ...steps]),
});

/** Where everything is allowed at first. */
const told = (...steps: Step[]): [Story] => [
  { open: true, whitelists: [["/*"], ["/*"], ["/*"]], steps },
];
const declare = (
  name: string,
  env: string,
  path: string,
  more: Partial<Declaration> = {},
): Edit => ({
  edit: "declare",
  declared: { name, env, apiWhitelist: [path], ...more },
});
const upOf = (edits: Edit[], more: Partial<Operation> = {}): Step => ({
  verb: "up",
  edits,
  ...more,
});
const rename: Edit = { edit: "rename", env: "env-a", name: "q" };
const revert: Edit = { edit: "revert" };
/** Something else fails after the first create: nothing is deleted. */
const failing = { failure: { kind: "sibling", at: 1, isRestRegistered: false } } as const;
const isRefreshed = true;
const destroy: Step = { verb: "destroy" };
const start = upOf([declare("p", "env-a", "/a")]);

/** What went wrong when states were compared to find out who manages an environment. */
const found: Record<string, [Story]> = {
  "a renaming beside a resource that fails": told(
    start,
    upOf([rename], { ...failing, isRefreshed }),
    upOf([], { isRefreshed }),
  ),
  "the same, then a change of settings and one of the list": told(
    start,
    upOf([rename], { ...failing, isRefreshed }),
    upOf([declare("q", "env-a", "/a", { onConflict: "overwrite" })], { ...failing, isRefreshed }),
    upOf([declare("q", "env-a", "/b", { onConflict: "overwrite" })], { isRefreshed }),
  ),
  "a resource that closes the switch makes way for another that does": told(
    upOf([declare("p", "env-a", "/a", { open: false })]),
    upOf([{ edit: "remove", env: "env-a" }, declare("q", "env-b", "/b", { open: false })]),
    destroy,
  ),
  "a move beside a resource that fails is taken back": told(
    start,
    upOf([declare("p", "env-b", "/a")], failing),
    upOf([revert]),
    destroy,
  ),
  "a replacement that cannot be created, deleted first, is taken back": told(
    upOf([declare("p", "env-a", "/a", { isDeletedFirst: true })]),
    upOf([declare("p", MISSING, "/a", { isDeletedFirst: true })]),
    upOf([revert]),
    destroy,
  ),
  "the account is named beside a resource that fails, then a new list": told(
    start,
    upOf([{ edit: "name the account" }], failing),
    upOf([declare("p", "env-a", "/b")], { isRefreshed }),
    destroy,
  ),
};

describe.each(adapters)("in the order of the engine, the %s", (adapter) => {
  it.each(Object.entries(found))("survives: %s", async (_title, [story]) => {
    expect((await play(await storyWorld(), adapter, story)).untold).toBe(0);
  });

  it(
    "wipes nothing that a program declares, raises no false alarm and tells what is lost",
    async () => {
      const world = await storyWorld();
      const lost = { told: 0, untold: 0 };
      const property = fc.asyncProperty(story, async (each) => {
        const { told, untold } = await play(world, adapter, each);
        lost.told += told;
        lost.untold += untold;
      });
      await holds(`engine order, ${adapter}`, property, { runs: RUNS_HERE });
      process.stdout.write(`lost and told: ${lost.told}; untold: ${lost.untold}\n`);
    },
    timeLimit(1_000, RUNS_HERE),
  );
});
