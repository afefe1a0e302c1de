import {
  conflictProblem,
  contendedProblem,
  foreignProblem,
  fruitlessProblem,
  ineffectiveProblem,
  isKeptInPart,
} from "./conflict";
import { type Decision, decide, withoutSecrets } from "./decision";
import { ApiError, type Problem, type Unsettled } from "./errors";
import type { Base, OperationContext, PolicyChange, Reconciled } from "./operation";
import type { Observation, Policy } from "./policy";
import type { Turn } from "./process-state";
import {
  classifyReadBack,
  isStaleRead,
  observe,
  type NextStep,
  nextStep,
  outcomeOf,
  rereadAfterMs,
  type SetOutcome,
} from "./settle";
import { backoffMs, Deadline } from "./timing";
import { VersionReading } from "./version";

/** How many `set` requests one change may cost at most. */
const MAX_SETS = 6;

/**
 * The one flow behind create, update and delete: observe, decide, write, verify. Never sends `set`
 * again without having read. An error after a `set` that may have been applied carries `unsettled`.
 */
export function reconcile(context: OperationContext, change: PolicyChange): Promise<Reconciled> {
  const reconciliation = new Reconciliation(context, change);
  return reconciliation.run().finally(() => reconciliation.end());
}

/** How a `set` ended, what is there then, and what follows. */
interface ReadBack {
  outcome: SetOutcome;
  now: Observation;
  decision: Decision;
  step: NextStep;
}

/** Everything that is known of one change on its way. */
class Reconciliation {
  private readonly deadline: Deadline;
  private readonly turn: Turn;
  private readonly managesOpen: boolean;
  /** What is stored if a `set` was begun and its outcome could not be verified. */
  private readonly known: Partial<Unsettled> = {};
  private exclusiveWritesBefore = 0;
  private sets = 0;
  /** What went wrong last, but for what the other reading of `version` met. */
  private problem: Problem = ineffectiveProblem;
  /** What was in the way of the last `set`, if it was somebody else. */
  private obstacle?: Problem;
  /** Whether a `set` was refused for its token, and there is another one since. */
  private hasNewToken = false;
  private readonly version: VersionReading;

  constructor(
    private readonly context: OperationContext,
    private readonly change: PolicyChange,
  ) {
    const { clock, operationTimeoutMs, signal, versionStrategy, processState } = context;
    this.deadline = new Deadline(clock, operationTimeoutMs, signal);
    this.turn = processState.turn(change.account);
    this.managesOpen = change.desired.open !== undefined;
    this.version = new VersionReading(versionStrategy, processState);
  }

  async run(): Promise<Reconciled> {
    try {
      return await this.settle();
    } catch (error) {
      const isUnsettled = error instanceof ApiError && this.known.unverified !== undefined;
      throw isUnsettled ? new ApiError(error.problem, this.known as Unsettled) : error;
    }
  }

  end(): void {
    this.turn.end({ hasWritten: this.sets > 0 });
  }

  private async settle(): Promise<Reconciled> {
    let { base } = this.change;
    // 1. Observe
    if (this.context.processState.isVersionShared) await this.take(true);
    let live = await this.observe(base);
    let found = live;
    for (;;) {
      if (this.sets === 0) this.known.found = found = live;
      // 2. Decide
      if (this.isAdopted(base, live)) return { found, live };
      this.known.seen = live;
      if (await this.mustObserveAgain(live)) {
        live = await this.observe(live);
        continue;
      }
      // 3. Write
      const outcome = await this.send(live);
      // 4. Verify
      const readBack = await this.readBack(live, outcome);
      const { now, step } = readBack;
      if (step === "done") {
        this.version.learn(outcome, { seen: live, now });
        return { found, live: now };
      }
      await this.prepare(live, readBack);
      base = { ...now, managesOpen: true };
      live = now;
    }
  }

  private async observe(known: Observation | undefined): Promise<Observation> {
    const { turn, deadline } = this;
    this.exclusiveWritesBefore = turn.exclusiveWrites;
    return observe(this.context.api, { target: this.change.target, known, deadline });
  }

  /** The one comparison, before a `set` and after it. */
  private decide(base: Base | undefined, live: Observation): Decision {
    const { managesOpen } = this;
    const baseManagesOpen = base?.managesOpen === true;
    return decide({ base, live, desired: this.wanted(live), managesOpen, baseManagesOpen });
  }

  /** Whether there is nothing to write. Throws if somebody else's change is in the way. */
  private isAdopted(base: Base | undefined, live: Observation): boolean {
    const { kind, fields } = this.decide(base, live);
    if (kind === "conflict" && base && this.change.onConflict === "fail") {
      throw new ApiError(
        conflictProblem(fields, { expected: base, live, secrets: this.context.secrets }),
      );
    }
    return kind === "adopt";
  }

