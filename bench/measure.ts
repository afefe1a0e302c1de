import type { Engine } from "../tests/support/engine";
import { Contender, type Cost, type Scenario, type Weight } from "./contender";
import { median } from "./statistics";
import { steps } from "./steps";
import type { Role, Usage } from "./usage";
import type { Variant } from "./variants";

/** What one variant cost in a scenario: times are medians over the lives, what is a peak is the highest. */
export interface Result extends Weight {
  /** The variant's name. */
  variant: string;
  /** By the steps' names. */
  costs: Readonly<Record<string, Cost>>;
}

/** All variants in one scenario. */
export interface Measurement {
  scenario: Scenario;
  results: readonly Result[];
}

/** What is measured, and how. */
export interface Plan {
  scenario: Scenario;
  variants: readonly Variant[];
  /** How many lives of each stack. */
  rounds: number;
}

/** What hears of each step when it is done. */
export type Progress = (variant: Variant, stepName: string, seconds: number) => void;

interface Life extends Weight {
  costs: Record<string, Cost>;
}

/** Lets every variant live so many lives. Throws at the first step that did not do what it must. */
export async function measure(
  engine: Engine,
  plan: Plan,
  progress: Progress,
): Promise<Measurement> {
  const lives = new Map<Variant, Life[]>(plan.variants.map((variant) => [variant, []]));
  for (let round = 0; round < plan.rounds; round++) {
    for (const [variant, life] of await runRound(engine, plan, round, progress)) {
      lives.get(variant)?.push(life);
    }
  }
  const results = [...lives].map(([{ name }, all]) => summarize(name, all));
  return { scenario: plan.scenario, results };
}

/** Step by step, all variants in turn, so that what else the machine does meets all of them. */
async function runRound(
  engine: Engine,
  { scenario, variants }: Plan,
  round: number,
  progress: Progress,
): Promise<Map<Variant, Life>> {
  const contenders: Contender[] = [];
  const interrupt = () => contenders.forEach((contender) => void contender.interrupt());
  process.once("SIGINT", interrupt);
  try {
    const lives = new Map<Variant, Life>();
    for (const variant of variants) {
      contenders.push(await Contender.start(engine, variant, scenario));
      lives.set(variant, { costs: {}, stateBytes: 0, providerBytes: 0 });
    }
    for (const [index, step] of steps.entries()) {
      for (const contender of rotated(contenders, round + index)) {
        const life = lives.get(contender.variant);
        const cost = await contender.run(step);
        if (life) life.costs[step.name] = cost;
        progress(contender.variant, step.name, cost.seconds);
        if (life && step.name === "up") Object.assign(life, await contender.weigh());
      }
    }
    return lives;
  } finally {
    process.off("SIGINT", interrupt);
    await Promise.all(contenders.map((contender) => contender.close()));
  }
}

/** Going first, with cold caches, is each one's turn. */
function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function summarize(variant: string, lives: readonly Life[]): Result {
  const [first] = lives;
  if (!first) throw new Error("no life was lived");
  const costs = Object.keys(first.costs).map((name): [string, Cost] => [
    name,
    summarizeCosts(lives.flatMap((life) => life.costs[name] ?? [])),
  ]);
  return { ...first, variant, costs: Object.fromEntries(costs) };
}

function summarizeCosts(costs: readonly Cost[]): Cost {
  const [first] = costs;
  if (!first) throw new Error("no step was run");
  const spans = costs.flatMap(({ requestSeconds }) => requestSeconds ?? []);
  const usages = costs.flatMap(({ usage }) => usage ?? []);
  return {
    requests: first.requests,
    seconds: median(costs.map(({ seconds }) => seconds)),
    ...(spans.length > 0 && { requestSeconds: median(spans) }),
    connections: Math.max(...costs.map(({ connections }) => connections)),
    ...(usages.length > 0 && { usage: summarizeUsages(usages) }),
    emulatorCpuSeconds: median(costs.map(({ emulatorCpuSeconds }) => emulatorCpuSeconds)),
  };
}

function summarizeUsages(usages: readonly Record<Role, Usage>[]): Record<Role, Usage> {
  const of = (role: Role): Usage => ({
    cpuSeconds: median(usages.map((usage) => usage[role].cpuSeconds)),
    peakBytes: Math.max(...usages.map((usage) => usage[role].peakBytes)),
  });
  return { engine: of("engine"), program: of("program"), provider: of("provider") };
}
