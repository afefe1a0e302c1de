import type { Engine } from "../tests/support/engine";
import { Contender, type Cost, type Scenario, type Weight } from "./contender";
import { steps } from "./steps";
import { variants, type Variant } from "./variants";

/** What one variant cost in a scenario; by the steps' names, seconds are medians over the rounds. */
export interface Result extends Weight {
  variant: Variant;
  costs: ReadonlyMap<string, Cost>;
}

/** All variants in one scenario, in the order of {@link variants}. */
export interface Measurement {
  scenario: Scenario;
  results: readonly Result[];
}

/** What hears of each step when it is done. */
export type Progress = (variant: Variant, stepName: string, seconds: number) => void;

interface Life extends Weight {
  costs: Map<string, Cost>;
}

/** Lets every variant live so many lives. Throws at the first step that did not do what it must. */
export async function measure(
  engine: Engine,
  scenario: Scenario,
  rounds: number,
  progress: Progress,
): Promise<Measurement> {
  const lives = new Map<Variant, Life[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [variant, life] of await runRound(engine, scenario, round, progress)) {
      lives.get(variant)?.push(life);
    }
  }
  const results = [...lives].map(([variant, all]) => summarize(variant, all));
  return { scenario, results };
}

/** Step by step, all variants in turn, so that what else the machine does meets all of them. */
async function runRound(
  engine: Engine,
  scenario: Scenario,
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
      lives.set(variant, { costs: new Map(), stateBytes: 0, providerBytes: 0 });
    }
    for (const [index, step] of steps.entries()) {
      for (const contender of rotated(contenders, round + index)) {
        const life = lives.get(contender.variant);
        const cost = await contender.run(step);
        life?.costs.set(step.name, cost);
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

function summarize(variant: Variant, lives: readonly Life[]): Result {
  const [first] = lives;
  if (!first) throw new Error("no life was lived");
  const costs = [...first.costs].map(([name, cost]): [string, Cost] => {
    const seconds = median(lives.map((life) => life.costs.get(name)?.seconds ?? NaN));
    return [name, { ...cost, seconds }];
  });
  return { ...first, variant, costs: new Map(costs) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return (low + high) / 2;
}
