import { describeDifference, differingFields, type PolicyField } from "./decision";
import type { Problem } from "./errors";
import { isSameWhitelist, type Observation, type Policy } from "./policy";

/** Somebody else changed the policy: names what differs from what was expected. */
export function conflictProblem(
  fields: readonly PolicyField[],
  policies: { expected: Policy; live: Policy; secrets?: ReadonlySet<string> | undefined },
): Problem {
  return {
    failure: "conflict",
    summary: `somebody else changed ${describeDifference(fields, policies)}`,
    remedy:
      "Run `pulumi refresh`, review what changed and run this again, or set onConflict to " +
      '"overwrite"',
  };
}

/** The stored `onConflict` is what a delete goes by. */
export const deleteConflictRemedy =
  "Run `pulumi refresh`, review what changed and run this again, or set onConflict to " +
  '"overwrite" and run `pulumi up` before this: delete goes by what is stored';

/** What a read shows after a `set` that is neither as it was before nor as the `set` was to make it. */
interface Foreign {
  seen: Policy;
  wanted: Policy;
  now: Policy;
  /** The fields that are neither. */
  fields: readonly PolicyField[];
  /** Whether WeChat answered ok to the `set`. */
  isOk: boolean;
  managesOpen: boolean;
  /** The inputs whose values are not shown. */
  secrets?: ReadonlySet<string> | undefined;
}

/** Of a conflict: whether WeChat kept a part of what it accepted, and nothing else. Nothing at all is not a part. */
export function isKeptInPart({ wanted, now, isOk, managesOpen }: Foreign): boolean {
  if (!isOk || (managesOpen && now.open !== wanted.open)) return false;
  const { apiWhitelist } = now;
  const wantedPaths = new Set(wanted.apiWhitelist);
  return apiWhitelist.length > 0 && apiWhitelist.every((path) => wantedPaths.has(path));
}

/** Says whose it is. Of a whitelist that is empty after an answer of ok nobody can say who emptied it. */
export function foreignProblem(foreign: Foreign): Problem {
  const { seen, wanted, now, fields, isOk, secrets } = foreign;
  if (isKeptInPart(foreign)) {
    const difference = describeDifference(["apiWhitelist"], {
      expected: wanted,
      live: now,
      secrets,
    });
    return {
      failure: "invalid",
      summary: `WeChat answered ok to the set and kept only a part of ${difference}`,
      remedy:
        "Remove the paths that WeChat does not keep; if somebody removed them at that moment, run " +
        "`pulumi up` again",
    };
  }
  const problem = conflictProblem(fields, { expected: seen, live: now, secrets });
  if (!isOk || now.apiWhitelist.length > 0 || wanted.apiWhitelist.length === 0) return problem;
  const or = "or WeChat answered ok to the set and kept no path of it";
  return { ...problem, summary: `${problem.summary}, ${or}` };
}

/** WeChat answered ok to each `set`, and nothing but the version moved. */
export const fruitlessProblem: Problem = {
  failure: "conflict",
  summary: "WeChat answered ok to the set each time, and nothing but the version moved",
  remedy:
    "Remove the paths that WeChat does not keep; if somebody else keeps writing to this account, run " +
    "this again when the other is done",
};

/** The version moved each time between looking and writing, and nothing else did. */
export const contendedProblem: Problem = {
  failure: "conflict",
  summary:
    "the version moved each time between the get and the set: somebody keeps writing to this account",
  remedy: "Run this again when the other is done",
};

/** The other reading of `version` was tried, and may have been the version of somebody's edit. */
export const overwrittenProblem: Problem = {
  failure: "conflict",
  summary:
    "somebody else wrote at the same moment, and the set with the other reading of version may have replaced that",
  remedy:
    "Ask who edits this environment what they changed; what the program declares is there, and `pulumi up` " +
    "takes it as it is",
};

/** WeChat answered ok to every `set` and nothing changed. */
export const ineffectiveProblem: Problem = {
  failure: "unknown",
  summary: "WeChat answered ok to the set and changed nothing",
  remedy:
    "Look at the policy in WeChat's console; if it is as it was, set versionStrategy to the other reading and run `pulumi up` again",
};

/** What WeChat answered comes from a copy that lags behind, as far as could be found out. */
export const staleReadProblem: Problem = {
  failure: "unknown",
  summary:
    "WeChat answered with an older version than was seen before, and no time was left to look again",
  remedy:
    "Run this again; if it stays so, give operationTimeoutMs, or the resource's customTimeouts, 20 seconds or more",
};

/** Whether a resource that goes wrote later, and something else, than the one that the program keeps. */
export function hasWrittenOver(gone: Observation, kept: Observation | undefined): boolean {
  if (!kept || gone.version <= kept.version) return false;
  return !isSameWhitelist(gone.apiWhitelist, kept.apiWhitelist);
}

/** A resource that the program has no more took the place of one that it has, in an up that failed. */
export const writtenOverProblem: Problem = {
  failure: "conflict",
  summary:
    "this resource wrote over the policy of another one that manages the environment, and that one does not know it",
  remedy: "Run `pulumi refresh` and then this again: it writes what the program declares",
};

/** A delete that comes before the resource in its place is there must leave what it knows in the state. */
export const notReplacedProblem: Problem = {
  failure: "conflict",
  summary: "the resource that is to take this one's place could not be created",
  remedy:
    "Mend what that one says and run `pulumi up` again: until then this one stays in the state",
};

/** What a create must tell that took something away from a policy; undefined if it took nothing. */
export function writtenOverWarning(
  found: Policy,
  live: Policy,
  { open, secrets }: { open?: boolean | undefined; secrets?: ReadonlySet<string> | undefined },
): string | undefined {
  const fields = differingFields(found, live, open !== undefined);
  const kept = new Set(live.apiWhitelist);
  const isTaken = fields.includes("open") || found.apiWhitelist.some((path) => !kept.has(path));
  if (!isTaken) return undefined;
  return `create wrote over what was there: ${describeDifference(fields, { expected: found, live, secrets })}. What was there is kept in original`;
}

/** WeChat said once that the environment does not exist, and no time was left for a second look. */
export function goneOnceProblem({ summary }: Problem): Problem {
  return {
    failure: "unknown",
    summary: `${summary}, and no time was left to look again`,
    remedy: "Run this again: WeChat must say so twice before the resource counts as gone",
  };
}
