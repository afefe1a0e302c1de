import type { PolicyApi } from "./api";
import {
  contendedProblem,
  foreignProblem,
  fruitlessProblem,
  ineffectiveProblem,
  isKeptInPart,
  keptInPartProblem,
  overwrittenProblem,
} from "./conflict";
import { ApiError, type Problem } from "./errors";
import type { Memory } from "./memory";
import type { Observation, OnConflict, Policy, PolicyTarget } from "./policy";
import {
  find,
  isBehind,
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
  attempt: Attempt;
}

/** What a write works with. */
export interface WriteContext {
  api: PolicyApi;
  deadline: Deadline;
  memory: Memory;
  versionStrategy: VersionStrategy;
}

/** How far one intended change has come, over all the sections that it takes. */
export class Attempt {
  /** How many `set` requests it has cost. */
  sets = 0;
  /** What was there when the operation began. */
  found?: Observation;
  /** What was there when it was last looked at before a `set`. */
  seen?: Observation;
  /** What a `set` asked for that may have been applied. */
  begun?: Policy;
  /** What went wrong last, but for what the other reading of `version` met. */
  problem: Problem = ineffectiveProblem;
  /** Whether a `set` was refused for its token, and there is another one since. */
  hasNewToken = false;
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
  /** Whether the other reading of `version` is being tried. */
  private hasSwitched = false;
  /** What was in the way of the last `set`, where it was somebody else. */
  private obstacle?: Problem | undefined;

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
    const { attempt, isExclusive } = this.request;
    while (attempt.sets < MAX_SETS) {
      attempt.seen = this.seen;
      const sent = await this.send();
      this.obstacle = undefined;
      attempt.sets += 1;
      const [now, step] = await this.readBack(sent);
      if (step === "done") {
        this.learn(now, sent);
        return now;
      }
      const hasVersionMoved = step === "resend" && now.version !== this.seen.version;
      if (hasVersionMoved) attempt.seen = now;
      if (hasVersionMoved && !isExclusive) {
        this.context.memory.isVersionShared = true;
        return "queue";
      }
      this.prepare(step, now, sent);
      if (hasVersionMoved) {
        this.obstacle = sent.outcome === "accepted" ? fruitlessProblem : contendedProblem;
        await this.pause(0);
      }
    }
    throw this.failure();
  }

  private async send(): Promise<Sent> {
    const { api, deadline } = this.context;
    const { target, attempt } = this.request;
    const wanted = this.wanted();
    try {
      await api.set(target, { ...wanted, version: this.seen.version + this.offset }, deadline);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const outcome = outcomeOf(error.problem);
      const isAboutToken = error.problem.failure === "auth";
      if (outcome === "definite" || (isAboutToken && attempt.hasNewToken)) throw error;
      attempt.hasNewToken ||= isAboutToken;
      if (outcome === "unknown") attempt.begun = wanted;
      this.note(error.problem);
      return { outcome, problem: error.problem };
    }
    attempt.begun = wanted;
    this.note(ineffectiveProblem);
    return { outcome: "accepted" };
  }

  /** Looks until the answer to `set` and what is there fit together. */
  private async readBack({ outcome, problem }: Sent): Promise<[Observation, NextStep]> {
    const { api, deadline } = this.context;
    if (problem?.retryAfterMs !== undefined) await this.pause(problem.retryAfterMs);
    for (this.progress.looks = 0; ; this.progress.looks++) {
      const now = await api.get(this.request.target, deadline);
      const { seen, progress } = this;
      if (!isBehind(now, seen, progress.looks)) {
        const finding = find(now, seen, this.wanted(), this.managesOpen);
        const step = nextStep(outcome, finding, progress);
        if (step !== "look-again") return [now, step];
      }
      await this.wait(lookAgainMs(progress.looks));
    }
  }

  /** Takes the reading for the right one where WeChat said ok, unless it may have hidden an edit. */
  private learn(now: Observation, { outcome }: Sent): void {
    const mayBeOurs = outcome === "accepted" || outcome === "unknown";
    if (mayBeOurs && this.hasSwitched && now.version !== this.seen.version + 1)
      throw new ApiError(overwrittenProblem);
    if (outcome === "accepted") this.context.memory.versionOffset ??= this.offset;
  }

  private note(problem: Problem): void {
    if (!this.hasSwitched) this.request.attempt.problem = problem;
  }

  private prepare(step: NextStep, now: Observation, { outcome }: Sent): void {
    const { attempt } = this.request;
    if (step === "give-up") throw this.failure();
    if (step === "conflict") {
      const [wanted, isOk] = [this.wanted(), outcome === "accepted"];
      const isOurs = isOk && isKeptInPart(wanted, now, this.managesOpen);
      this.obstacle = isOurs
        ? keptInPartProblem(wanted, now)
        : foreignProblem({ seen: this.seen, wanted, now, managesOpen: this.managesOpen, isOk });
      if (isOurs) attempt.seen = now;
      if (isOurs || this.request.onConflict === "fail") throw this.failure();
    }
    if (step === "other-version") {
      this.progress.canSwitchVersion = false;
      this.hasSwitched = true;
      this.offset = 1;
    }
    this.seen = now;
  }

  private wanted(): Policy {
    const { apiWhitelist, open = this.seen.open } = this.request.desired;
    return { apiWhitelist, open };
  }

  private pause(atLeastMs: number): Promise<void> {
    const { random } = this.context.deadline.clock;
    return this.wait(Math.max(atLeastMs, backoffMs(this.request.attempt.sets - 1, random)));
  }

  private async wait(ms: number): Promise<void> {
    if (!(await this.context.deadline.wait(ms))) throw this.failure();
  }

  private failure(): ApiError {
    return new ApiError(this.obstacle ?? this.request.attempt.problem);
  }
}

function outcomeOf(problem: Problem): SetOutcome | "definite" {
  if (problem.failure === "unknown") return "unknown";
  if (problem.retryAfterMs !== undefined) return "not-applied";
  return problem.isVersionSuspect === true ? "refused" : "definite";
}
