import { Mutex } from "async-mutex";
import { TokenBucket } from "limiter";
import type { Deadline } from "../core/timing";

/** Waits for a request's turn, no longer than its operation has time; says whether it came. */
export type Pace = (deadline: Deadline) => Promise<boolean>;

/** At most so many requests a second, first come, first served: no account is ahead of another. */
export function createPace(requestsPerSecond: number): Pace {
  // What a tenth of a second brings may go at once: timers are no finer.
  const bucketSize = Math.max(1, Math.floor(requestsPerSecond / 10));
  const bucket = new TokenBucket({
    bucketSize,
    tokensPerInterval: requestsPerSecond,
    interval: "second",
  });
  const queue = new Mutex();
  return async (deadline) => {
    const ended = AbortSignal.any([
      deadline.signal,
      AbortSignal.timeout(Math.ceil(deadline.remainingMs())),
    ]);
    const turn = queue.runExclusive(async () => {
      if (!ended.aborted) await bucket.removeTokens(1);
    });
    const end = new Promise((resolve) => {
      ended.addEventListener("abort", resolve);
    });
    if (!ended.aborted) await Promise.race([turn, end]);
    return !ended.aborted;
  };
}
