import type { PolicyApi } from "./api";
import { conflictProblem, ineffectiveProblem } from "./conflict";
import { differingFields } from "./decision";
import { ApiError, type Problem } from "./errors";
import type { Memory } from "./memory";
import type { Observation, OnConflict, Policy, PolicyTarget } from "./policy";
import {
  find,
  lookAgainMs,
  type NextStep,
  nextStep,
  type Progress,
  type SetOutcome,
} from "./settle";
import { backoffMs, type Deadline } from "./timing";

/** What `set` sends as `version`; `auto` finds out which reading WeChat follows. */
export type VersionStrategy = "auto" | "current" | "next";

/** The policy to write; without `open` the switch is sent back as it was last seen. */
export interface Desired {
  apiWhitelist: string[];
  open?: boolean;
}

/** One intended change of one policy. */
export interface WriteRequest {
  target: PolicyTarget;
  observed: Observation;
  desired: Desired;
  onConflict: OnConflict;
  /** Whether no other section of the account runs; else a moved counter asks for that first. */
  isExclusive: boolean;
}

/** What a write works with. */
export interface WriteContext {
  api: PolicyApi;
  deadline: Deadline;
  memory: Memory;
  versionStrategy: VersionStrategy;
}

/** A write that was begun and whose outcome could not be verified, or not made to hold. */
export class UnsettledError extends Error {
  override readonly name = "UnsettledError";
  constructor(
    readonly problem: Problem,
    /** What was last known to be there before the write. */
    readonly seen: Observation,
  ) {
    super(problem.summary);
  }
}

/** How many `set` requests one intended change may cost at most. */
const MAX_SETS = 6;

/**
 * Sends `set` and settles it by reading back: the result is what WeChat then answers to `get`, equal
 * to what is desired. Never sends again without having read. Answers "queue" where the account's
 * counter moved under it: then all other sections of the account must be kept out first.
 */
export function write(
  context: WriteContext,
  request: WriteRequest,
): Promise<Observation | "queue"> {
  return new SettledWrite(context, request).run();
}

interface Sent {
  outcome: SetOutcome;
  problem?: Problem;
}

class SettledWrite {
  private readonly managesOpen: boolean;
  private readonly progress: Progress;
  /** What was there when it was last looked at. */
  private seen: Observation;
  /** What is added to the current version: the reading of `version` that is tried. */
  private offset: 0 | 1;
  /** Whether a `set` may have been applied. */
  private isBegun = false;
  /** The first answer other than ok: the one to report when everything else failed as well. */
  private problem: Problem = ineffectiveProblem;

  constructor(
    private readonly context: WriteContext,
    private readonly request: WriteRequest,
  ) {
    const { versionStrategy, memory } = context;
    const isAuto = versionStrategy === "auto";
    this.managesOpen = request.desired.open !== undefined;
    this.seen = request.observed;
    this.offset = isAuto ? (memory.versionOffset ?? 0) : versionStrategy === "next" ? 1 : 0;
    this.progress = { looks: 0, canSwitchVersion: isAuto && memory.versionOffset === undefined };
  }

  async run(): Promise<Observation | "queue"> {
    for (let sets = 0; sets < MAX_SETS; sets++) {
      const sent = await this.send();
      const [now, step] = await this.readBack(sent, sets);
      if (step === "done") {
        if (sent.outcome === "accepted") this.context.memory.versionOffset ??= this.offset;
        return now;
      }
      if (step === "resend" && now.version !== this.seen.version && !this.request.isExclusive) {
        this.context.memory.isVersionShared = true;
        return "queue";
      }
      this.prepare(step, now);
    }
    throw this.failure(this.problem);
  }

  private async send(): Promise<Sent> {
    const { api, deadline } = this.context;
    const version = this.seen.version + this.offset;
    try {
      await api.set(this.request.target, { ...this.wanted(), version }, deadline);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const outcome = outcomeOf(error.problem);
      if (outcome === "definite") throw this.failure(error.problem);
      this.isBegun ||= outcome === "unknown";
      if (this.problem === ineffectiveProblem) this.problem = error.problem;
      return { outcome, problem: error.problem };
    }
    this.isBegun = true;
    return { outcome: "accepted" };
  }

  /** Looks until the answer to `set` and what is there fit together. */
  private async readBack(sent: Sent, sets: number): Promise<[Observation, NextStep]> {
    if (sent.problem?.retryAfterMs !== undefined) await this.pause(sent.problem.retryAfterMs, sets);
    for (this.progress.looks = 0; ; this.progress.looks++) {
      const now = await this.look();
      const finding = find(now, this.seen, this.wanted(), this.managesOpen);
      const step = nextStep(sent.outcome, finding, this.progress);
      if (step !== "look-again") return [now, step];
      await this.wait(lookAgainMs(this.progress.looks));
    }
  }

  private prepare(step: NextStep, now: Observation): void {
    if (step === "give-up") throw this.failure(this.problem);
    if (step === "conflict" && this.request.onConflict === "fail") {
      throw this.failure(
        conflictProblem(differingFields(now, this.seen, this.managesOpen), this.seen, now),
      );
    }
    if (step === "other-version") {
      this.progress.canSwitchVersion = false;
      this.offset = 1;
    }
    this.seen = now;
  }

  private wanted(): Policy {
    const { apiWhitelist, open = this.seen.open } = this.request.desired;
    return { apiWhitelist, open };
  }

  private async look(): Promise<Observation> {
    try {
      return await this.context.api.get(this.request.target, this.context.deadline);
    } catch (error) {
      throw error instanceof ApiError ? this.failure(error.problem) : error;
    }
  }

  private pause(atLeastMs: number, attempt: number): Promise<void> {
    return this.wait(Math.max(atLeastMs, backoffMs(attempt, this.context.deadline.clock.random)));
  }

  private async wait(ms: number): Promise<void> {
    if (!(await this.context.deadline.wait(ms))) throw this.failure(this.problem);
  }

  private failure(problem: Problem): Error {
    return this.isBegun ? new UnsettledError(problem, this.seen) : new ApiError(problem);
  }
}

function outcomeOf(problem: Problem): SetOutcome | "definite" {
  if (problem.failure === "unknown") return "unknown";
  if (problem.retryAfterMs !== undefined) return "not-applied";
  return problem.isVersionSuspect === true ? "refused" : "definite";
}
