import { existsSync, readFileSync, writeFileSync } from "node:fs";
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

/** The parts of an earlier run that may stand beside new ones: same machine, engine and versions. */
export function keptParts(file: string, circumstances: Circumstances): readonly Part[] {
  if (!existsSync(file)) return [];
  const kept = JSON.parse(readFileSync(file, "utf8")) as Results;
  const isSame = JSON.stringify(kept.circumstances) === JSON.stringify(circumstances);
  return isSame ? kept.parts : [];
}

/** The parts with one more, which takes the place of an older one of the same scenario; in order. */
export function withPart(parts: readonly Part[], part: Part): readonly Part[] {
  const keyOf = ({ measurement: { scenario } }: Part) => [scenario.latencyMs, scenario.count];
  const order = (a: Part, b: Part) => {
    const [[latencyA = 0, countA = 0], [latencyB = 0, countB = 0]] = [keyOf(a), keyOf(b)];
    return latencyA - latencyB || countA - countB;
  };
  return [...parts.filter((other) => order(other, part) !== 0), part].sort(order);
}

/** Keeps what is known, so that a later run may add to it. */
export function save(file: string, results: Results): void {
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
}
