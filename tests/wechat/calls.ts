import type { PolicyWrite } from "../../provider/core/api";
import type { Problem } from "../../provider/core/errors";
import type { Observation, PolicyTarget } from "../../provider/core/policy";
import {
  apiFailure,
  type Connected,
  connected,
  type ConnectOptions,
  ENV,
} from "../support/connected";

export const target = { env: ENV };
export const write = { open: true, apiWhitelist: ["/a"], version: 1 };

/** The two calls to WeChat, each with a deadline of its own, and what they are refused with. */
export interface Calls {
  get: (to?: PolicyTarget, timeoutMs?: number) => Promise<Observation>;
  set: (to?: PolicyTarget, what?: PolicyWrite) => Promise<void>;
  getProblem: (to?: PolicyTarget, timeoutMs?: number) => Promise<Problem>;
  setProblem: (to?: PolicyTarget, what?: PolicyWrite) => Promise<Problem>;
}

/** What is connected, with its calls. */
export function withCalls<T extends Connected>(world: T, usual: PolicyTarget = target): T & Calls {
  const { api, deadline } = world;
  const get: Calls["get"] = (to = usual, timeoutMs) => api.get(to, deadline(timeoutMs));
  const set: Calls["set"] = (to = usual, what = write) => api.set(to, what, deadline());
  return {
    ...world,
    get,
    set,
    getProblem: async (...call) => (await apiFailure(get(...call))).problem,
    setProblem: async (...call) => (await apiFailure(set(...call))).problem,
  };
}

/** As `connected`, with the calls. */
export const client = async (options?: ConnectOptions) => withCalls(await connected(options));

/** As {@link client}, of a server at this URL. */
export const clientOf = (url: string, environment: ConnectOptions["environment"] = {}) =>
  client({ environment: { WECHAT_CLOUDBASE_ENDPOINT: url, ...environment } });
