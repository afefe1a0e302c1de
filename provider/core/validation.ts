import { isIdentifier } from "./identity";
import { quote } from "./quote";
import { whitelistEntryProblem } from "./whitelist-entry";
import { isPaths, orderLike, type PolicyInputs } from "./policy";

/** One wrong input, as Pulumi shows it beside the resource. */
export interface CheckFailure {
  /** The property, e.g. `apiWhitelist[2]`. */
  property: string;
  /** What is wrong and what to do, without the property's name in front. */
  reason: string;
}

/** Inputs on their way through check: anything a program may have passed. */
export type RawInputs = Readonly<Record<string, unknown>>;

/** Says whether a value is Pulumi's stand-in for one that a preview does not know yet. */
export type IsUnknown = (value: unknown) => boolean;

/** The given inputs normalized, parts that are unknown untouched, and what is wrong with them. */
export interface CheckedInputs {
  inputs: Record<string, unknown>;
  failures: CheckFailure[];
}

type Rule = (value: unknown, isUnknown: IsUnknown) => { value: unknown; failures: CheckFailure[] };

const rules: Record<keyof PolicyInputs, (property: string) => Rule> = {
  env: (property) => identifier(property, "an environment id such as myttest-8gu57so0bd9f9e8a"),
  authorizerAppId: (property) => identifier(property, "an app id such as wx0123456789abcdef"),
  apiWhitelist: whitelist,
  open: (property) => (value) =>
    result(
      value,
      typeof value !== "boolean",
      property,
      `must be true or false, not ${quote(value)}`,
    ),
  onConflict: (property) => oneOf(property, ["fail", "overwrite"]),
  onDelete: (property) => oneOf(property, ["restore", "retain", "revoke"]),
  restoreTo: whitelist,
};

const required = {
  env: "is required: the id of the CloudBase environment",
  apiWhitelist: `is required: the paths that may be called; [] for none, ["/*"] for all`,
};

/**
 * Checks what the user wrote, without a request and without ever throwing. `null` counts as left
 * out. Lists are ordered like those of `olds`, the inputs before, and no failure shows the value of an
 * input in `secrets`. Checking the result again gives the same result.
 */
export function checkInputs(
  raw: RawInputs,
  isUnknown: IsUnknown,
  { olds = {}, secrets }: { olds?: RawInputs; secrets?: ReadonlySet<string> | undefined } = {},
): CheckedInputs {
  const inputs: Record<string, unknown> = {};
  const failures: CheckFailure[] = [];
  for (const [property, value] of Object.entries(raw)) {
    if (property.startsWith("__") || value === undefined || value === null) continue;
    if (!isInput(property)) {
      failures.push({ property, reason: unknownProperty(property) });
    } else if (isUnknown(value)) {
      inputs[property] = value;
    } else {
      const checked = rules[property](property)(value, isUnknown);
      inputs[property] = ordered(checked, olds[property], isUnknown);
      const isSecret = secrets?.has(property) === true;
      failures.push(...checked.failures.map((each) => (isSecret ? hidden(each) : each)));
    }
  }
  for (const [property, reason] of Object.entries(required)) {
    if (!Object.hasOwn(inputs, property)) failures.push({ property, reason });
  }
  return { inputs, failures };
}

/** The same if no value may be unknown any more. */
export function checkKnownInputs(raw: RawInputs, isUnknown: IsUnknown): CheckedInputs {
  const { inputs, failures } = checkInputs(raw, isUnknown);
  const unknown = Object.keys(inputs)
    .filter((property) => hasUnknown(inputs[property], isUnknown))
    .map((property) => ({ property, reason: "has a value that is not known yet" }));
  return { inputs, failures: [...failures, ...unknown] };
}

/** Checks what is to be looked up, a policy or with fewer arguments a list, as `checkInputs` does. */
export function checkTarget(
  raw: RawInputs,
  isUnknown: IsUnknown,
  names: readonly ("env" | "authorizerAppId")[] = ["env", "authorizerAppId"],
): CheckedInputs {
  const [known, others] = [new Set<string>(names), Object.keys(raw)];
  const given = Object.fromEntries(names.map((name) => [name, raw[name]]));
  const placeholders = { ...(!known.has("env") && { env: "none" }), apiWhitelist: [] };
  const { inputs, failures } = checkInputs({ ...given, ...placeholders }, isUnknown);
  const target = Object.entries(inputs).filter(([name]) => known.has(name));
  const unknown = others
    .filter((name) => !known.has(name))
    .map((property) => ({
      property,
      reason: `is not an argument; ${names.length === 0 ? "there is none" : `use ${names.join(", ")}`}`,
    }));
  return { inputs: Object.fromEntries(target), failures: [...failures, ...unknown] };
}

/** Whether a checked value has an unknown in it. */
export function hasUnknown(value: unknown, isUnknown: IsUnknown): boolean {
  return isUnknown(value) || (Array.isArray(value) && value.some(isUnknown));
}

/** A list that is right and known, in the order of the one before. */
function ordered(
  { value, failures }: ReturnType<typeof result>,
  before: unknown,
  isUnknown: IsUnknown,
): unknown {
  const isList = isPaths(value) && isPaths(before) && !hasUnknown(value, isUnknown);
  return isList && failures.length === 0 ? orderLike(before, value) : value;
}

/** What is wrong with a value quotes it. */
function hidden({ property }: CheckFailure): CheckFailure {
  const reason = "is wrong; its value is a secret and is not shown here";
  return { property, reason };
}

function isInput(property: string): property is keyof PolicyInputs {
  return Object.hasOwn(rules, property);
}

function unknownProperty(property: string): string {
  const same = Object.keys(rules).find(
    (known) => known.toLowerCase() === property.replaceAll("_", "").toLowerCase(),
  );
  const known = same === undefined ? `one of ${Object.keys(rules).join(", ")}` : `"${same}"`;
  return `is not an input of CloudAccessTokenPolicy; use ${known}`;
}

function result(value: unknown, isWrong: boolean, property: string, reason: string) {
  return { value, failures: isWrong ? [{ property, reason }] : [] };
}

function identifier(property: string, what: string): Rule {
  return (value) =>
    result(
      value,
      typeof value !== "string" || !isIdentifier(value),
      property,
      `must be ${what}, without "/" or white space, not ${quote(value)}`,
    );
}

function oneOf(property: string, allowed: readonly string[]): Rule {
  const choices = allowed.map((word) => `"${word}"`).join(" or ");
  return (value) =>
    result(
      value,
      !allowed.includes(value as string),
      property,
      `must be ${choices}, not ${quote(value)}`,
    );
}

function whitelist(property: string): Rule {
  return (value, isUnknown) => {
    if (!Array.isArray(value)) {
      return result(value, true, property, `must be a list of paths, not ${quote(value)}`);
    }
    const entries: unknown[] = value;
    const failures = entries.flatMap((entry, index) => {
      const reason = isUnknown(entry) ? undefined : whitelistEntryProblem(entry);
      return reason === undefined ? [] : [{ property: `${property}[${index}]`, reason }];
    });
    const isSettled = failures.length === 0 && !entries.some(isUnknown);
    return { value: isSettled ? [...new Set(entries as string[])] : entries, failures };
  };
}
