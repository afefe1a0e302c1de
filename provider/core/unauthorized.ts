import { aboutPolicy, ApiError } from "./errors";
import type { LifecycleContext } from "./operation";
import { lostOriginal } from "./original";
import type { PolicyState } from "./policy";

/** Whether read or delete passes over an error, which it then says once for each environment. */
export function isPassedOver(
  error: unknown,
  state: PolicyState,
  { onUnauthorized, processState, secrets, warn }: LifecycleContext,
): boolean {
  const isUnauthorized = error instanceof ApiError && error.problem.isUnauthorized === true;
  if (!isUnauthorized || onUnauthorized !== "keep") return false;
  const environment = processState.environment(state.env);
  if (!environment.isUnauthorizedTold) {
    const { summary } = error.problem;
    warn(
      aboutPolicy(
        state,
        `${summary}. onUnauthorized is keep: the state stays as it is, nothing is written, and a delete only ` +
          `drops the resource from state${lostOriginal(state, [state], secrets)}`,
      ),
    );
  }
  environment.isUnauthorizedTold = true;
  return true;
}
