import { ApiError } from "../../provider/core/errors";
import type { OperationContext, PolicyChange } from "../../provider/core/operation";
import type { Observation } from "../../provider/core/policy";
import { ProcessState } from "../../provider/core/process-state";
import { reconcile } from "../../provider/core/reconcile";
import { refusal, type ScriptedApi } from "./scripted-api";
import { FakeClock } from "./fake-clock";

export const seen = { open: true, apiWhitelist: ["/a"], version: 5 };
export const done = { open: true, apiWhitelist: ["/b"], version: 6 };
export const unknown = refusal({ failure: "unknown", retryAfterMs: 0, summary: "no answer" });
export const stale = refusal({ isVersionSuspect: true, summary: "stale" });

interface Options {
  context?: Partial<OperationContext>;
  change?: Partial<PolicyChange>;
  /** Whether the account's counter is known to be shared, so that the write has the account alone. */
  isAlone?: boolean;
  clock?: FakeClock;
  timeoutMs?: number;
}

/**
 * Starts a write of `/b` over `/a` at version 5, which it observes first, on a clock where waiting
 * takes no time. The script of the api begins after that.
 */
export function start(api: ScriptedApi, options: Options = {}) {
  const { context, change, isAlone = false, clock = new FakeClock() } = options;
  const processState = new ProcessState();
  processState.isVersionShared = isAlone;
  const first = [Promise.resolve<Observation>(seen)];
  const reconciled = reconcile(
    {
      api: { set: api.set.bind(api), get: () => first.shift() ?? api.get() },
      clock,
      processState,
      versionStrategy: "auto",
      operationTimeoutMs: options.timeoutMs ?? 120_000,
      ...context,
    },
    {
      target: { env: "e" },
      account: "",
      desired: { apiWhitelist: ["/b"] },
      onConflict: "fail",
      ...change,
    },
  );
  const written = reconciled.then(({ live }) => live);
  const unsettled = reconciled.then(
    () => undefined,
    (error: unknown) => (error instanceof ApiError ? error.unsettled : undefined),
  );
  return { written, processState, clock, unsettled };
}
