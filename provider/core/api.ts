import type { Observation, Policy, PolicyTarget } from "./policy";
import type { Deadline } from "./timing";

/** What `set` replaces, all of it, and the version it is sent with. */
export interface PolicyWrite extends Policy {
  version: number;
}

/** What the core needs of WeChat. Both reject with ApiError and nothing else. */
export interface PolicyApi {
  /** Reads the live policy; tries again by itself on transient failures. */
  get(target: PolicyTarget, deadline: Deadline): Promise<Observation>;
  /** Sends one `set`, once: whoever calls must settle an unknown outcome by `get`. */
  set(target: PolicyTarget, write: PolicyWrite, deadline: Deadline): Promise<void>;
}
