import type { PolicyApi } from "../../provider/core/api";
import { ApiError } from "../../provider/core/errors";
import { isSameWhitelist, type Observation, type PolicyTarget } from "../../provider/core/policy";
import type { Deadline } from "../../provider/core/timing";

/** What one `set` did, as a `get` after it shows. */
export interface Trial {
  /** What was tried, for people. */
  what: "current" | "next" | "stale" | "same again";
  /** The version that was sent. */
  sent: number;
  /** WeChat's version before and after. */
  before: number;
  after: number;
  /** WeChat applied it, refused it, or said ok and did nothing that can be seen. */
  outcome: "applied" | "refused" | "no effect";
  /** What it was refused with, in WeChat's words. */
  refusal?: string;
  errcode?: number;
}

/** What ends an experiment early. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What the trials work with. */
export interface Bench {
  api: PolicyApi;
  target: PolicyTarget;
  deadline: () => Deadline;
  /** Whether the user asked for the end. */
  isStopped: () => boolean;
  /** Told of each trial when it is over. */
  report: (trial: Trial) => void;
}

/** How long to wait before looking again, if an accepted `set` has done nothing. Milliseconds. */
export const LAG_MS = 2_000;

/** A scratch environment's policy, and the only writes of an experiment. Never moves `open`. */
export class Trials {
  readonly done: Trial[] = [];
  /** Whether the last `set` had no answer, so that it may be applied later than looked at. */
  isUnanswered = false;
  /** Whether the switch was moved meanwhile, by somebody else. */
  hasOpenMoved = false;

  constructor(
    private readonly bench: Bench,
    /** What was there when it was last looked at. */
    public live: Observation,
  ) {}

  /** Sends one `set`, once, and looks what it did. Throws Interrupted, and ApiError on a fault. */
  async set(what: Trial["what"], apiWhitelist: string[], version: number): Promise<Trial> {
    const { report } = this.bench;
    if (this.bench.isStopped()) throw new Interrupted("stopped by a signal");
    const seen = this.live;
    const refused = await this.send({ open: seen.open, apiWhitelist, version });
    const live = await this.look(seen, refused === undefined);
    const isApplied = isSameWhitelist(live.apiWhitelist, apiWhitelist) && hasMoved(live, seen);
    const trial: Trial = {
      what,
      sent: version,
      before: seen.version,
      after: live.version,
      outcome: isApplied ? "applied" : refused ? "refused" : "no effect",
      ...(refused && { refusal: refused.problem.summary }),
      ...(refused?.problem.errcode !== undefined && { errcode: refused.problem.errcode }),
    };
    this.done.push(trial);
    report(trial);
    this.live = live;
    this.hasOpenMoved ||= live.open !== seen.open;
    const isForeign = !isApplied && hasMoved(live, seen);
    if (isForeign) throw new Interrupted("somebody else wrote to this environment or account");
    return trial;
  }

  private async send(write: Observation): Promise<ApiError | undefined> {
    const { api, target, deadline } = this.bench;
    try {
      await api.set(target, write, deadline());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.isUnanswered = error.problem.failure === "unknown";
      // Only a refusal that may be about the version says anything about the version.
      if (error.problem.isVersionSuspect !== true) throw error;
      return error;
    }
    return undefined;
  }

  private async look(seen: Observation, isAccepted: boolean): Promise<Observation> {
    const { api, target, deadline } = this.bench;
    const now = await api.get(target, deadline());
    if (!isAccepted || hasMoved(now, seen)) return now;
    // The answer may come from a copy that lags behind.
    await deadline().wait(LAG_MS);
    return api.get(target, deadline());
  }
}

/** Whether the environment's own part is another: its whitelist or its version. */
export function hasMoved(now: Observation, seen: Observation): boolean {
  return now.version !== seen.version || !isSameWhitelist(now.apiWhitelist, seen.apiWhitelist);
}