  /**
   * Waits for its turn: alone if it moves what the account shares, else beside its siblings. What it
   * observed does not count any more if one of them has written alone since.
   */
  private async mustObserveAgain(live: Observation): Promise<boolean> {
    const { isVersionShared } = this.context.processState;
    await this.take(isVersionShared || this.wanted(live).open !== live.open);
    if (this.turn.exclusiveWrites === this.exclusiveWritesBefore) return false;
    // Whoever waits for the switch goes on beside the others if it is as wanted now.
    if (!isVersionShared) this.turn.end();
    return true;
  }

  private take(isExclusive: boolean): Promise<void> {
    return this.deadline.untimed(() => this.turn.take(isExclusive));
  }

  private async send(seen: Observation): Promise<SetOutcome> {
    const wanted = this.wanted(seen);
    delete this.obstacle;
    this.sets += 1;
    try {
      const write = { ...wanted, version: this.version.over(seen) };
      await this.context.api.set(this.change.target, write, this.deadline);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const problem = withoutSecrets(error.problem, wanted, this.context.secrets);
      const outcome = outcomeOf(problem);
      const isAboutToken = problem.failure === "auth";
      if (outcome === "definite" || (isAboutToken && this.hasNewToken)) throw new ApiError(problem);
      this.hasNewToken ||= isAboutToken;
      if (outcome === "unknown") this.known.unverified = wanted;
      this.note(problem);
      if (problem.retryAfterMs !== undefined) await this.pause(problem.retryAfterMs);
      return outcome;
    }
    this.known.unverified = wanted;
    this.note(ineffectiveProblem);
    return "accepted";
  }

  /** Reads until the answer to `set` and what is there fit together. */
  private async readBack(seen: Observation, outcome: SetOutcome, rereads = 0): Promise<ReadBack> {
    const { managesOpen } = this;
    const now = await this.context.api.get(this.change.target, this.deadline);
    if (!isStaleRead(now, seen, rereads)) {
      const decision = this.decide({ ...seen, managesOpen }, now);
      const finding = classifyReadBack(decision, { seen, now, managesOpen });
      const canSwitchVersion = this.version.canSwitch;
      const step = nextStep(outcome, finding, { rereads, canSwitchVersion });
      if (step !== "reread") return { outcome, now, decision, step };
    }
    await this.wait(rereadAfterMs(rereads));
    return this.readBack(seen, outcome, rereads + 1);
  }

  /** Makes ready for another `set`, or throws what is in its way. */
  private async prepare(seen: Observation, readBack: ReadBack): Promise<void> {
    const { now, step, outcome } = readBack;
    if (step === "give-up") throw this.failure();
    if (step === "conflict") this.allowConflict(seen, readBack);
    this.known.seen = now;
    if (step === "other-version") this.version.switch();
    if (step === "resend-alone") {
      this.obstacle = outcome === "accepted" ? fruitlessProblem : contendedProblem;
      if (this.turn.isAlone) await this.pause(0);
      else this.context.processState.isVersionShared = true;
    }
    if (this.sets === MAX_SETS) throw this.failure();
  }

  /** Goes on if the program says overwrite, unless it is WeChat that did not keep what it accepted. */
  private allowConflict(seen: Observation, { now, decision, outcome }: ReadBack): void {
    const { managesOpen } = this;
    const { fields } = decision;
    const isOk = outcome === "accepted";
    const { secrets } = this.context;
    const foreign = { seen, wanted: this.wanted(seen), now, fields, isOk, managesOpen, secrets };
    this.obstacle = foreignProblem(foreign);
    const isOurs = isKeptInPart(foreign);
    if (isOurs) this.known.seen = now;
    if (isOurs || this.change.onConflict === "fail") throw this.failure();
  }

  private wanted(seen: Observation): Policy {
    const { apiWhitelist, open = seen.open } = this.change.desired;
    return { apiWhitelist, open };
  }

  private note(problem: Problem): void {
    if (!this.version.hasSwitched) this.problem = problem;
  }

  private pause(atLeastMs: number): Promise<void> {
    return this.wait(Math.max(atLeastMs, backoffMs(this.sets - 1, this.context.clock.random)));
  }

  private async wait(ms: number): Promise<void> {
    if (!(await this.deadline.wait(ms))) throw this.failure();
  }

  private failure(): ApiError {
    return new ApiError(this.obstacle ?? this.problem);
  }
}
