import * as fc from "fast-check";

/** How many runs a property gets: 200, or what RUNS says (`npm run test:soak`). */
export const RUNS = Number(process.env["RUNS"] ?? 200);

/** Jest's time limit of a test that runs a property this often, at `perRunMs` at most. */
export function timeLimit(perRunMs: number, runs = RUNS): number {
  return 60_000 + runs * perRunMs;
}

/** Asserts a property and says with which seed: `SEED=… npx jest …` plays the same runs again. */
export async function holds<Values>(
  claim: string,
  property: fc.IAsyncProperty<Values> | fc.IProperty<Values>,
  { examples = [], runs = RUNS }: { examples?: Values[]; runs?: number } = {},
): Promise<void> {
  const seed = Number(process.env["SEED"] ?? Math.trunc(Math.random() * 2 ** 31));
  process.stdout.write(`${claim}: ${runs} runs, SEED=${seed}\n`);
  await fc.assert(property as fc.IAsyncProperty<Values>, { seed, numRuns: runs, examples });
}
