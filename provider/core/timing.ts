/** What is time-like or random, so that tests can drive it. Milliseconds throughout. */
export interface Clock {
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random: () => number;
}

/** The one place where the real clock is used. */
export const systemClock: Clock = {
  now: () => performance.now(),
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener("abort", done);
    }),
};

const BASE_MS = 200;
const CAP_MS = 10_000;

/** Exponential backoff with full jitter: anywhere from 0 to 200 ms · 2^attempt, at most 10 s. */
export function backoffMs(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt));
}

/** The bound on one operation: when it ends, and the signal that ends it early. */
export class Deadline {
  private endsAt: number;
  private gaveUp = false;
  constructor(
    readonly clock: Clock,
    timeoutMs: number,
    /** Aborts when the caller gives up (Pulumi's cancel). */
    readonly signal: AbortSignal = new AbortController().signal,
  ) {
    this.endsAt = clock.now() + timeoutMs;
  }

  /** What is left, never below 0. */
  remainingMs(): number {
    return Math.max(0, this.endsAt - this.clock.now());
  }

  /** Whether nothing more can be done: no time is left, or not enough for a wait, or it was ended early. */
  isOver(): boolean {
    return this.gaveUp || this.signal.aborted || this.remainingMs() === 0;
  }

  /** Runs what takes no time of the operation's, such as a wait for its siblings. */
  async untimed(work: () => Promise<void>): Promise<void> {
    const startedAt = this.clock.now();
    await work();
    this.endsAt += this.clock.now() - startedAt;
  }

  /**
   * Waits, unless so much time is not left or the caller gave up; says whether it is worth going on.
   */
  async wait(ms: number): Promise<boolean> {
    this.gaveUp ||= this.signal.aborted || ms >= this.remainingMs();
    if (this.gaveUp) return false;
    await this.clock.sleep(ms, this.signal);
    return !this.signal.aborted;
  }
}
