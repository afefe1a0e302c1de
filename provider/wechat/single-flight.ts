import { ApiError } from "../core/errors";
import type { Deadline } from "../core/timing";
import { cancelledProblem, tooLateProblem } from "./classify";

/** Timers go by whole milliseconds: what one of them ends at a deadline ends up to two before it. */
const EARLY_MS = 2;

/**
 * One piece of work at a time for each key, shared by all who ask for it meanwhile. It goes by the
 * deadline of who asked first; if that was too short, the next of those who wait begins it anew.
 * Nobody waits for longer than their own deadline.
 */
export class SingleFlight<T> {
  private readonly underWay = new Map<string, { result: Promise<T>; deadline: Deadline }>();

  async run(key: string, deadline: Deadline, work: () => Promise<T>): Promise<T> {
    for (;;) {
      const running = this.underWay.get(key);
      if (!running) return this.begin(key, deadline, work);
      try {
        return await inTime(running.result, deadline);
      } catch (error) {
        if (!isUp(running.deadline) || isUp(deadline)) throw error;
      }
    }
  }

  private begin(key: string, deadline: Deadline, work: () => Promise<T>): Promise<T> {
    const result = work().finally(() => this.underWay.delete(key));
    this.underWay.set(key, { result, deadline });
    return result;
  }
}

/** Whether a failure may be for want of time alone. */
function isUp(deadline: Deadline): boolean {
  return deadline.isOver() || deadline.remainingMs() <= EARLY_MS;
}

/** The result, unless it takes longer than there is time: then what `late` makes. */
export function inTime<T>(
  result: Promise<T>,
  deadline: Deadline,
  late = () => new ApiError(tooLateProblem),
): Promise<T> {
  const { signal } = deadline;
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    };
    const giveUp = () => {
      stop();
      reject(signal.aborted ? new ApiError(cancelledProblem) : late());
    };
    const timer = setTimeout(giveUp, signal.aborted ? 0 : deadline.remainingMs());
    signal.addEventListener("abort", giveUp);
    result.then(resolve, reject).finally(stop);
  });
}
