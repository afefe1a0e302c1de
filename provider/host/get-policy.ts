import { ApiError, PolicyError } from "../core/errors";
import type { Lifecycle } from "../core/lifecycle";
import type { PolicyTarget } from "../core/policy";
import { checkTarget } from "../core/validation";
import type { GetCloudAccessTokenPolicyResult } from "../program/args";

/** The target of a look-up as a program gives it. Throws ApiError that names every wrong argument. */
export function checkedTarget(args: object): PolicyTarget {
  const { inputs, failures } = checkTarget({ ...args }, () => false);
  if (failures.length === 0) return inputs as unknown as PolicyTarget;
  const problems = failures.map(({ property, reason }) => `${property} ${reason}`);
  throw new ApiError({
    failure: "invalid",
    summary: `getCloudAccessTokenPolicy: ${problems.join("; ")}`,
    remedy: "Correct the program",
  });
}

/** Looks a policy up; rejects with PolicyError, also if the environment does not exist. */
export async function getPolicy(
  lifecycle: Lifecycle,
  target: PolicyTarget,
): Promise<GetCloudAccessTokenPolicyResult> {
  const { env } = target;
  const state = await lifecycle.find(target);
  if (!state) {
    throw new PolicyError(
      { env, verb: "read" },
      {
        failure: "missing",
        summary: "WeChat knows no such environment",
        remedy: "Correct env, or the account that the token belongs to",
        isGone: true,
      },
    );
  }
  const { managesOpen: _, ...policy } = state;
  return { id: env, ...policy };
}
