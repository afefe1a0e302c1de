import type { PolicyApi } from "../../provider/core/api";
import { isSameWhitelist, type Observation, type PolicyTarget } from "../../provider/core/policy";
import { type Bench, Trials } from "./experiment";
import { type Findings, findingsOf } from "./readings";
import { scratchFor } from "./plan";
import { type PutBack, putBack } from "./put-back";

/** An experiment on one environment, and what a second one of the account shows beside. */
export interface ProbeOptions extends Bench {
  /** What is there, and is to be there again. */
  original: Observation;
  /** An environment of the same account that is looked at and not written to. */
  beside?: PolicyTarget;
}

/** What came of it. */
export interface ProbeResult {
  findings: Findings;
  /** What ended it early. */
  failure?: unknown;
  putBack: PutBack;
  /** Whether a `set` had no answer, and may be applied later than this looked. */
  isUnanswered: boolean;
  hasOpenMoved: boolean;
}

/** Tries what `set` wants as `version`, and puts everything back, whatever happens. Never throws. */
export async function probe(options: ProbeOptions): Promise<ProbeResult> {
  const { original } = options;
  const trials = new Trials(options, original);
  const written = scratchFor(original);
  let failure: unknown;
  let counter: Findings["counter"];
  try {
    const before = await lookBeside(options);
    await tryVersions(trials, original, written);
    counter = counterOf(before, await lookBeside(options));
  } catch (error) {
    failure = error;
  }
  const findings = { ...findingsOf(trials.done), ...(counter && { counter }) };
  const result = await putBack({
    ...options,
    written,
    versionOffset: offsets[findings.carries ?? "unknown"],
    isUnanswered: trials.isUnanswered,
  });
  return {
    findings,
    ...(failure !== undefined && { failure }),
    putBack: result,
    isUnanswered: trials.isUnanswered,
    hasOpenMoved: trials.hasOpenMoved,
  };
}

const offsets = { current: 0, any: 0, next: 1, unknown: undefined } as const;

async function tryVersions(
  trials: Trials,
  original: Observation,
  written: string[],
): Promise<void> {
  // 1. The current version; if that does nothing, the next one.
  const current = await trials.set("current", written, original.version);
  const takesCurrent = current.outcome === "applied";
  if (takesCurrent) {
    // 2. A stale one, with the content that is to be back in the end.
    const stale = current.after > current.before ? current.before : current.after - 1;
    await trials.set("stale", original.apiWhitelist, stale);
  } else {
    const next = await trials.set("next", written, trials.live.version + 1);
    if (next.outcome !== "applied") return;
  }
  // 3. The same content again, with the version that was taken before.
  const { apiWhitelist, version } = trials.live;
  await trials.set("same again", apiWhitelist, version + (takesCurrent ? 0 : 1));
}

async function lookBeside(options: {
  api: PolicyApi;
  beside?: PolicyTarget;
  deadline: Bench["deadline"];
}): Promise<Observation | undefined> {
  const { api, beside, deadline } = options;
  return beside && api.get(beside, deadline());
}

function counterOf(before?: Observation, after?: Observation): Findings["counter"] {
  if (!before || !after) return undefined;
  // If somebody else wrote there, its version says nothing.
  if (!isSameWhitelist(before.apiWhitelist, after.apiWhitelist)) return undefined;
  return before.version === after.version ? "environment" : "account";
}
