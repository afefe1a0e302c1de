import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { ImportCost } from "./import-cost";
import type { Measurement } from "./measure";
import type { PluginStart } from "./plugin-start";
import type { RequestCost } from "./request-cost";

/** What figures must share to stand in one document. */
export interface Circumstances {
  engine: string;
  isDouble: boolean;
  machine: string;
  versions: string;
  /** The hash of what was measured and of what measured it. */
  code: string;
  /** How many resources the engine works on at once. */
  parallel: number;
}

/** One table's worth, with how it came to be. */
export interface Part {
  measurement: Measurement;
  rounds: number;
  date: string;
  command: string;
  minutes: number;
  /** Load averages before and after. */
  loads: readonly [string, string];
}

/** What one process costs, without a stack. */
export interface Extras {
  pluginStart: PluginStart;
  importCost: ImportCost;
  requestCost: RequestCost;
}

/** All that is known: the whole document is made from it. */
export interface Results {
  circumstances: Circumstances;
  extras: Extras;
  parts: readonly Part[];
}

/** The parts of an earlier run that may stand beside new ones: nothing of the circumstances differs. */
export function keptParts(
  file: string,
  circumstances: Circumstances,
  mention: (text: string) => void,
): readonly Part[] {
  if (!existsSync(file)) return [];
  const kept = load(file);
  const keys = Object.keys(circumstances) as (keyof Circumstances)[];
  const other = keys.filter((key) => kept.circumstances[key] !== circumstances[key]);
  if (other.length === 0) return kept.parts;
  mention(`Not kept: the ${kept.parts.length} tables of ${file}, of other ${other.join(", ")}.`);
  return [];
}

/** What {@link save} has kept. */
export const load = (file: string): Results => JSON.parse(readFileSync(file, "utf8")) as Results;

/** The parts with one more, which takes the place of an older one of the same scenario; in order. */
export function withPart(parts: readonly Part[], part: Part): readonly Part[] {
  const keyOf = ({ measurement: { scenario } }: Part) => [scenario.latencyMs, scenario.count];
  const order = (a: Part, b: Part) => {
    const [[latencyA = 0, countA = 0], [latencyB = 0, countB = 0]] = [keyOf(a), keyOf(b)];
    return latencyA - latencyB || countA - countB;
  };
  return [...parts.filter((other) => order(other, part) !== 0), part].sort(order);
}

/** Keeps what is known, so that a later run may add to it; a run that is broken off leaves a whole file. */
export function save(file: string, results: Results): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(results, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}
