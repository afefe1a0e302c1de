import type { PolicyApi } from "./api";
import { goneOnceProblem, staleReadProblem } from "./conflict";
import { type Decision, differingFields } from "./decision";
import { ApiError, type Problem } from "./errors";
import type { Observation, PolicyTarget } from "./policy";
import type { Deadline } from "./timing";

/**
 * Reads the policy. An answer older than what is known already comes from a copy that lags behind:
 * then it reads again, for as long as a write does, and takes what there is after that. It is an error
 * if there is no time for that.
 */
export async function observe(
  api: PolicyApi,
  read: {
    target: PolicyTarget;
    known: Pick<Observation, "version"> | undefined;
    deadline: Deadline;
  },
): Promise<Observation> {
  const { target, known, deadline } = read;
  let live = await getTwiceIfGone(api, target, deadline);
  for (let rereads = 0; known && isStaleRead(live, known, rereads); rereads++) {
    // After a cancel the get sends nothing and says so.
    const hasWaited = await deadline.wait(rereadAfterMs(rereads));
    if (!hasWaited && !deadline.signal.aborted) throw new ApiError(staleReadProblem);
    live = await api.get(target, deadline);
  }
  return live;
}

/** "The environment does not exist" is believed when a second look, a moment later, says the same. */
async function getTwiceIfGone(
  api: PolicyApi,
  target: PolicyTarget,
  deadline: Deadline,
): Promise<Observation> {
  try {
    return await api.get(target, deadline);
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.isGone !== true) throw error;
    if (!(await deadline.wait(rereadAfterMs(0))))
      throw new ApiError(goneOnceProblem(error.problem));
    return api.get(target, deadline);
  }
}

/** What is known of one `set` before anything is read back. */
export type SetOutcome =
  /** WeChat answered ok. */
  | "accepted"
  /** WeChat refused, perhaps for the version. */
  | "refused"
  /** Certainly not applied, and worth another try. */
  | "not-applied"
  /** No usable answer. */
  | "unknown";

/** The same of a `set` that was refused or not answered; "definite" if reading back tells nothing. */
export function outcomeOf(problem: Problem): SetOutcome | "definite" {
  if (problem.failure === "unknown") return "unknown";
  if (problem.retryAfterMs !== undefined) return "not-applied";
  return problem.isVersionSuspect === true ? "refused" : "definite";
}

/** What reading back after a `set` shows. */
export type Finding =
  /** What was wanted is there. */
  | "settled"
  /** Nothing moved. */
  | "unmoved"
  /** Something moved that is not in the way: the version, or a field that is as wanted now. */
  | "moved"
  /** A field is neither as it was before nor as it was wanted. */
  | "foreign";

/** What a read shows after a `set`, by the decision that what was there before the `set` is the base of. */
export function classifyReadBack(
  decision: Decision,
  { seen, now, managesOpen }: { seen: Observation; now: Observation; managesOpen: boolean },
): Finding {
  if (decision.kind === "adopt") return "settled";
  if (decision.kind === "conflict") return "foreign";
  const isSame = differingFields(now, seen, managesOpen).length === 0;
  return isSame && now.version === seen.version ? "unmoved" : "moved";
}

/** What to do next, given how the `set` went and what was found. */
export type NextStep =
  | "done"
  /** Send the same again. */
  | "resend"
  /** Send the same again with the version just read, without siblings that could move it. */
  | "resend-alone"
  /** Wait and read again: the answer and what is there contradict each other. */
  | "reread"
  /** Send with the other reading of `version`. */
  | "other-version"
  | "conflict"
  /** Give up with the refusal, or with what is known. */
  | "give-up";

/** How far a write has come. */
export interface Progress {
  /** How many reads in a row contradicted the answer to `set`. */
  rereads: number;
  /** Whether the other reading of `version` may still be tried. */
  canSwitchVersion: boolean;
}

/**
 * How often it reads again if an accepted `set` seems to have changed nothing, or one is refused and
 * nothing moved: for 7 seconds in all, because a `get` may be answered from a copy that lags behind.
 * Another `set` would then be a second write, or one over what somebody else wrote.
 */
export const MAX_REREADS = 3;

/** How long to wait before reading again: 1, 2 and 4 seconds. */
export function rereadAfterMs(rereads: number): number {
  return 1_000 * 2 ** rereads;
}

/**
 * Whether an answer comes from a copy that lags behind: it is older than what was read already, and
 * says nothing of what happened since. Believed after seven seconds: the environment may be a new one.
 */
export function isStaleRead(
  now: Observation,
  known: Pick<Observation, "version">,
  rereads: number,
): boolean {
  return now.version < known.version && rereads < MAX_REREADS;
}

/** What is to be done if something moved, whatever the outcome was. */
const moved = { settled: "done", foreign: "conflict", moved: "resend-alone" } as const;

/** The whole rule of settling a write, as a table: outcome × finding. */
export function nextStep(outcome: SetOutcome, finding: Finding, progress: Progress): NextStep {
  const { rereads, canSwitchVersion } = progress;
  if (finding !== "unmoved") return moved[finding];
  switch (outcome) {
    case "unknown":
    case "not-applied":
      return "resend";
    case "accepted":
      if (rereads < MAX_REREADS) return "reread";
      return canSwitchVersion ? "other-version" : "give-up";
    case "refused":
      if (!canSwitchVersion) return "give-up";
      // Of a copy that lags behind, the other version could be the one that somebody's edit has by now.
      return rereads < MAX_REREADS ? "reread" : "other-version";
  }
}
