import {
  deleteConflictRemedy,
  hasWrittenOver,
  notReplacedProblem,
  writtenOverProblem,
} from "./conflict";
import { aboutPolicy, ApiError, failed } from "./errors";
import type { LifecycleContext } from "./operation";
import { lostOriginal } from "./original";
import type { Policy, PolicyState } from "./policy";
import { reconcile } from "./reconcile";
import { goneSwitchWarning, openAfterDelete, switchWarning } from "./switch";
import { isPassedOver } from "./unauthorized";

/** Follows `onDelete`, unless the program declares the environment. */
export async function deletePolicy(
  context: LifecycleContext,
  account: string,
  state: PolicyState,
): Promise<void> {
  const { processState, warn } = context;
  const environment = processState.environment(state.env);
  const writesNothing = (reason: string) =>
    warn(aboutPolicy(state, `delete writes nothing: ${reason}`));
  const originalTold = (...known: (Policy | undefined)[]) => {
    const lost = lostOriginal(state, known, context.secrets);
    return lost && `${lost}. Pulumi's aliases keep it when a resource is renamed or moved`;
  };
  // What the others took for the switch as it was at first, before this state is known.
  const taken = processState.account(account).originalOpen;
  processState.remember(state, [account], context.secrets);
  await environment.run(async () => {
    const apiWhitelist = whitelistAfterDelete(state);
    // Told before it looks: of this delete and another process' check, one sees the other.
    if (apiWhitelist) processState.declarations.tellPutBack(state.env);
    if (processState.declarations.has(state.env)) {
      if (environment.isCreateFailed)
        throw failed(new ApiError(notReplacedProblem), state, "delete");
      if (hasWrittenOver(state, environment.kept))
        throw failed(new ApiError(writtenOverProblem), state, "delete");
      writesNothing(
        `the program declares this environment in another resource${originalTold(environment.declaredOriginal)}`,
      );
    } else if (environment.putBack) {
      // What this one found may be what the other had made.
      writesNothing(
        `another delete has already put back what it had found here${originalTold(environment.putBack, environment.deleted)}`,
      );
    } else if (apiWhitelist) {
      environment.isPutBack = true;
      const missing = await putBack(context, account, { state, apiWhitelist, taken });
      if (missing !== undefined) writesNothing(missing);
    } else if (state.onDelete !== "retain") {
      writesNothing("what was there before is not known, and restoreTo is not set");
    }
  });
}

/** Writes what delete leaves behind; says what WeChat says where the environment is gone. */
async function putBack(
  context: LifecycleContext,
  account: string,
  {
    state,
    apiWhitelist,
    taken,
  }: { state: PolicyState; apiWhitelist: string[]; taken: boolean | undefined },
): Promise<string | undefined> {
  const { processState, warn } = context;
  const other = processState.declarations.otherThatAsksForOpen(state.env, account);
  try {
    const reconciled = await reconcile(withRestored(context), {
      target: state,
      account,
      base: state,
      desired: { apiWhitelist, ...openAfterDelete(state, other) },
      onConflict: state.onConflict ?? "fail",
    });
    const environment = processState.environment(state.env);
    environment.putBack = reconciled.live;
    environment.deleted = state;
    processState.account(account).isOpenedByDelete ||=
      !reconciled.found.open && reconciled.live.open;
    const warning = switchWarning(state, reconciled, other && { ...other, taken });
    if (warning !== undefined) warn(aboutPolicy(state, warning));
    return undefined;
  } catch (error) {
    if (isPassedOver(error, state, context)) return undefined;
    if (!(error instanceof ApiError)) throw error;
    const { problem } = error;
    if (problem.failure === "missing") {
      const closed = goneSwitchWarning(state, other);
      if (closed !== undefined) warn(aboutPolicy(state, closed));
      return problem.summary + lostOriginal(state, [state], context.secrets);
    }
    const isConflict = problem.failure === "conflict";
    const told = isConflict ? { ...problem, remedy: deleteConflictRemedy } : problem;
    throw failed(new ApiError(told), state, "delete");
  }
}

/** What delete puts back is `original`, if that is a secret. */
function withRestored(context: LifecycleContext): LifecycleContext {
  const { secrets } = context;
  const isSecret = secrets?.has("original") === true;
  return isSecret ? { ...context, secrets: new Set([...secrets, "restoreTo"]) } : context;
}

/** The whitelist that delete leaves behind, or undefined if it writes nothing. */
function whitelistAfterDelete(state: PolicyState): string[] | undefined {
  const { onDelete = "restore", restoreTo, original } = state;
  if (onDelete === "revoke") return [];
  return onDelete === "restore" ? (restoreTo ?? original?.apiWhitelist) : undefined;
}
