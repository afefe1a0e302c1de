import type { Cost } from "./contender";
import type { Measurement } from "./measure";
import type { Results } from "./results";
import { steps } from "./steps";

/** The variants that the promises are about: both adapters of this package. */
export type Adapter = "ours" | "native";

/** The steps whose time is held against the floor's. */
const TIMED = ["up", "refresh", "destroy"] as const;
const OVER_FLOOR = 1.1;
const OVER_LATENCY = 1.3;
const OVER_OBVIOUS = 0.5;
/** From how many resources on the state's size decides, which the obvious way makes large. */
const OBVIOUS_FROM = 1000;
const IMPORT_MS = 15;

/** A promise held against what was measured. */
export interface Verdict {
  what: string;
  atMost: number;
  unit: "" | "s" | "ms";
  digits: number;
  /** By adapter; NaN where it was not measured. */
  measured: Record<Adapter, number>;
  /** What a reader must know to judge a miss. */
  note?: string;
}

/** Whether an adapter kept a promise. */
export const isMet = ({ atMost, measured }: Verdict, name: Adapter): boolean =>
  measured[name] <= atMost;

/** The cost of a step; undefined where the variant or the step was not run. */
export function costOf({ results }: Measurement, variant: string, step: string): Cost | undefined {
  return results.find((result) => result.variant === variant)?.costs[step];
}

const secondsOf = (measurement: Measurement, variant: string, step: string): number =>
  costOf(measurement, variant, step)?.seconds ?? NaN;

const forBoth = (valueOf: (name: Adapter) => number): Verdict["measured"] => ({
  ours: valueOf("ours"),
  native: valueOf("native"),
});

/** What no table tells of stands in the report as a promise that was not measured. */
function orUnmeasured(verdicts: Verdict[], atMost: number, ...promises: string[]): Verdict[] {
  if (verdicts.length > 0) return verdicts;
  const measured = forBoth(() => NaN);
  return promises.map((what) => ({ what, atMost, unit: "", digits: 2, measured }));
}

/** All promises, in the order of the report. */
export function judge({ circumstances, extras, parts }: Results): Verdict[] {
  const all = parts.map(({ measurement }) => measurement);
  const { oursMs, nativeMs } = extras.importCost;
  const most = (valueOf: (cost: Cost) => number, names: readonly string[]) =>
    forBoth((variant) => {
      const values = all.flatMap((measurement) =>
        names.map((step) => {
          const cost = costOf(measurement, variant, step);
          return cost ? valueOf(cost) : NaN;
        }),
      );
      // The largest of none is less than any limit.
      return values.length > 0 ? Math.max(...values) : NaN;
    });
  return [
    ...orUnmeasured(
      all.flatMap(overFloor),
      OVER_FLOOR,
      ...TIMED.map((step) => `\`${step}\`, without latency: over the floor's time`),
    ),
    ...orUnmeasured(
      all.flatMap(overLatency),
      OVER_LATENCY,
      "`refresh` with latency: over that of the engine's turns",
    ),
    {
      what: "`preview` and unchanged `up`: requests",
      atMost: 0,
      unit: "",
      digits: 0,
      measured: most(({ requests }) => requests.get + requests.set, ["preview", "unchanged up"]),
    },
    {
      what: "any step: connections (the engine's parallelism)",
      atMost: circumstances.parallel,
      unit: "",
      digits: 0,
      measured: most(
        ({ connections }) => connections,
        steps.map(({ name }) => name),
      ),
    },
    {
      what: "importing the package, beyond `@pulumi/pulumi`",
      atMost: IMPORT_MS,
      unit: "ms",
      digits: 1,
      measured: { ours: oursMs, native: nativeMs },
    },
    ...orUnmeasured(
      all.flatMap(overObvious),
      OVER_OBVIOUS,
      `\`up\` of ${OBVIOUS_FROM}, without latency: over the obvious way's time`,
    ),
  ];
}

function overFloor(measurement: Measurement): Verdict[] {
  const { count, latencyMs } = measurement.scenario;
  if (latencyMs > 0) return [];
  return TIMED.map((step) => ({
    what: `\`${step}\` of ${count}, without latency: over the floor's time`,
    atMost: OVER_FLOOR,
    unit: "",
    digits: 2,
    measured: forBoth(
      (name) => secondsOf(measurement, name, step) / secondsOf(measurement, "floor", step),
    ),
  }));
}

/** The waiting that cannot be avoided is one latency for each turn of the engine's places. */
function overLatency(measurement: Measurement): Verdict[] {
  const { count, latencyMs, parallel } = measurement.scenario;
  if (latencyMs === 0) return [];
  const atMost = (OVER_LATENCY * Math.ceil(count / parallel) * latencyMs) / 1000;
  const floor = secondsOf(measurement, "floor", "refresh");
  const what = `\`refresh\` of ${count}, ${latencyMs} ms of latency`;
  const base = { atMost, unit: "s", digits: 2 } as const;
  return [
    {
      ...base,
      what: `${what}: from start to exit`,
      measured: forBoth((name) => secondsOf(measurement, name, "refresh")),
      ...(!Number.isNaN(floor) && {
        note: `the floor, which asks nothing, takes ${floor.toFixed(2)} s`,
      }),
    },
    {
      ...base,
      what: `${what}: from the first request to the last answer`,
      measured: forBoth((name) => costOf(measurement, name, "refresh")?.requestSeconds ?? NaN),
    },
  ];
}

function overObvious(measurement: Measurement): Verdict[] {
  const { count, latencyMs } = measurement.scenario;
  if (count < OBVIOUS_FROM || latencyMs > 0) return [];
  return [
    {
      what: `\`up\` of ${count}, without latency: over the obvious way's time`,
      atMost: OVER_OBVIOUS,
      unit: "",
      digits: 2,
      measured: forBoth(
        (name) => secondsOf(measurement, name, "up") / secondsOf(measurement, "obvious", "up"),
      ),
    },
  ];
}
