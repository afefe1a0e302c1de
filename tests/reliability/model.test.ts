import * as fc from "fast-check";
import { versionRules } from "../../emulator";
import { faults } from "../support/faults";
import { holds, timeLimit } from "../support/runs";
import * as commands from "./model-commands";
import * as events from "./model-events";
import type { Model } from "./model-operation";
import { ENVS, ModelWorld, type Setup } from "./model-world";

/**
 * Any sequence of what Pulumi, WeChat, people and bad luck can do. After each command the invariants
 * of model-operation.ts hold against the emulator's journal.
 */
const env = fc.constantFrom(...ENVS);
const paths = fc.array(fc.constantFrom("/a", "/b", "/c", "/*"), { maxLength: 3 });
const record = { noNullPrototype: true } as const;

const setup: fc.Arbitrary<Setup> = fc.record(
  {
    rule: fc.constantFrom(...versionRules),
    stale: fc.constantFrom("refuse", "ignore"),
    source: fc.constantFrom("file", "command"),
    open: fc.boolean(),
    whitelists: fc.array(paths, { minLength: ENVS.length, maxLength: ENVS.length }),
  },
  record,
);
const declared: fc.Arbitrary<commands.Declared> = fc.record(
  {
    apiWhitelist: paths,
    open: fc.boolean(),
    onConflict: fc.constantFrom("fail", "overwrite"),
    onDelete: fc.constantFrom("restore", "retain", "revoke"),
    restoreTo: paths,
  },
  { ...record, requiredKeys: ["apiWhitelist"] },
);
const content = fc.record(
  { open: fc.boolean(), apiWhitelist: paths },
  { ...record, requiredKeys: [] },
);
const action = fc.constantFrom("get" as const, "set" as const);
const isKilled = fc.boolean();
const fault = fc.record({
  kind: fc.constant("fault" as const),
  name: fc.constantFrom(...Object.keys(faults)),
  action,
  skip: fc.nat(1),
  isLasting: fc.boolean(),
});
const edit = fc.record({
  kind: fc.constant("edit" as const),
  moment: fc.constantFrom("before" as const, "after" as const),
  content,
});
const roll = fc.record({ kind: fc.constant("roll" as const), action });

const up = fc.tuple(env, declared, isKilled).map((args) => new commands.Up(...args));
const any = [
  up,
  up,
  up,
  fc.tuple(env, isKilled).map((args) => new commands.Destroy(...args)),
  fc.tuple(env, declared).map((args) => new commands.Rename(...args)),
  env.map((which) => new commands.Refresh(which)),
  fc.tuple(env, content).map((args) => new events.ConsoleEdit(...args)),
  fault.map((armed) => new events.Arm(armed)),
  fault.map((armed) => new events.Arm(armed)),
  fc.oneof(edit, roll).map((armed) => new events.Arm(armed)),
  fc.constantFrom("rolls", "rolls", "dies").map((event) => new events.Token(event as "rolls")),
  fc.constant(new events.Crash()),
];

async function play(start: Setup, sequence: Iterable<fc.AsyncCommand<Model, ModelWorld>>) {
  const world = await ModelWorld.begin(start);
  try {
    const model: Model = {
      slots: Object.fromEntries(ENVS.map((each) => [each, { isUnsettled: false }])),
      live: Object.fromEntries(ENVS.map((each) => [each, world.live(each)])),
      claims: new Map(),
      armed: [],
      // Where WeChat silently ignores a set while somebody writes the very same, the process must take
      // a wrong reading of `version` for proven, and its later writes say that they change nothing.
      isRaceable: !(start.rule === "next" && start.stale === "ignore"),
      isTokenDead: false,
    };
    await fc.asyncModelRun(() => ({ model, real: world }), sequence);
  } finally {
    await world.end();
  }
}

const plain: Setup = {
  rule: "current",
  stale: "refuse",
  source: "file",
  open: false,
  whitelists: [[], [], []],
};
const lasting = {
  kind: "fault",
  name: "HTTP 503",
  action: "get",
  skip: 1,
  isLasting: true,
} as const;

const lagging = { ...lasting, name: "a read that lags behind", skip: 0 } as const;

type Story = [Setup, Iterable<fc.AsyncCommand<Model, ModelWorld>>];

