import type { Cost, Scenario } from "./contender";
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

/** How many resources the promises are about. */
export const COUNTS: readonly number[] = [1, 100, 1000];
/** Which latencies of the emulator, milliseconds. */
export const LATENCIES_MS: readonly number[] = [0, 50];

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

/** The scenarios that the promises are about, and any other that was measured, in order. */
function scenariosOf(measured: readonly Measurement[], parallel: number): Measurement[] {
  const promised = LATENCIES_MS.flatMap((latencyMs) =>
    COUNTS.filter((count) => !measured.some(isOf({ count, latencyMs }))).map(
      (count): Measurement => ({ scenario: { count, latencyMs, parallel }, results: [] }),
    ),
  );
  return [...promised, ...measured].sort((a, b) => a.scenario.count - b.scenario.count);
}

const isOf =
  ({ count, latencyMs }: Pick<Scenario, "count" | "latencyMs">) =>
  ({ scenario }: Measurement): boolean =>
    scenario.count === count && scenario.latencyMs === latencyMs;

/** All promises, in the order of the report. What no table tells of is there as not measured. */
export function judge({ circumstances, extras, parts }: Results): Verdict[] {
  const { parallel } = circumstances;
  const all = scenariosOf(
    parts.map(({ measurement }) => measurement),
    parallel,
  );
  const { oursMs, nativeMs } = extras.importCost;
  /** The largest of all tables: NaN while one is missing, unless what there is misses already. */
  const most = (atMost: number, valueOf: (cost: Cost) => number, names: readonly string[]) =>
    forBoth((variant) => {
      const values = all.flatMap((measurement) =>
        names.map((step) => {
          const cost = costOf(measurement, variant, step);
          return cost ? valueOf(cost) : NaN;
        }),
      );
      const over = values.filter((value) => value > atMost);
      return Math.max(...(over.length > 0 ? over : values));
    });
  return [
    ...all.flatMap(overFloor),
    ...all.flatMap(overLatency),
    {
      what: "`preview` and unchanged `up`: requests",
      atMost: 0,
      unit: "",
      digits: 0,
      measured: most(0, ({ requests }) => requests.get + requests.set, ["preview", "unchanged up"]),
    },
    {
      what: "any step: connections (the engine's parallelism)",
      atMost: parallel,
      unit: "",
      digits: 0,
      measured: most(
        parallel,
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
    ...all.flatMap(overObvious),
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
