import type { Fault } from "../../emulator";
import type { PolicyWrite } from "../../provider/core/api";
import type { Problem } from "../../provider/core/errors";
import type { PolicyTarget } from "../../provider/core/policy";
import { Deadline } from "../../provider/core/timing";
import {
  apiFailure,
  type Connected,
  connected,
  type ConnectOptions,
  ENV,
} from "../support/connected";
import { FakeClock } from "../support/fake-clock";

/** So much time, on a clock of its own. */
export const within = (timeoutMs = 10_000, signal?: AbortSignal) =>
  new Deadline(new FakeClock(), timeoutMs, signal);

export const target: PolicyTarget = { env: ENV };
export const write: PolicyWrite = { open: true, apiWhitelist: ["/a"], version: 1 };

/** What a call to WeChat is refused with. */
export const problemOf = async (call: Promise<unknown>): Promise<Problem> =>
  (await apiFailure(call)).problem;

/** What is connected, with the two calls to WeChat, each with a deadline of its own. */
export function withCalls<T extends Connected>(world: T, usual = target) {
  const { api, deadline } = world;
  const get = (to = usual, timeoutMs?: number) => api.get(to, deadline(timeoutMs));
  const set = (to = usual, what = write) => api.set(to, what, deadline());
  return {
    ...world,
    get,
    set,
    getProblem: (...call: Parameters<typeof get>) => problemOf(get(...call)),
    setProblem: (...call: Parameters<typeof set>) => problemOf(set(...call)),
    /** Has every request that the fault is for meet it. */
    always: (fault: Fault) => world.emulator.faults.add({ times: Infinity, ...fault }),
  };
}

/** As `connected`, with the calls. */
export const client = async (options?: ConnectOptions) => withCalls(await connected(options));
