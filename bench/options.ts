import { parseArgs } from "node:util";

/** What is measured. */
export interface BenchOptions {
  /** How many resources; each number is a table of its own. */
  counts: number[];
  /** How long the emulator waits before each answer; each number is a table of its own. */
  latenciesMs: number[];
  /** How many lives of each stack; the figures are the medians. */
  rounds: number;
  /** Whether to print only. */
  isDry: boolean;
}

/** What `--help` prints. */
export const help = `npm run bench -- [options]

Measures what a stack of N policies costs: with this package, written the obvious
way, and with a resource that does nothing. Prints the tables and writes them to
docs/benchmarks.md, where a real Pulumi CLI was found. Every step is checked against
the emulator's own record; the first difference ends the run with exit code 1.

  --n <list>        resources a stack, default 100,1000 (1000 takes several minutes)
  --latency <list>  milliseconds before each answer of the emulator, default 0
  --rounds <k>      lives of each stack, the figures are medians, default 1
  --dry             do not write docs/benchmarks.md
  --help
`;

/** Reads the command line; "help" where that was asked for. Throws on anything it does not know. */
export function readOptions(args: string[]): BenchOptions | "help" {
  const { values } = parseArgs({
    args,
    options: {
      n: { type: "string", default: "100,1000" },
      latency: { type: "string", default: "0" },
      rounds: { type: "string", default: "1" },
      dry: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return "help";
  return {
    counts: values.n.split(",").map((text) => wholeNumber("--n", text, 1)),
    latenciesMs: values.latency.split(",").map((text) => wholeNumber("--latency", text, 0)),
    rounds: wholeNumber("--rounds", values.rounds, 1),
    isDry: values.dry,
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`${option}: "${text}" is not a whole number of at least ${least}`);
}
