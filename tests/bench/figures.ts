import type { Cost } from "../../bench/contender";
import type { Part, Results } from "../../bench/results";
import { steps } from "../../bench/steps";

/** What one table of made-up figures is made from. */
export interface Figures {
  count: number;
  latencyMs?: number;
  /** Seconds of each step, by variant. */
  seconds: Readonly<Record<string, number>>;
  /** What differs in one step, for every variant or for the one that it names. */
  only?: { step: string; variant?: string; cost: Partial<Cost> };
}

/** A table in which every step of a variant takes the same time, except for `only`. */
export function part({ count, latencyMs = 0, seconds, only }: Figures): Part {
  const results = Object.entries(seconds).map(([variant, each]) => {
    const isOther = (step: string) => step === only?.step && (only.variant ?? variant) === variant;
    const costOf = (step: string): Cost => ({
      seconds: each,
      requestSeconds: each,
      requests: { get: 0, set: 0 },
      connections: 0,
      emulatorCpuSeconds: 0,
      ...(isOther(step) && only?.cost),
    });
    const costs = Object.fromEntries(steps.map(({ name }) => [name, costOf(name)]));
    return { variant, costs, stateBytes: 1000, providerBytes: 100 };
  });
  return {
    measurement: { scenario: { count, latencyMs, parallel: 8 }, results },
    rounds: 1,
    date: "2026-11-24",
    command: "npm run bench",
    minutes: 1,
    loads: ["0.1", "0.2"],
  };
}

/** Results with these tables. */
export const resultsOf = (
  parts: readonly Part[],
  { isDouble = false, oursMs = 2, nativeMs = 16 } = {},
): Results => ({
  circumstances: {
    engine: isDouble ? "an engine double" : "the Pulumi CLI",
    isDouble,
    machine: "a machine",
    versions: "versions",
    code: "0123456789abcdef",
    parallel: 8,
  },
  extras: {
    pluginStart: { toPortMs: 150, nodeMs: 80 },
    importCost: { pulumiMs: 700, oursMs, nativeMs },
    requestCost: { oursMs: 1, bareMs: 0.25, emulatorMs: 0.25 },
  },
  parts,
});
