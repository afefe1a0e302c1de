import { existsSync, readFileSync } from "node:fs";
import type { Life } from "./life";
import type { Variant } from "./variants";

/** One scenario, measured. */
export interface Part {
  count: number;
  latencyMs: number;
  /** How many lives of each stack there were, in words where only their medians are kept. */
  rounds: number | string;
  date: string;
  /** Load averages before and after. */
  loads: readonly [string, string];
  /** By variant. The lives at one index took turns with each other. */
  lives: Readonly<Record<string, readonly Life[]>>;
}

/** All that the page is made from. Figures of one page share all but the parts. */
export interface Results {
  engine: string;
  isDouble: boolean;
  machine: string;
  versions: string;
  code: string;
  parallel: number;
  parts: readonly Part[];
}

export type Name = Variant["name"];

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? NaN) + (sorted[Math.ceil(at)] ?? NaN)) / 2;
}

export const secondsOf = ({ lives }: Part, name: Name, step: string): number[] =>
  (lives[name] ?? []).map(({ costs }) => costs[step]?.seconds ?? NaN);

/** The results with one more table, which replaces the one of the same scenario. */
export function withPart({ parts, ...rest }: Results, part: Part): Results {
  const order = (a: Part, b: Part) => a.latencyMs - b.latencyMs || a.count - b.count;
  return { ...rest, parts: [...parts.filter((one) => order(one, part) !== 0), part].sort(order) };
}

/** What an earlier run left, if nothing but its tables differs; else no table. */
export function load(file: string, now: Omit<Results, "parts">): Results {
  if (!existsSync(file)) return { ...now, parts: [] };
  const { parts, ...then } = JSON.parse(readFileSync(file, "utf8")) as Results;
  return { ...now, parts: JSON.stringify(then) === JSON.stringify(now) ? parts : [] };
}
