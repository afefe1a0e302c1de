import type { PolicyApi } from "./api";
import type { Observation, OnConflict, OnUnauthorized, Policy, PolicyTarget } from "./policy";
import type { ProcessState } from "./process-state";
import type { Clock } from "./timing";
import type { VersionStrategy } from "./version";

/** What every operation of one process shares. */
export interface OperationContext {
  api: PolicyApi;
  clock: Clock;
  processState: ProcessState;
  versionStrategy: VersionStrategy;
  /** Bound on one operation, without the time it waits for its siblings. Milliseconds. */
  operationTimeoutMs: number;
  /** Aborts when Pulumi cancels. */
  signal?: AbortSignal;
  /** The inputs that the program marks secret: no message shows their values. Default: none. */
  secrets?: ReadonlySet<string>;
}

/** The same with a way to tell the user something that is no error. */
export interface LifecycleContext extends OperationContext {
  warn: (message: string) => void;
  onUnauthorized: OnUnauthorized;
}

/** One change: which policy, what state says of it, and what it is to become. */
export interface PolicyChange {
  target: PolicyTarget;
  /** The account's key in the process' state. */
  account: string;
  /** What state says; absent for a create. */
  base?: Base;
  /** The policy to write; without `open` the switch is sent back as it was last read. */
  desired: { apiWhitelist: string[]; open?: boolean };
  onConflict: OnConflict;
}

/** What a change may write over. */
export type Base = Observation & { managesOpen: boolean; unverified?: Policy };

/** What was there before the first `set`, and what is there now. */
export interface Reconciled {
  found: Observation;
  live: Observation;
}
