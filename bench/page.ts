import type { Life } from "./life";
import { median, type Name, type Part, type Results, secondsOf } from "./results";
import { steps, variants } from "./variants";

const names = variants.map(({ name }) => name);
const RATIOS = ["ours / floor", "native / floor", "ours / obvious"];
/** The steps that have targets. */
const timed = ["up", "refresh", "destroy"];

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_cell, index) => (index === 0 ? "---" : "--:"));
  return [header, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A target that is missed is bold. */
const held = (value: number, atMost: number, more = ""): string =>
  value > atMost ? `**${value.toFixed(2)}**${more}` : `${value.toFixed(2)}${more}`;

/** The median of the ratios of all turns. */
function ratios(part: Part, step: string): string[] {
  const { count, latencyMs } = part;
  const hasTargets = timed.includes(step) && latencyMs === 0;
  const ratio = (name: Name, other: Name, atMost: number) => {
    const others = secondsOf(part, other, step);
    const all = secondsOf(part, name, step).map((each, turn) => each / (others[turn] ?? NaN));
    return held(median(all), hasTargets ? atMost : Infinity);
  };
  return [
    ratio("ours", "floor", 1.1),
    ratio("native", "floor", 1.1),
    ratio("ours", "obvious", step === "up" && count >= 1000 ? 0.5 : Infinity),
  ];
}

const titleOf = ({ count, latencyMs }: Part): string =>
  `N = ${count}, ${latencyMs === 0 ? "no latency" : `${latencyMs} ms of latency`}`;

/** Times with their spread, sizes and connections of one scenario. */
export function summary(part: Part, parallel: number): string {
  const { count, latencyMs, lives } = part;
  const noRatios = RATIOS.map(() => "");
  const waits = Math.ceil(count / parallel) * latencyMs;
  const times = (title: string, all: (name: Name) => number[], atMost = Infinity) => [
    atMost < Infinity ? `${title}, at most ${atMost.toFixed(2)}` : title,
    ...names.map((name, column) => {
      const values = all(name);
      const spread = `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
      const more = values.length > 1 ? ` (${spread})` : "";
      return held(median(values), column < 2 ? atMost : Infinity, more);
    }),
  ];
  const most = (title: string, valueOf: (life: Life) => number) => {
    const values = names.map((name) => Math.max(...(lives[name] ?? []).map(valueOf)));
    return [title, ...values.map((value) => value.toLocaleString("en")), ...noRatios];
  };
  const ofRequests = (name: Name) =>
    (lives[name] ?? []).map(({ costs }) => costs["refresh"]?.requestSeconds ?? 0);
  const limit = latencyMs > 0 ? (1.3 * waits) / 1000 : Infinity;
  return table(
    [titleOf(part), ...names, ...RATIOS],
    [
      ...steps.map(({ name: step }) => [
        ...times(
          `${step}, s`,
          (name) => secondsOf(part, name, step),
          step === "refresh" ? limit : undefined,
        ),
        ...ratios(part, step),
      ]),
      [...times("refresh, its requests alone, s", ofRequests, limit), ...noRatios],
      most("connections of one step", ({ costs }) =>
        Math.max(...Object.values(costs).map(({ connections }) => connections)),
      ),
      most("one `__provider`, bytes", ({ providerBytes }) => providerBytes),
      most("exported state, bytes", ({ stateBytes }) => stateBytes),
    ],
  );
}

const METHOD =
  "On a local file backend, against the emulator on the same machine. Times are the engine's, from start " +
  "to exit, program and providers included; in parentheses the shortest and the longest. The variants " +
  "took turns at each step, and a ratio is the median of those of the turns. Each step was checked: exit code, what Pulumi counted, every request, and every " +
  "environment's policy afterwards.";

/** The whole of docs/benchmarks.md. */
export function page({ parts, ...rest }: Results): string {
  const loads = parts.flatMap((part) => part.loads).map(Number);
  const fold = (title: string, ...content: string[]) =>
    [`<details><summary>${title}</summary>`, ...content, "</details>"].join("\n\n");
  const headline = parts
    .filter(({ latencyMs }) => latencyMs === 0)
    .flatMap((part) =>
      timed.map((step) => [
        `\`${step}\` of ${part.count}`,
        ...names.map((name) => median(secondsOf(part, name, step)).toFixed(2)),
        ...ratios(part, step),
      ]),
    );
  return [
    "# Benchmarks",
    "<!-- Written by `npm run bench`: do not edit. -->",
    "What a stack of N policies of one account costs, in seconds, without latency. Bold is what misses " +
      "its target: 1.10 of the floor's time, and for `up` of 1000 half of the obvious way's.",
    table(["", ...names, ...RATIOS], headline),
    variants.map(({ name, description }) => `- **${name}**: ${description}.`).join("\n"),
    "Pulumi keeps the text of a dynamic provider in every resource and writes the whole state anew with " +
      "every step: that text is what makes `up` and `destroy` of the obvious way slow.",
    `The machine's load average was ${Math.min(...loads)} to ${Math.max(...loads)} before and after the ` +
      `tables; the bench is part of it.${rest.isDouble ? " **An engine double: these times are not Pulumi's.**" : ""}`,
    "![Seconds of each step for each variant and number of resources](benchmarks.svg)",
    ...parts.map((part) => fold(titleOf(part), summary(part, rest.parallel))),
    fold(
      "How it was measured",
      METHOD,
      `A \`refresh\` with latency may take 1.3 times what its requests must wait: ⌈N / ${rest.parallel}⌉ ` +
        "latencies. For each resource `up` and `destroy` send 2 get and 1 set, those of the obvious " +
        "way 1 get and 1 set; a `refresh` sends 1 get; `preview` and an unchanged `up` send nothing.",
      [
        `- Engine: ${rest.engine}; at most ${rest.parallel} resources at once (Pulumi's default here)`,
        `- Versions: ${rest.versions}`,
        `- Code: ${rest.code}`,
        `- Machine: ${rest.machine}`,
      ].join("\n"),
      table(
        ["", "lives of each stack", "date", "load average before, after"],
        parts.map((part) => [titleOf(part), String(part.rounds), part.date, part.loads.join(", ")]),
      ),
    ),
  ].join("\n\n");
}
