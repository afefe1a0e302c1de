import type { Measurement, Result } from "./measure";
import type { PluginStart } from "./plugin-start";
import { steps } from "./steps";
import { judge } from "./targets";
import { variants } from "./variants";

/** Where and how the figures were made. */
export interface Circumstances {
  engine: string;
  isDouble: boolean;
  machine: string;
  /** Load averages before the first and after each scenario. */
  loads: readonly string[];
  versions: string;
  date: string;
  command: string;
  rounds: number;
  pluginStart: PluginStart;
}

/** The whole of docs/benchmarks.md. */
export function renderDocument(circumstances: Circumstances, all: readonly Measurement[]): string {
  const { engine, isDouble, machine, loads, versions, date, command, rounds } = circumstances;
  const lives = rounds === 1 ? "one life of each stack" : `medians of ${rounds} lives`;
  return [
    "# Benchmarks",
    "<!-- Written by `npm run bench`: do not edit. -->",
    "What a stack of N policies of one account costs, on a local file backend, against the emulator.",
    variants.map(({ name, description }) => `- **${name}**: ${description}.`).join("\n"),
    "Pulumi keeps the text of a dynamic provider in every resource's inputs and outputs, and writes " +
      "the whole state anew with every step: the length of that text is what the time of `up` and " +
      "`destroy` hangs on. Times are the engine's, from start to exit, program and providers " +
      `included; ${lives}; the variants took turns at each step, so ratios are of one run.`,
    "Each step was checked: exit code, what Pulumi counted, every request in the emulator's journal, " +
      "and every environment's policy afterwards.",
    [
      `- Engine: ${engine}${isDouble ? ". **These times are not Pulumi's**" : ""}`,
      `- Versions: ${versions}`,
      `- Machine: ${machine}; load average before the first and after each table: ${loads.join(", ")}`,
      `- Date: ${date}`,
      `- Command: \`${command}\``,
    ].join("\n"),
    renderPluginStart(circumstances.pluginStart),
    ...all.map(renderMeasurement),
  ].join("\n\n");
}

/** What a process of the plugin costs; the engine starts one for each provider and phase. */
export function renderPluginStart({ toPortMs, nodeMs, residentBytes }: PluginStart): string {
  const memory =
    residentBytes === undefined ? "" : `, with ${Math.round(residentBytes / 1e6)} MB of memory`;
  return `## A process of the plugin\n\nIt names its port after ${Math.round(toPortMs)} ms${memory}; a Node.js program that only prints a line takes ${Math.round(nodeMs)} ms here (medians of eleven starts each, in turns).`;
}

/** One scenario: heading, table, targets. */
export function renderMeasurement(measurement: Measurement): string {
  const { scenario, results } = measurement;
  const { count, latencyMs } = scenario;
  const [ours, ...others] = results.map(({ variant }) => variant.name);
  const header = ["", ...variants.map(({ name }) => name)];
  const ratios = others.map((name) => `${ours ?? ""} / ${name}`);
  const rows = [
    numberRow("one `__provider`, bytes", results, ({ providerBytes }) => providerBytes, 0),
    numberRow("exported state, bytes", results, ({ stateBytes }) => stateBytes, 0),
    ...steps.map(({ name }) =>
      numberRow(`${name}, s`, results, ({ costs }) => costs.get(name)?.seconds ?? NaN, 1),
    ),
    ...steps.map(({ name }) => [
      `${name}, requests a resource`,
      ...results.map((result) => requestsOf(result, name, count)),
      ...ratios.map(() => ""),
    ]),
    ...steps
      .filter(({ name }) => results.some(({ costs }) => costs.get(name)?.connections))
      .map(({ name }) => [
        `${name}, connections`,
        ...results.map(({ costs }) => String(costs.get(name)?.connections ?? 0)),
        ...ratios.map(() => ""),
      ]),
  ];
  const latency = latencyMs === 0 ? "no latency" : `${latencyMs} ms of latency`;
  return [
    `## N = ${count}, ${latency}`,
    table([...header, ...ratios], rows),
    ...judge(measurement).map(({ text }) => text),
  ].join("\n\n");
}

function numberRow(
  title: string,
  results: readonly Result[],
  valueOf: (result: Result) => number,
  digits: number,
): string[] {
  const values = results.map(valueOf);
  const [ours = NaN, ...others] = values;
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return [
    title,
    ...values.map((value) => value.toLocaleString("en", format)),
    ...others.map((other) => (other === 0 ? "" : (ours / other).toFixed(2))),
  ];
}

function requestsOf({ costs }: Result, step: string, count: number): string {
  const { get, set } = costs.get(step)?.requests ?? { get: NaN, set: NaN };
  if (get + set === 0) return "0";
  return `${get / count} get${set > 0 ? ` + ${set / count} set` : ""}`;
}

function table(header: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = header.map((_cell, index) => (index === 0 ? "---" : "--:"));
  return [header, rule, ...rows].map(line).join("\n");
}
