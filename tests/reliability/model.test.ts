import * as fc from "fast-check";
import { versionRules } from "../../emulator";
import { faults } from "../support/faults";
import { holds, timeLimit } from "../support/runs";
import { arm, type Command, crash, destroy, editInConsole } from "./model-commands";
import { refresh, rename, token, up } from "./model-commands";
import { ENVS, type Setup, World } from "./model-world";

/**
 * Any sequence of what Pulumi, WeChat, people and bad luck can do. After each command the invariants
 * of model-operation.ts hold against the emulator's journal.
 */
const env = fc.constantFrom(...ENVS);
const paths = fc.array(fc.constantFrom("/a", "/b", "/c", "/*"), { maxLength: 3 });
const plainObject = { noNullPrototype: true } as const;

const setup: fc.Arbitrary<Setup> = fc.record({
  rule: fc.constantFrom(...versionRules),
  stale: fc.constantFrom("refuse", "ignore"),
  source: fc.constantFrom("file", "command"),
  open: fc.boolean(),
  whitelists: fc.array(paths, { minLength: ENVS.length, maxLength: ENVS.length }),
});
const declared = fc.record(
  {
    apiWhitelist: paths,
    open: fc.boolean(),
    onConflict: fc.constantFrom("fail" as const, "overwrite" as const),
    onDelete: fc.constantFrom("restore" as const, "retain" as const, "revoke" as const),
    restoreTo: paths,
  },
  { ...plainObject, requiredKeys: ["apiWhitelist"] },
);
const content = fc.record(
  { open: fc.boolean(), apiWhitelist: paths },
  { ...plainObject, requiredKeys: [] },
);
const action = fc.constantFrom("get" as const, "set" as const);
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

const ups = fc.tuple(env, declared, fc.boolean()).map((args) => up(...args));
const any = [
  ...[ups, ups, ups],
  fc.tuple(env, fc.boolean()).map((args) => destroy(...args)),
  fc.tuple(env, declared).map((args) => rename(...args)),
  env.map((which) => refresh(which)),
  fc.tuple(env, content).map((args) => editInConsole(...args)),
  ...[fault, fault, fc.oneof(edit, roll)].map((armed) => armed.map((each) => arm(each))),
  fc.constantFrom("rolls" as const, "rolls" as const, "dies" as const).map((each) => token(each)),
  fc.constant(crash()),
];

async function play(start: Setup, sequence: Iterable<Command>) {
  const world = await World.begin(start);
  const played = fc.asyncModelRun(() => ({ model: world, real: world }), sequence);
  await played.finally(() => world.end());
}

const empty = { open: false, whitelists: [[], [], []] };
const current: Setup = { rule: "current", stale: "refuse", source: "file", ...empty };
const ignored = { ...current, rule: "ignored" } as const;
const next = { ...current, rule: "next" } as const;
const once = { kind: "fault", isLasting: false } as const;
const lost = { ...once, name: "no reply although handled", action: "set", skip: 0 } as const;
const lagging = { ...once, name: "a read that lags behind", action: "get", skip: 1 } as const;
const laggingLong = { ...lagging, skip: 0, isLasting: true };
const blind = { ...laggingLong, name: "HTTP 503", skip: 1 };
const allow = (...apiWhitelist: string[]) => ({ apiWhitelist });
const [none, a, b] = [allow(), allow("/a"), allow("/b")];
const opened = { ...none, open: true };
const overwriting = { ...opened, onConflict: "overwrite" } as const;
const edited = (moment: "before" | "after", change: object) =>
  arm({ kind: "edit", moment, content: change });

/** What earlier runs found: in the provider, and in what was expected of it. */
const found: [Setup, Command[]][] = [
  // A change that is reverted after an unverified write was taken for done.
  [
    current,
    [up("env-a", a), arm(blind), up("env-a", b), up("env-a", a), refresh("env-a"), up("env-a", a)],
  ],
  // What somebody undoes between the write and its proof equals state, and is written again.
  [current, [edited("after", none), up("env-a", a)]],
  // Somebody writes the very same first, and no version tells.
  [ignored, [edited("before", { open: true }), up("env-a", opened)]],
  // Reads lag behind the edit that an earlier create had met.
  [
    current,
    [edited("before", a), up("env-c", allow("/c")), arm(laggingLong), up("env-c", overwriting)],
  ],
  // Reads lag behind an edit that moved the version alone, and behind one that made what is wanted.
  ...[{}, { open: true }].map((change): [Setup, Command[]] => [
    { ...current, whitelists: [["/a"], [], []] },
    [up("env-a", none), editInConsole("env-a", change), arm(laggingLong), rename("env-a", opened)],
  ]),
  // Reads lag behind an edit that made what is wanted and moved the switch.
  [ignored, [up("env-c", a), editInConsole("env-c", opened), arm(laggingLong), up("env-c", none)]],
  // A set is refused, and the read after it comes from a copy as old as what the set was to make.
  [next, [up("env-c", a), arm(lagging), destroy("env-c", false)]],
  // A reply is lost, and the read after it comes from a copy that lags.
  [ignored, [arm(lagging), arm(lost), up("env-a", opened)]],
  // A create that was killed is done again out of a copy that lags.
  [ignored, [up("env-b", a, true), arm(laggingLong), up("env-b", a)]],
  // A dead token is followed by a good one in the middle of an operation.
  [current, [token("dies"), arm({ kind: "roll", action: "get" }), up("env-a", a), up("env-a", b)]],
];

it(
  "state and WeChat agree or an error says why, and nobody's write is lost, whatever happens",
  () => {
    const sequences = fc.commands(any, { maxCommands: 20, size: "max" });
    return holds("model", fc.asyncProperty(setup, sequences, play), { examples: found });
  },
  timeLimit(1_000),
);
