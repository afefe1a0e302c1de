import type { Problem } from "./errors";
import { named } from "./quote";
import { isSameWhitelist, type Policy } from "./policy";

/** The parts of a policy that can differ. */
export type PolicyField = "open" | "apiWhitelist";

/** What there is to do about a policy: nothing, a `set`, or nothing until somebody decides. */
export interface Decision {
  kind: "adopt" | "write" | "conflict";
  /** The fields that are not as desired; of a conflict those that somebody else moved. */
  fields: PolicyField[];
}

/** The three policies of the decision, and which of their fields count. */
export interface DecisionInputs {
  /**
   * What state says; absent for a create, which has nothing to be in conflict with. What an unverified
   * write was to make is our own as well.
   */
  base?: (Policy & { unverified?: Policy }) | undefined;
  live: Policy;
  desired: Policy;
  /** Whether `open` is managed; an unmanaged switch is never compared. */
  managesOpen: boolean;
  /** Whether state's `open` is one that was managed then: only then can it be in conflict. */
  baseManagesOpen: boolean;
}

/**
 * Decides field by field: a field that somebody moved away from both base and desired is a conflict;
 * else whatever differs from desired is written. By field, because `open` is shared: one resource's
 * update moves it to what its sibling desires as well.
 */
export function decide(inputs: DecisionInputs): Decision {
  const { base, live, desired, managesOpen, baseManagesOpen } = inputs;
  const pending = differingFields(live, desired, managesOpen);
  if (pending.length === 0) return { kind: "adopt", fields: [] };
  if (base) {
    const comparesOpen = managesOpen && baseManagesOpen;
    const moved = differingFields(live, base, comparesOpen);
    const foreign = differingFields(live, base.unverified ?? base, comparesOpen);
    const fields = pending.filter((field) => moved.includes(field) && foreign.includes(field));
    if (fields.length > 0) return { kind: "conflict", fields };
  }
  return { kind: "write", fields: pending };
}

/** The fields in which two policies differ; `open` only if it is managed. */
export function differingFields(a: Policy, b: Policy, managesOpen: boolean): PolicyField[] {
  const fields: PolicyField[] = [];
  if (managesOpen && a.open !== b.open) fields.push("open");
  if (!isSameWhitelist(a.apiWhitelist, b.apiWhitelist)) fields.push("apiWhitelist");
  return fields;
}

/** One phrase on how live differs from expected, e.g. `apiWhitelist (added /a; removed /b)`. */
export function describeDifference(
  fields: readonly PolicyField[],
  {
    expected,
    live,
    secrets,
  }: { expected: Policy; live: Policy; secrets?: ReadonlySet<string> | undefined },
): string {
  return fields
    .map((field) => {
      if (hides(secrets, field)) return `${field} (a secret, not shown here)`;
      if (field === "open") return `open (${expected.open} is now ${live.open})`;
      const [before, after] = [expected.apiWhitelist, live.apiWhitelist];
      const differences = [
        listed("added", without(after, before)),
        listed("removed", without(before, after)),
      ];
      return `apiWhitelist (${differences.filter(Boolean).join("; ")})`;
    })
    .join(" and ");
}

/** What a delete puts back is what a program may hide: the whitelist that is compared with it tells it. */
const hides = (secrets: ReadonlySet<string> | undefined, field: PolicyField) =>
  secrets?.has(field) === true || (field === "apiWhitelist" && secrets?.has("restoreTo") === true);

/** WeChat may repeat in its words what a `set` has sent. */
export function withoutSecrets(
  problem: Problem,
  { apiWhitelist }: Policy,
  secrets: ReadonlySet<string> | undefined,
): Problem {
  if (!hides(secrets, "apiWhitelist")) return problem;
  // The longest first: others may be the beginning of it.
  const paths = [...apiWhitelist].sort((one, two) => two.length - one.length);
  const summary = paths.reduce(
    (text, path) => text.replaceAll(path, "(a secret)"),
    problem.summary,
  );
  return { ...problem, summary };
}

/** By sets: a hostile server's lists may be as long as its answers. */
function without(paths: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return paths.filter((path) => !known.has(path));
}

const LISTED = 5;

function listed(word: string, paths: readonly string[]): string {
  if (paths.length === 0) return "";
  const more = paths.length > LISTED ? ` and ${paths.length - LISTED} more` : "";
  return `${word} ${paths.slice(0, LISTED).map(named).join(", ")}${more}`;
}
