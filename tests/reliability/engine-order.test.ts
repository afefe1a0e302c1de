import * as fc from "fast-check";
import { holds, timeLimit } from "../support/runs";
import { adapters } from "./engine-order-engine";
import type { Declaration, Edit } from "./engine-order-program";
import { ENVS, MISSING, play, storyWorld } from "./engine-order-story";
import type { Step, Story } from "./engine-order-story";

/**
 * Stories of several resources and environments in the order in which Pulumi's engine calls a provider:
 * renamed, moved, replaced, with an `up` that fails in the middle. Few names, environments and
 * whitelists, so that equal ones meet.
 */
const RUNS_HERE = Number(process.env["RUNS"] ?? 150);

/** One of these, each as often as its weight says. */
function mixed<T>(...arbitraries: [weight: number, arbitrary: fc.Arbitrary<T>][]): fc.Arbitrary<T> {
  return fc.oneof(...arbitraries.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}
function often<T>(...values: [weight: number, value: T][]): fc.Arbitrary<T> {
  return mixed(
    ...values.map(([weight, value]): [number, fc.Arbitrary<T>] => [weight, fc.constant(value)]),
  );
}
/** Absent `times` as often as present. */
function sometimes<T>(times: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return mixed<T | undefined>([times, fc.constant(undefined)], [1, arbitrary]);
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
const declaration = fc.record({ edit: fc.constant("declare" as const), declared });
const edit = mixed<Edit>(
  [6, declaration],
  [5, fc.record({ edit: fc.constant("rename" as const), env, name })],
  [2, fc.record({ edit: fc.constant("remove" as const), env })],
  [2, fc.constant({ edit: "revert" })],
  [1, fc.constantFrom<Edit>({ edit: "reverse" }, { edit: "name the account" })],
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
const anything = mixed<Step>([12, up], [3, others], [1, consoleEdit]);
/** Something for the steps after it to go wrong about. */
const beginning: fc.Arbitrary<Step> = fc.record({
  verb: fc.constant("up"),
  edits: fc.array(declaration, { minLength: 1, maxLength: 2 }),
});
const story: fc.Arbitrary<Story> = fc.record({
  open: fc.boolean(),
  whitelists: fc.array(whitelist, { minLength: ENVS.length, maxLength: ENVS.length }),
  steps: fc
    .tuple(beginning, fc.array(anything, { minLength: 1, maxLength: 8, size: "max" }))
    .map(([first, steps]) => [first, ...steps]),
});

/** The account is named beside a resource that fails, then the list changes: only earlier runs show it. */
const upOf = (edits: Edit[], more: object = {}): Step => ({ verb: "up", edits, ...more });
const declare = (path: string): Edit => ({
  ...{ edit: "declare", declared: { name: "p", env: "env-a", apiWhitelist: [path] } },
});
const failing = { failure: { kind: "sibling", at: 1, isRestRegistered: false } } as const;
const found: Story = {
  open: true,
  whitelists: [["/*"], ["/*"], ["/*"]],
  steps: [
    upOf([declare("/a")]),
    upOf([{ edit: "name the account" }], failing),
    upOf([declare("/b")], { isRefreshed: true }),
    { verb: "destroy" },
  ],
};

it.each(adapters)(
  "the %s wipes nothing that is declared, raises no false alarm and tells what is lost",
  async (adapter) => {
    const world = await storyWorld();
    expect((await play(world, adapter, found)).untold).toBe(0);
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
