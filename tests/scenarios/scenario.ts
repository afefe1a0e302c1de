import type { Fault } from "../../emulator";
import type { Props } from "../support/engine/value";

/** Where a scenario is played: two environments of one account, all three new. */
export interface Place {
  env: string;
  other: string;
  account: string;
}

/** What a step leads to; what is left out is not looked at, but for warnings, which are none then. */
export interface Outcome {
  /** What the engine stores after it; undefined if nothing is left. */
  state?: unknown;
  /** The inputs that a read answers. */
  inputs?: unknown;
  diff?: { hasChanges: boolean; replaces: string[] };
  failures?: unknown[];
  error?: unknown;
  warnings?: unknown[];
  /** The requests, in order. */
  sent?: string;
  /** The whitelist that WeChat has then, and the account's switch. */
  remote?: readonly string[];
  open?: boolean;
}

/** One call of the engine, and what happened at WeChat before it. */
export interface Step {
  verb: "check" | "diff" | "create" | "read" | "update" | "delete" | "import";
  /** What the program gives beside `env`. */
  inputs?: Props;
  /** The inputs that the engine marks as secrets, for a provider that takes such marks. */
  secrets?: string[];
  /** Somebody's edit in the console; `null` is the end of the environment. */
  console?: { apiWhitelist?: string[]; open?: boolean } | null;
  faults?: Fault[];
  outcome: Outcome;
}

/** Something that every adapter must do. */
export interface Scenario {
  claim: string;
  /** Import is no matter of the dynamic host: the engine has nothing to tell it. */
  isImport?: boolean;
  steps: (place: Place) => Step[];
}

export const a = { apiWhitelist: ["/a"] };
export const b = { apiWhitelist: ["/b"] };
export const original = { open: true, apiWhitelist: ["/*"] };

/** A text with this in it. */
export const text = (part: string) => expect.stringContaining(part) as string;

type Before = Omit<Step, "verb" | "inputs" | "outcome">;
type WithInputs = (inputs: Props, outcome: Outcome, before?: Before) => Step;
const withInputs = (verb: Step["verb"]): WithInputs => {
  return (inputs, outcome, before) => ({ ...before, verb, inputs, outcome });
};
const withoutInputs = (verb: Step["verb"]) => (outcome: Outcome, before?: Before) => {
  return { ...before, verb, outcome };
};

export const check = withInputs("check");
export const create = withInputs("create");
export const update = withInputs("update");
export const read = withoutInputs("read");
export const remove = withoutInputs("delete");
export const find = withoutInputs("import");
export const diff = (
  inputs: Props,
  changes: NonNullable<Outcome["diff"]>,
  before: Before = {},
): Step => withInputs("diff")(inputs, { diff: changes, sent: "" }, before);

export const same = { hasChanges: false, replaces: [] };
export const changed = { hasChanges: true, replaces: [] };
export const replaced = { hasChanges: true, replaces: ["env"] };

/** What a set and the get that proves it come to. */
export const written = (...remote: string[]): Outcome => ({ sent: "get set get", remote });
/** The same of a create over another whitelist. */
export const wroteOver = (...remote: string[]): Outcome => ({
  ...written(...remote),
  warnings: [text("create wrote over what was there: ")],
});
export const made = create(a, wroteOver("/a"));
/** What is stored after that, with more. */
export const stored = ({ env }: Pick<Place, "env">, more: object = {}) => ({
  env,
  ...a,
  ...{ open: true, version: 2, managesOpen: false, original },
  ...more,
});
