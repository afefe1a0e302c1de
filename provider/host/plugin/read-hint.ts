import { REFRESH_VARIABLE } from "../../core/constants";
import { aboutPolicy, type Failure, PolicyError, type Problem } from "../../core/errors";
import type { PolicyTarget } from "../../core/policy";

/** What one account alone may be the cause of, so that the others need not wait for it. */
const ofOneAccount: readonly Failure[] = ["denied", "missing", "throttled", "unknown"];

/** An error of the look before a preview, an `up` or a destroy, which stops the whole stack, with the way around it. */
export function withReadHint(
  error: unknown,
  { urn, hasSource }: { urn: string; hasSource: boolean },
): unknown {
  if (!(error instanceof PolicyError)) return error;
  const hint = hintOf(error.problem, urn, hasSource);
  return hint === undefined ? error : new Error(`${error.message}. ${hint}`);
}

function hintOf(problem: Problem, urn: string, hasSource: boolean): string | undefined {
  if (!hasSource) return `For a preview that must need no token set ${REFRESH_VARIABLE}=false`;
  // An account that has left has a setting of its own, which the error names.
  if (problem.isUnauthorized || !ofOneAccount.includes(problem.failure)) return undefined;
  return (
    `To go on with the others meanwhile, give --exclude '${urn}'; ` +
    "`pulumi up --run-program` leaves this look out"
  );
}

/** What a look tells that cannot be taken, and need not. */
export const notComparedWarning = (target: PolicyTarget) =>
  aboutPolicy(
    target,
    "not compared with WeChat: refreshBeforeUpdate is false and no access token is configured",
  );
