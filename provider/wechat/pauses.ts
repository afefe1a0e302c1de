import { ApiError, type Problem } from "../core/errors";
import type { Deadline } from "../core/timing";
import { cancelledProblem } from "./classify";

/** The accounts whose requests wait, because WeChat has refused one as too many. */
export class Pauses {
  private readonly pauses = new Map<string, { lengthMs: number; endsAt: number }>();

  /**
   * Has the account's requests wait after such a refusal. The first that is refused waits in its own time,
   * as a request without siblings does; those that were under way then wait with the others.
   */
  note(account: string, problem: Problem, { clock }: Deadline): Problem {
    const { retryAfterMs: lengthMs } = problem;
    if (!lengthMs) return problem;
    const { endsAt = 0 } = this.pauses.get(account) ?? {};
    if (endsAt > clock.now()) return { ...problem, retryAfterMs: 0 };
    this.pauses.set(account, { lengthMs, endsAt: clock.now() + lengthMs });
    return problem;
  }

  /**
   * Waits for the end of the account's pause, and up to a tenth longer, so that not all go on at once. As a
   * wait for siblings it takes no time of the operation's.
   */
  async wait(account: string, deadline: Deadline): Promise<void> {
    const { clock, signal } = deadline;
    for (;;) {
      if (signal.aborted) throw new ApiError(cancelledProblem);
      const pause = this.pauses.get(account);
      if (!pause || pause.endsAt <= clock.now()) return;
      const { lengthMs, endsAt } = pause;
      const waitMs = endsAt - clock.now() + Math.round((lengthMs / 10) * clock.random());
      await deadline.untimed(() => clock.sleep(waitMs, signal));
    }
  }
}
