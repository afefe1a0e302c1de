import { describeDifference, type PolicyField } from "./decision";
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

/** WeChat answered ok to every `set` and nothing changed. */
export const ineffectiveProblem: Problem = {
  failure: "unknown",
  summary: "WeChat answered ok to the set and changed nothing",
  remedy:
    "Look at the policy in WeChat's console; if it is as it was, set versionStrategy to the other reading and run `pulumi up` again",
};

/** Another resource of the same program stands for the same environment. */
export const duplicateProblem: Problem = {
  failure: "conflict",
  summary: "another resource of this program already manages this environment",
  remedy: "Keep one CloudAccessTokenPolicy for each environment",
};
