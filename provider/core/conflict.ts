import { decide, describeDifference, differingFields, type PolicyField } from "./decision";
import type { Problem } from "./errors";
import type { Policy } from "./policy";

/** Somebody else changed the policy: names what differs from what was expected. */
export function conflictProblem(
  fields: readonly PolicyField[],
  expected: Policy,
  live: Policy,
): Problem {
  return {
    failure: "conflict",
    summary: `somebody else changed ${describeDifference(fields, expected, live)}`,
    remedy:
      "Run `pulumi refresh`, review what changed and run this again, or set onConflict to " +
      '"overwrite"',
  };
}

/** The stored `onConflict` is what a delete goes by. */
export const deleteConflictRemedy =
  "Run `pulumi refresh`, review what changed and run this again, or set onConflict to " +
  '"overwrite" and run `pulumi up` before this: delete goes by what is stored';

/** WeChat answered ok, and then part of what was sent was not there. */
export function keptInPartProblem(sent: Policy, kept: Policy): Problem {
  const difference = describeDifference(["apiWhitelist"], sent, kept);
  return {
    failure: "invalid",
    summary: `WeChat answered ok to the set and kept only a part of ${difference}`,
    remedy:
      "Remove the paths that WeChat does not keep; where somebody removed them at that moment, run " +
      "`pulumi up` again",
  };
}

/** Whether a part of what was sent is there, and nothing else. Nothing at all is not a part. */
export function isKeptInPart(sent: Policy, now: Policy, managesOpen: boolean): boolean {
  if (managesOpen && now.open !== sent.open) return false;
  const { apiWhitelist } = now;
  const sentPaths = new Set(sent.apiWhitelist);
  const isWithin = apiWhitelist.every((path) => sentPaths.has(path));
  return isWithin && apiWhitelist.length > 0 && apiWhitelist.length < sent.apiWhitelist.length;
}

/**
 * What of what is there after a `set` is somebody else's: neither as it was seen before nor as the
 * `set` made it. Of a whitelist that is empty after an answer of ok nobody can say who emptied it.
 */
export function foreignProblem(found: {
  seen: Policy;
  wanted: Policy;
  now: Policy;
  managesOpen: boolean;
  isOk: boolean;
}): Problem {
  const { seen, wanted, now, managesOpen, isOk } = found;
  const policies = { base: seen, live: now, desired: wanted };
  const decision = decide({ ...policies, managesOpen, baseManagesOpen: managesOpen });
  const problem =
    decision.kind === "conflict"
      ? conflictProblem(decision.fields, seen, now)
      : // Where each field is the one or the other, somebody took back a part of this write.
        conflictProblem(differingFields(now, wanted, managesOpen), wanted, now);
  if (!isOk || now.apiWhitelist.length > 0 || wanted.apiWhitelist.length === 0) return problem;
  const or = "or WeChat answered ok to the set and kept no path of it";
  return { ...problem, summary: `${problem.summary}, ${or}` };
}

/** WeChat answered ok to each `set`, and nothing but the version moved. */
export const fruitlessProblem: Problem = {
  failure: "conflict",
  summary: "WeChat answered ok to the set each time, and nothing but the version moved",
  remedy:
    "Remove the paths that WeChat does not keep; where somebody else keeps writing to this account, run " +
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
export const behindProblem: Problem = {
  failure: "unknown",
  summary:
    "WeChat answered with an older version than was seen before, and no time was left to look again",
  remedy:
    "Run this again; if it stays so, give operationTimeoutMs, or the resource's customTimeouts, 20 seconds or more",
};

/** Another resource of the same program stands for the same environment. */
export const duplicateProblem: Problem = {
  failure: "conflict",
  summary: "another resource of this program already manages this environment",
  remedy: "Keep one CloudAccessTokenPolicy for each environment",
};
