import type { Measurement } from "./measure";

/** A ratio that this package promises. */
interface Target {
  step: string;
  against: string;
  atMost: number;
  /** From this many resources on. */
  fromCount: number;
}

const targets: readonly Target[] = [
  { step: "up", against: "obvious", atMost: 0.5, fromCount: 1000 },
];

/** A target held against a measurement. */
export interface Verdict {
  isMet: boolean;
  text: string;
}

/** Seconds of the first variant over those of another. */
export function ratioOf({ results }: Measurement, step: string, against: string): number {
  const secondsOf = (name: string | undefined) =>
    results.find(({ variant }) => variant.name === name)?.costs.get(step)?.seconds ?? NaN;
  return secondsOf(results[0]?.variant.name) / secondsOf(against);
}

/** Holds the targets that speak of this many resources against a measurement. */
export function judge(measurement: Measurement): Verdict[] {
  const { count } = measurement.scenario;
  return targets
    .filter(({ fromCount }) => count >= fromCount)
    .map(({ step, against, atMost }) => {
      const ratio = ratioOf(measurement, step, against);
      const isMet = ratio <= atMost;
      const verdict = isMet ? "met" : "MISSED";
      const text = `Target ${verdict}: \`${step}\` takes ${ratio.toFixed(2)} of ${against}'s time, at most ${atMost}.`;
      return { isMet, text };
    });
}
