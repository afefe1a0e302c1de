import type { PolicyApi } from "./api";
import { behindProblem, conflictProblem } from "./conflict";
import { decide } from "./decision";
import { ApiError, type Problem } from "./errors";
import type { Account, Memory } from "./memory";
import type { Observation, OnConflict, Policy, PolicyTarget } from "./policy";
import { isBehind, lookAgainMs } from "./settle";
import { type Clock, Deadline } from "./timing";
import { Attempt, type Desired, type VersionStrategy, write } from "./write";

/** What every operation of one process shares. */
export interface ReconcileContext {
  api: PolicyApi;
  clock: Clock;
  memory: Memory;
  versionStrategy: VersionStrategy;
  /** Bound on one operation, without the time it waits for its siblings. Milliseconds. */
  operationTimeoutMs: number;
  /** Aborts when Pulumi cancels. */
  signal?: AbortSignal;
}

/** One intended change: which policy, what state says of it, and what it is to become. */
export interface Intent {
  target: PolicyTarget;
  account: Account;
  /** What state says; absent for a create. */
  base?: Observation & { managesOpen: boolean; unverified?: Policy };
  /** What is wanted, given what was found. */
  desiredFor: (found: Observation) => Desired;
  onConflict: OnConflict;
}

/** What was there, and what is there now. */
export interface Reconciled {
  found: Observation;
  live: Observation;
}

/** A write that was begun and whose outcome could not be verified, or not made to hold. */
export class UnsettledError extends Error {
  override readonly name = "UnsettledError";
  constructor(
    readonly problem: Problem,
    readonly known: {
      /** What was there when the operation began. */
      found: Observation;
      /** What was last known to be there before the write. */
      seen: Observation;
      /** What the write was to make. */
      unverified: Policy;
    },
  ) {
    super(problem.summary);
  }
}

/**
 * The one flow behind create, update and delete. Sections of an account run side by side, except one
 * that changes the account-wide `open`, or that was in the way of another's version.
 */
export async function reconcile(context: ReconcileContext, intent: Intent): Promise<Reconciled> {
  const { clock, memory, operationTimeoutMs, signal } = context;
  let attempt = new Attempt();
  let going = intent;
  let budgetMs = operationTimeoutMs;
  let isExclusive = memory.isVersionShared || mayMoveOpen(intent);
  try {
    for (;;) {
      const result = await intent.account.run(isExclusive, async () => {
        const deadline = new Deadline(clock, budgetMs, signal);
        const outcome = await section(context, going, { isExclusive, deadline, attempt });
        budgetMs = deadline.remainingMs();
        return outcome;
      });
      if (result !== "queue") return result;
      isExclusive = true;
      // What has sent goes on from what it saw; what has not begins anew.
      if (attempt.seen) going = { ...intent, base: { ...attempt.seen, managesOpen: true } };
      else attempt = new Attempt();
    }
  } catch (error) {
    const { found, seen, begun } = attempt;
    if (!(error instanceof ApiError && found && seen && begun)) throw error;
    throw new UnsettledError(error.problem, { found, seen, unverified: begun });
  }
}

async function section(
  context: ReconcileContext,
  intent: Intent,
  run: { isExclusive: boolean; deadline: Deadline; attempt: Attempt },
): Promise<Reconciled | "queue"> {
  const { target, account, onConflict } = intent;
  const { isExclusive, deadline, attempt } = run;

  // 1. Observe
  const observed = await observe(context.api, { ...intent, deadline });
  account.open = observed.open;
  const found = (attempt.found ??= observed);

  // 2. Decide
  const desired = intent.desiredFor(observed);
  if (isAdopted(intent, observed, desired)) return { found, live: observed };
  const movesOpen = desired.open !== undefined && desired.open !== observed.open;
  if (movesOpen && !isExclusive) return "queue";

  // 3. Write 4. Verify
  const live = await write(
    { ...context, deadline },
    { target, observed, desired, onConflict, isExclusive, attempt },
  );
  if (live === "queue") return "queue";
  account.open = live.open;
  return { found, live };
}

/** Whether there is nothing to write. Throws where somebody else's change is in the way. */
function isAdopted({ base, onConflict }: Intent, found: Observation, desired: Desired): boolean {
  const { apiWhitelist, open = found.open } = desired;
  const decision = decide({
    base,
    live: found,
    desired: { apiWhitelist, open },
    managesOpen: desired.open !== undefined,
    baseManagesOpen: base?.managesOpen === true,
  });
  if (decision.kind === "conflict" && base && onConflict === "fail") {
    throw new ApiError(conflictProblem(decision.fields, base, found));
  }
  return decision.kind === "adopt";
}

/**
 * Reads the policy. An answer older than what state has already seen comes from a copy that lags
 * behind: then it looks again, for as long as a write does, and takes what there is after that. It is
 * an error where there is no time for that.
 */
export async function observe(
  api: PolicyApi,
  { target, base, deadline }: Pick<Intent, "target" | "base"> & { deadline: Deadline },
): Promise<Observation> {
  let found = await api.get(target, deadline);
  for (let looks = 0; base && isBehind(found, base, looks); looks++) {
    // After a cancel the get sends nothing and says so.
    const hasWaited = await deadline.wait(lookAgainMs(looks));
    if (!hasWaited && !deadline.signal.aborted) throw new ApiError(behindProblem);
    found = await api.get(target, deadline);
  }
  return found;
}

/** Whether the section should keep its siblings out from the start: asking twice costs a `get`. */
function mayMoveOpen({ account, base, desiredFor }: Intent): boolean {
  const open = account.open ?? base?.open;
  if (open === undefined)
    return desiredFor({ open: false, apiWhitelist: [], version: 0 }).open !== undefined;
  const { open: desired } = desiredFor({ open, apiWhitelist: [], version: 0 });
  return desired !== undefined && desired !== open;
}
