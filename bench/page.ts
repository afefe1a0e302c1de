import type { Life } from "./life";
import type { Sharded } from "./shards";
import { type Name, names, steps, variants } from "./variants";

/** One scenario, measured. The lives at one index took turns with each other. */
export interface Part {
  count: number;
  latencyMs: number;
  /** How many lives of each stack there were, in words where only their medians are kept. */
  rounds: string;
  date: string;
  lives: Readonly<Partial<Record<Name, readonly Life[]>>>;
}

/** All that the page is made from. */
export interface Results {
  engine: string;
  machine: string;
  versions: string;
  code: string;
  parallel: number;
  parts: readonly Part[];
  shards?: readonly Sharded[];
}

const RATIOS = [
  ["ours", "floor"],
  ["native", "floor"],
  ["ours", "obvious"],
] as const;
const header = ["", ...names, ...RATIOS.map(([one, other]) => `${one} / ${other}`)];
/** The steps that have targets. */
const timed = ["up", "refresh", "destroy"];

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? NaN) + (sorted[Math.ceil(at)] ?? NaN)) / 2;
}

export const secondsOf = ({ lives }: Part, name: Name, step: string): number[] =>
  (lives[name] ?? []).map(({ seconds }) => seconds[step] ?? NaN);

/** As prettier has it. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, at) => Math.max(3, ...all.map((cells) => cells[at]?.length ?? 0)));
  const rule = widths.map((width, at) =>
    at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const padded = (text: string, at: number) =>
    at === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[at] ?? 0);
  return [header, rule, ...rows].map((row) => `| ${row.map(padded).join(" | ")} |`).join("\n");
}

/** A target that is missed is bold. */
const held = (value: number, atMost: number): string =>
  value > atMost ? `**${value.toFixed(2)}**` : value.toFixed(2);

/** A step's times with their spread, and the medians of the ratios of all turns. */
function timesOf(part: Part, step: string, atMost = Infinity): string[] {
  const hasTarget = timed.includes(step) && part.latencyMs === 0;
  const times = names.map((name, column) => {
    const all = secondsOf(part, name, step);
    const spread = `${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
    const more = all.length > 1 ? ` (${spread})` : "";
    return held(median(all), column < 2 ? atMost : Infinity) + more;
  });
  const ratios = RATIOS.map(([one, other]) => {
    const others = secondsOf(part, other, step);
    const each = secondsOf(part, one, step).map((time, turn) => time / (others[turn] ?? NaN));
    const half = step === "up" && part.count >= 1000 ? 0.5 : Infinity;
    return held(median(each), hasTarget ? (other === "floor" ? 1.1 : half) : Infinity);
  });
  return [...times, ...ratios];
}

/** All that was measured of one scenario. With latency a refresh may take 1.3 times what its requests must wait. */
export function rowsOf(part: Part, parallel: number): string[][] {
  const { count, latencyMs, lives } = part;
  const waits = (Math.ceil(count / parallel) * latencyMs) / 1000;
  const limitOf = (step: string) => (step === "refresh" && waits > 0 ? 1.3 * waits : Infinity);
  const most = (title: string, valueOf: (life: Life) => number) => [
    `${title}, N = ${count}, ${latencyMs} ms`,
    ...names.map((name) => Math.max(...(lives[name] ?? []).map(valueOf)).toLocaleString("en")),
    ...RATIOS.map(() => ""),
  ];
  return [
    ...steps.map(({ name }) => [
      `${name}, N = ${count}, ${latencyMs} ms`,
      ...timesOf(part, name, limitOf(name)),
    ]),
    most("requests of the refresh, s", ({ requestSeconds }) => requestSeconds),
    most("connections of one step", ({ connections }) => connections),
    most("one `__provider`, bytes", ({ providerBytes }) => providerBytes),
    most("exported state, bytes", ({ stateBytes }) => stateBytes),
  ];
}

/** The whole of docs/benchmarks.md. */
export function page({ parts, shards = [], ...rest }: Results): string {
  const fold = (title: string, ...content: string[]) =>
    [`<details><summary>${title}</summary>`, ...content, "</details>"].join("\n\n");
  const headline = parts
    .filter(({ latencyMs }) => latencyMs === 0)
    .flatMap((part) =>
      timed.map((step) => [`\`${step}\` of ${part.count}`, ...timesOf(part, step)]),
    );
  const inShards = table(
    ["`up` with the plugin", "s", "largest process, MB", "states, MB"],
    shards.map(({ count, stacks, atOnce, latencyMs, seconds, largestMB, statesMB }) => [
      `${count} policies in ${stacks} ${stacks === 1 ? "stack" : `stacks, ${atOnce} at a time`}, ${latencyMs} ms`,
      ...[seconds, largestMB, statesMB].map((value) => value.toFixed(0)),
    ]),
  );
  return `${[
    "# Benchmarks",
    "<!-- Written by `npm run bench`: do not edit. -->",
    "What a stack of N policies of one account costs, in seconds, without latency. Bold is what misses " +
      "its target: 1.10 of the floor's time, and for `up` of 1000 half of the obvious way's.",
    table(header, headline),
    names.map((name) => `- **${name}**: ${variants[name].description}.`).join("\n"),
    "Pulumi keeps the text of a dynamic provider in every resource and writes the whole state anew with " +
      "every step: that text is what makes `up` and `destroy` of the obvious way slow.",
    "![Seconds of each step for each variant and number of resources](benchmarks.svg)",
    ...(shards.length > 0 ? [inShards] : []),
    fold(
      "Every step, without and with latency",
      table(
        header,
        parts.flatMap((part) => rowsOf(part, rest.parallel)),
      ),
    ),
    fold(
      "How it was measured",
      "On a local file backend, against the emulator on the same machine. Times are the engine's, from " +
        "start to exit, program and providers included: medians, in parentheses the shortest and the " +
        "longest. The variants took turns at each step, and a ratio is the median of those of the turns. " +
        "Each step was checked: exit code, what Pulumi counted, every request, and every environment's " +
        "policy afterwards.",
      "For each resource `up` and `destroy` send 2 get and 1 set, those of the obvious way 1 get and 1 " +
        "set; a `refresh` sends 1 get; `preview` and an unchanged `up` send nothing. A `refresh` with " +
        `latency may take 1.3 times what its requests must wait: ⌈N / ${rest.parallel}⌉ latencies.`,
      [
        `- Engine: ${rest.engine}; at most ${rest.parallel} resources at once (Pulumi's default here)`,
        `- Versions: ${rest.versions}`,
        `- Code: ${rest.code}`,
        `- Machine: ${rest.machine}`,
        ...parts.map(
          ({ count, latencyMs, rounds, date }) =>
            `- N = ${count}, ${latencyMs} ms of latency: lives of each stack: ${rounds}, ${date}`,
        ),
      ].join("\n"),
    ),
  ].join("\n\n")}\n`;
}