/** What earlier runs had found: in the provider, and in what was expected of it. */
const found: Story[] = [
  // A change that is taken back after a write that could not be verified was taken for done.
  [
    plain,
    [
      new commands.Up("env-a", { apiWhitelist: ["/a"] }),
      new events.Arm(lasting),
      new commands.Up("env-a", { apiWhitelist: ["/b"] }),
      new commands.Up("env-a", { apiWhitelist: ["/a"] }),
      new commands.Refresh("env-a"),
      new commands.Up("env-a", { apiWhitelist: ["/a"] }),
    ],
  ],
  // What somebody undoes between the write and its proof equals state, and is written again.
  [
    plain,
    [
      new events.Arm({ kind: "edit", moment: "after", content: { apiWhitelist: [] } }),
      new commands.Up("env-a", { apiWhitelist: ["/a"] }),
    ],
  ],
  // Somebody writes the very same first, and no version tells.
  [
    { ...plain, rule: "ignored" },
    [
      new events.Arm({ kind: "edit", moment: "before", content: { open: true } }),
      new commands.Up("env-a", { apiWhitelist: [], open: true }),
    ],
  ],
  // Reads lag behind the edit that an earlier create had met.
  [
    plain,
    [
      new events.Arm({ kind: "edit", moment: "before", content: { apiWhitelist: ["/a"] } }),
      new commands.Up("env-c", { apiWhitelist: ["/c"] }),
      new events.Arm(lagging),
      new commands.Up("env-c", { apiWhitelist: [], open: true, onConflict: "overwrite" }),
    ],
  ],
  // Reads lag behind an edit that moved the version alone, and behind one that made what is wanted.
  ...[{}, { open: true }].map((edited): Story => [
    { ...plain, whitelists: [["/a"], [], []] },
    [
      new commands.Up("env-a", { apiWhitelist: [] }),
      new events.ConsoleEdit("env-a", edited),
      new events.Arm(lagging),
      new commands.Rename("env-a", { apiWhitelist: [], open: true }),
    ],
  ]),
  // Reads lag behind an edit that made what is wanted and moved the switch, where versions are ignored.
  [
    { ...plain, rule: "ignored" },
    [
      new commands.Up("env-c", { apiWhitelist: ["/a"] }),
      new events.ConsoleEdit("env-c", { open: true, apiWhitelist: [] }),
      new events.Arm(lagging),
      new commands.Up("env-c", { apiWhitelist: [] }),
    ],
  ],
  // A refused set, and the look after it comes from a copy that is as old as what the set was to make.
  [
    { ...plain, rule: "next" },
    [
      new commands.Up("env-c", { apiWhitelist: ["/a"] }),
      new events.Arm({ ...lagging, skip: 1, isLasting: false }),
      new commands.Destroy("env-c", false),
    ],
  ],
  // A reply is lost, and the look after it comes from a copy that lags, where versions are ignored.
  [
    { ...plain, rule: "ignored" },
    [
      new events.Arm({ ...lagging, skip: 1, isLasting: false }),
      new events.Arm({
        kind: "fault",
        name: "no reply although handled",
        action: "set",
        skip: 0,
        isLasting: false,
      }),
      new commands.Up("env-a", { apiWhitelist: [], open: true }),
    ],
  ],
  // A create that was killed is done again out of a copy that lags, where versions are ignored.
  [
    { ...plain, rule: "ignored" },
    [
      new commands.Up("env-b", { apiWhitelist: ["/a"] }, true),
      new events.Arm(lagging),
      new commands.Up("env-b", { apiWhitelist: ["/a"] }),
    ],
  ],
  // A dead token is followed by a good one in the middle of an operation.
  [
    plain,
    [
      new events.Token("dies"),
      new events.Arm({ kind: "roll", action: "get" }),
      new commands.Up("env-a", { apiWhitelist: ["/a"] }),
      new commands.Up("env-a", { apiWhitelist: ["/b"] }),
    ],
  ],
];

describe("whatever happens, in whatever order", () => {
  it(
    "state and WeChat agree or an error says why, and nobody's write is lost",
    () =>
      holds(
        "model",
        fc.asyncProperty(setup, fc.commands(any, { maxCommands: 20, size: "max" }), play),
        { examples: found },
      ),
    timeLimit(1_000),
  );
});
