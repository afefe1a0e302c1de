import type { Lives, Scenario } from "./life";
import type { Sharded } from "./shards";
import { type Name, names, steps, variants } from "./variants";

/** When, where and of what something was measured; no ratio is of two of these. */
export interface Measured {
  measured: string;
}

/** One scenario: the lives of one round took turns with each other. */
export interface Part extends Scenario, Measured {
  /** How many resources the engine worked on at once. */
  parallel: number;
  rounds: readonly Lives[];
}

/** All that the page is made of. */
export interface Results {
  parts: readonly Part[];
  shards: readonly (Sharded & Measured)[];
}

const RATIOS = [
  ["ours", "floor"],
  ["native", "floor"],
  ["ours", "obvious"],
] as const;
const HEADER = ["", ...names, ...RATIOS.map(([one, other]) => `${one} / ${other}`)];
/** How much more than the floor a step may take, without latency. */
const TARGETS: Partial<Record<string, number>> = {
  ...{ preview: 1.05, up: 1.08, "unchanged up": 1.05, refresh: 1.1, destroy: 1.1 },
};

/** The middle value, or the mean of the two in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? NaN) + (sorted[Math.ceil(at)] ?? NaN)) / 2;
}

export const secondsOf = ({ rounds }: Part, name: Name, step: string): number[] =>
  rounds.map((lives) => lives[name]?.seconds[step] ?? NaN);

const table = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  [header, header.map((_, at) => (at === 0 ? "-" : "-:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

/** A target that is missed is bold. */
const held = (value: number, atMost: number): string =>
  value > atMost ? `**${value.toFixed(2)}**` : value.toFixed(2);

/** A step's times with their spread, and the medians of the ratios of all rounds. */
function timesOf(part: Part, step: string): string[] {
  const { count, latencyMs, parallel } = part;
  const waits = (Math.ceil(count / parallel) * latencyMs) / 1000;
  const limit = step === "refresh" && waits > 0 ? 1.3 * waits : Infinity;
  const times = names.map((name, column) => {
    const all = secondsOf(part, name, step);
    const spread = ` (${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)})`;
    return held(median(all), column < 2 ? limit : Infinity) + (all.length > 1 ? spread : "");
  });
  const ratios = RATIOS.map(([one, other]) => {
    const others = secondsOf(part, other, step);
    const each = secondsOf(part, one, step).map((time, round) => time / (others[round] ?? NaN));
    const half = step === "up" && count >= 1000 ? 0.5 : undefined;
    const target = latencyMs > 0 ? undefined : other === "floor" ? TARGETS[step] : half;
    return held(median(each), target ?? Infinity);
  });
  return [...times, ...ratios];
}

/** All that was measured of one scenario. */
export function rowsOf(part: Part): string[][] {
  const of = `N = ${part.count}, ${part.latencyMs} ms`;
  const bytes = names.map((name) => part.rounds[0]?.[name]?.stateBytes.toLocaleString("en") ?? "");
  return [
    ...steps.map(({ name }) => [`${name}, ${of}`, ...timesOf(part, name)]),
    [`exported state, bytes, ${of}`, ...bytes, "", "", ""],
  ];
}

/** The whole of docs/benchmarks.md. */
export function page({ parts, shards }: Results): string {
  const headline = parts
    .filter(({ count, latencyMs }) => count >= 1000 && latencyMs === 0)
    .flatMap((part) =>
      steps.map(({ name }) => [`\`${name}\` of ${part.count}`, ...timesOf(part, name)]),
    );
  const inShards = shards.map(
    ({ count, stacks, atOnce, latencyMs, seconds, largestMB, statesMB }) => [
      `${count} in ${stacks === 1 ? "one stack" : `${stacks} stacks, ${atOnce} at a time`}, ${latencyMs} ms`,
      ...[seconds, largestMB, statesMB].map((value) => value.toFixed(0)),
    ],
  );
  const all = [
    ...parts.map(({ measured, count, latencyMs, rounds }) => ({
      measured,
      what: `N = ${count}, ${latencyMs} ms (lives: ${rounds.length})`,
    })),
    ...shards.map(({ measured, stacks }) => ({ measured, what: `stacks: ${stacks}` })),
  ];
  const circumstances = [...new Set(all.map(({ measured }) => measured))].map((each) => {
    const of = all.filter(({ measured }) => measured === each).map(({ what }) => what);
    return `- ${each}: ${of.join("; ")}`;
  });
  return `# Benchmarks

<!-- Written by \`npm run bench\`: do not edit. -->
<!-- prettier-ignore-start -->

What a stack of 1000 policies of one account costs, in seconds, without latency. Bold is what misses its target: of the floor's time 1.05 for \`preview\` and an unchanged \`up\`, 1.08 for \`up\`, 1.10 for \`refresh\` and \`destroy\`, and half of the obvious way's for \`up\`.

${table(HEADER, headline)}

${names.map((name) => `- **${name}**: ${variants[name].description}.`).join("\n")}

Pulumi keeps the text of a dynamic provider in every resource and writes the whole state anew with every step: that text is what makes \`up\` and \`destroy\` of the obvious way slow.

![Seconds of each step for each variant and number of resources](benchmarks.svg)

A platform's merchants in one stack or in many, \`up\` with the plugin:

${table(["policies", "s", "largest process, MB", "states, MB"], inShards)}

<details><summary>Every step, without and with latency</summary>

${table(HEADER, parts.flatMap(rowsOf))}

</details>

<details><summary>How it was measured</summary>

On a local file backend, against the emulator on the same machine. Times are the engine's, from start to exit, program and providers included: medians, in parentheses the shortest and the longest. The variants took turns at each step, and a ratio is the median of those of the rounds. Each step was checked: exit code, what Pulumi counted, and every request.

For each resource \`up\` and \`destroy\` send 2 get and 1 set, those of the obvious way 1 get and 1 set; a \`refresh\` sends 1 get; \`preview\` and an unchanged \`up\` send nothing. Pulumi works on as many resources at once as is its default, four for each core. A \`refresh\` with latency may take 1.3 times what its requests must wait for WeChat.

${circumstances.join("\n")}

</details>

<!-- prettier-ignore-end -->
`;
}
