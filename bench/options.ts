import { parseArgs } from "node:util";
import { COUNTS, LATENCIES_MS } from "./targets";
import { type Variant, variants } from "./variants";

/** What is measured. */
export interface BenchOptions {
  /** How many resources; each number is a table of its own. */
  counts: number[];
  /** How long the emulator waits before each answer; each number is a table of its own. */
  latenciesMs: number[];
  /** Which ways to have the resources. */
  variants: readonly Variant[];
  /** How many lives of each stack; the figures are the medians. Default by {@link roundsFor}. */
  rounds?: number;
  /** Whether to run on the engine double even where a real CLI is. */
  isDouble: boolean;
  /** Whether to write the page of the results that are there, and measure nothing. */
  isPageOnly: boolean;
  /** The folder to write to instead of the repository's places. */
  out?: string;
}

/** What `--help` prints. */
export const help = `npm run bench -- [options]

Measures what a stack of N policies costs: with this package, written the obvious
way, and with a resource that does nothing. Prints the tables and writes
docs/benchmarks.md with its plot, and the figures to bench/results.json. Every step
is checked against the emulator's own record; the first difference ends the run with
exit code 1. A missed target does not: the document and the last
lines say so.

A run may be made in parts, or broken off and gone on with: the files are written after
each table, and tables that are there already, of the same machine, engine, versions and
code, are kept. All of it takes about 35 minutes on two quiet cores.

  --n <list>         resources a stack, default ${COUNTS.join()} (1000 takes 15 minutes)
  --latency <list>   milliseconds before each answer of the emulator, default ${LATENCIES_MS.join()}
  --variants <list>  of ${variants.map(({ name }) => name).join(",")}; fewer than all only with --out
  --rounds <k>       lives of each stack, the figures are medians; default 3 for up to
                     100 resources without latency, else 1
  --double           on the engine double of the tests, whose times are not Pulumi's;
                     writes only with --out
  --page             measure nothing: write the page anew from the results that are there
  --out <folder>     write benchmarks.md, benchmarks.svg and results.json there
  --help
`;

/** As many lives as fit in a coffee break: short ones vary more, and decide about ratios. */
export const roundsFor = (count: number, latencyMs: number): number =>
  count <= 100 && latencyMs === 0 ? 3 : 1;

/** Reads the command line; "help" where that was asked for. Throws on anything it does not know. */
export function readOptions(args: string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args,
    options: {
      n: { type: "string", default: COUNTS.join() },
      latency: { type: "string", default: LATENCIES_MS.join() },
      variants: { type: "string" },
      rounds: { type: "string" },
      double: { type: "boolean", default: false },
      page: { type: "boolean", default: false },
      out: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  const { rounds, out } = values;
  const names = values.variants?.split(",");
  const chosen = names ? names.map(variantOf) : variants;
  if (chosen.length < variants.length && out === undefined) {
    throw new Error("--variants: the document compares all of them; name another place with --out");
  }
  return {
    counts: values.n.split(",").map((text) => wholeNumber("--n", text, 1)),
    latenciesMs: values.latency.split(",").map((text) => wholeNumber("--latency", text, 0)),
    variants: chosen,
    isDouble: values.double,
    isPageOnly: values.page,
    ...(rounds !== undefined && { rounds: wholeNumber("--rounds", rounds, 1) }),
    ...(out !== undefined && { out }),
  };
}

function variantOf(name: string): Variant {
  const variant = variants.find((known) => known.name === name);
  if (variant) return variant;
  throw new Error(`--variants: "${name}" is none of ${variants.map((v) => v.name).join(", ")}`);
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`${option}: "${text}" is not a whole number of at least ${least}`);
}
