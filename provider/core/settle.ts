import { differingFields } from "./decision";
import type { Observation, Policy } from "./policy";

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

/** What reading back after a `set` shows. */
export type Finding =
  /** What was wanted is there. */
  | "settled"
  /** Nothing moved. */
  | "unmoved"
  /** The same content at another version: a write elsewhere moved the counter. */
  | "version-moved"
  /** Content that is neither what was seen before nor what was wanted. */
  | "foreign";

/** Compares what is there now with what was seen before the `set` and with what it asked for. */
export function find(
  now: Observation,
  seen: Observation,
  wanted: Policy,
  managesOpen: boolean,
): Finding {
  if (differingFields(now, wanted, managesOpen).length === 0) return "settled";
  if (differingFields(now, seen, managesOpen).length > 0) return "foreign";
  return now.version === seen.version ? "unmoved" : "version-moved";
}

/** What to do next, given how the `set` went and what was found. */
export type NextStep =
  | "done"
  /** Send the same again, with the version just seen. */
  | "resend"
  /** Wait and look again: the answer and what is there contradict each other. */
  | "look-again"
  /** Send with the other reading of `version`. */
  | "other-version"
  | "conflict"
  /** Give up with the refusal, or with what is known. */
  | "give-up";

/** How far a write has come. */
export interface Progress {
  /** Times in a row that what is there was found to contradict the answer to `set`. */
  looks: number;
  /** Whether the other reading of `version` may still be tried. */
  canSwitchVersion: boolean;
}

/**
 * How often is looked again where an accepted `set` seems to have changed nothing, or one is refused and
 * nothing moved: for 7 seconds in all, because a `get` may be answered from a copy that lags behind.
 * Another `set` would then be a second write, or one over what somebody else wrote.
 */
export const MAX_LOOKS = 3;

/** How long to wait before looking again: 1, 2 and 4 seconds. */
export function lookAgainMs(looks: number): number {
  return 1_000 * 2 ** looks;
}

/**
 * Whether an answer comes from a copy that lags behind: it is older than what was seen already, and
 * says nothing of what happened since. Believed after seven seconds: the environment may be a new one.
 */
export function isBehind(
  now: Observation,
  seen: Pick<Observation, "version">,
  looks: number,
): boolean {
  return now.version < seen.version && looks < MAX_LOOKS;
}

/** What is to be done where something moved, whatever the outcome was. */
const moved = { settled: "done", foreign: "conflict", "version-moved": "resend" } as const;

/** The whole rule of settling a write, as a table: outcome × finding. */
export function nextStep(outcome: SetOutcome, finding: Finding, progress: Progress): NextStep {
  const { looks, canSwitchVersion } = progress;
  if (finding !== "unmoved") return moved[finding];
  switch (outcome) {
    case "unknown":
    case "not-applied":
      return "resend";
    case "accepted":
      if (looks < MAX_LOOKS) return "look-again";
      return canSwitchVersion ? "other-version" : "give-up";
    case "refused":
      if (!canSwitchVersion) return "give-up";
      // Of a copy that lags behind, the other version could be the one that somebody's edit has by now.
      return looks < MAX_LOOKS ? "look-again" : "other-version";
  }
}
