import type { PolicyApi } from "../../provider/core/api";
import { ApiError } from "../../provider/core/errors";
import { isSameWhitelist, type Observation, type PolicyTarget } from "../../provider/core/policy";
import { ProcessState } from "../../provider/core/process-state";
import { reconcile } from "../../provider/core/reconcile";
import type { Deadline } from "../../provider/core/timing";
import { messageOf } from "../command";
import { LAG_MS } from "./experiment";

/** What became of putting back. */
export type PutBack =
  /** What was there at first is there again, by this write or without one. */
  { isBack: true; live: Observation } | { isBack: false; reason: string; live?: Observation };

/** What is needed to put back. */
export interface PutBackContext {
  api: PolicyApi;
  target: PolicyTarget;
  deadline: () => Deadline;
  /** What was there at first. */
  original: Observation;
  /** What the experiment wrote: whatever else is there is somebody else's. */
  written: string[];
  /** What to add to the current version in a `set`, if that is known already. */
  versionOffset?: 0 | 1 | undefined;
  /** Whether a `set` had no answer, and may still be applied. */
  isUnanswered: boolean;
}

const MAX_TRIES = 5;

/** Puts the whitelist back as it was; tries again while the failure may pass. Never throws. */
export async function putBack(context: PutBackContext): Promise<PutBack> {
  for (let tries = 1; ; tries++) {
    try {
      return await once(context);
    } catch (error) {
      const isPassing = error instanceof ApiError && passing.includes(error.problem.failure);
      const wait = () => context.deadline().wait(1_000 * 2 ** (tries - 1));
      if (isPassing && tries < MAX_TRIES && (await wait())) continue;
      return { isBack: false, reason: messageOf(error) };
    }
  }
}

const passing: readonly string[] = ["transient", "unknown", "throttled"];

async function once(context: PutBackContext): Promise<PutBack> {
  const { api, target, deadline, original, written, versionOffset, isUnanswered } = context;
  const isOriginal = (live: Observation) =>
    isSameWhitelist(live.apiWhitelist, original.apiWhitelist);
  let live = await api.get(target, deadline());
  if (isOriginal(live) && isUnanswered) {
    await deadline().wait(LAG_MS);
    live = await api.get(target, deadline());
  }
  if (isOriginal(live)) return { isBack: true, live };
  if (!isSameWhitelist(live.apiWhitelist, written)) {
    return { isBack: false, reason: "somebody else has changed it meanwhile", live };
  }
  const processState = new ProcessState();
  if (versionOffset !== undefined) processState.versionOffset = versionOffset;
  const bound = deadline();
  const { live: after } = await reconcile(
    {
      api,
      clock: bound.clock,
      signal: bound.signal,
      operationTimeoutMs: bound.remainingMs(),
      processState,
      versionStrategy: "auto",
    },
    {
      target,
      account: "",
      base: { ...live, managesOpen: false },
      // Without `open`: the switch is sent back as it was just read.
      desired: { apiWhitelist: [...original.apiWhitelist] },
      onConflict: "fail",
    },
  );
  return { isBack: true, live: after };
}
