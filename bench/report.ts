import type { Measurement } from "./measure";
import type { Extras, Part, Results } from "./results";
import { cpuTable, requestTable, scenarioTable, table, targetSummary, targetTable } from "./tables";
import { costOf, judge } from "./targets";
import { variants } from "./variants";

/** The whole of docs/benchmarks.md; `picture` is the plot's file name. */
export function renderDocument(results: Results, picture: string): string {
  const { circumstances, parts, extras } = results;
  const { engine, isDouble, machine, versions, code, parallel } = circumstances;
  const [first] = parts;
  const verdicts = judge(results);
  return [
    "# Benchmarks",
    "<!-- Written by `npm run bench`: do not edit. -->",
    "What a stack of N policies of one account costs, on a local file backend, against the emulator.",
    variants.map(({ name, description }) => `- **${name}**: ${description}.`).join("\n"),
    `![Seconds of each step for each variant and number of resources](${picture})`,
    "## Targets",
    targetSummary(verdicts),
    targetTable(verdicts),
    notes(results),
    "## How it was measured",
    "Pulumi keeps the text of a dynamic provider in every resource's inputs and outputs, and writes " +
      "the whole state anew with every step: the length of that text is what the time of `up` and " +
      "`destroy` hangs on. Times are the engine's, from start to exit, program and providers " +
      "included. The variants took turns at each step, so ratios are of one run. Each step was " +
      "checked: exit code, what Pulumi counted, every request in the emulator's journal, and every " +
      "environment's policy afterwards.",
    "The emulator runs on the same machine. Its processor time is that of the process which measures " +
      "as well: the floor's is the measuring alone. Memory and processor time are read from `/proc` " +
      "every 50 ms; they are unknown elsewhere than on Linux.",
    [
      `- Engine: ${engine}${isDouble ? ". **These times are not Pulumi's**" : ""}; at most ${parallel} resources at once (\`--parallel\`, Pulumi's default for these processors)`,
      `- Versions: ${versions}`,
      `- Code: ${code}, a hash of the package as built, of its plugin, and of what measures them`,
      `- Machine: ${machine}`,
      ...[...new Set(parts.map(({ command }) => command))].map((line) => `- Command: \`${line}\``),
    ].join("\n"),
    table(
      ["table", "lives of each stack", "date", "minutes", "load average before, after"],
      parts.map(({ measurement, rounds, date, minutes, loads }) => [
        titleOf(measurement),
        rounds === 1 ? "1" : `${rounds}, medians`,
        date,
        minutes.toFixed(1),
        loads.join(", "),
      ]),
    ),
    ...(first ? ["## Requests for one resource", requestTable(first.measurement)] : []),
    renderExtras(extras),
    ...parts.map(renderPart),
  ].join("\n\n");
}

/** One scenario: heading, times and sizes, processor time. */
export function renderPart({ measurement }: Part): string {
  const cpu = cpuTable(measurement);
  return [`## ${titleOf(measurement)}`, scenarioTable(measurement), ...(cpu ? [cpu] : [])].join(
    "\n\n",
  );
}

const titleOf = ({ scenario: { count, latencyMs } }: Measurement): string =>
  `N = ${count}, ${latencyMs === 0 ? "no latency" : `${latencyMs} ms of latency`}`;

/** What the targets do not say by themselves. */
function notes({ parts, circumstances: { parallel }, extras }: Results): string {
  const { bareMs, emulatorMs } = extras.requestCost;
  const rows = parts
    .map(({ measurement }) => measurement)
    .filter(({ scenario }) => scenario.latencyMs === 0)
    .flatMap((measurement) =>
      ["up", "refresh", "destroy"].flatMap((step) => {
        const { requests } = costOf(measurement, "ours", step) ?? {};
        const seconds = costOf(measurement, "floor", step)?.seconds;
        if (!requests || seconds === undefined) return [];
        const sent = requests.get + requests.set;
        const least = (sent * (bareMs + emulatorMs)) / 1000;
        const share = `${Math.round((100 * least) / seconds)} %`;
        return [
          [`${step} of ${measurement.scenario.count}`, sent, least.toFixed(2), share].map(String),
        ];
      }),
    );
  return [
    `The latency of N resources is ⌈N / ${parallel}⌉ times one latency, because the engine works on ` +
      `${parallel} at once. The target counts from start to exit as it stands, and Pulumi takes time to start, ` +
      "whatever the provider does. The second row of each counts the requests alone.",
    "The floor sends nothing, and real requests take processor time: the client's, and here the emulator's " +
      `as well. With Node.js' own client and nothing else that is ${bareMs.toFixed(2)} + ` +
      `${emulatorMs.toFixed(2)} ms a request. What any provider that asks adds at least, as far as ` +
      "nothing else runs at the same time:",
    table(["", "requests", "processor time, s", "of the floor's time"], rows),
  ].join("\n\n");
}

/** What single processes and requests cost, without a stack. */
export function renderExtras({ pluginStart, importCost, requestCost }: Extras): string {
  const { toPortMs, nodeMs, residentBytes } = pluginStart;
  const { pulumiMs, oursMs, nativeMs } = importCost;
  const ms = (value: number, digits = 0) => `${value.toFixed(digits)} ms`;
  const memory =
    residentBytes === undefined ? "" : `, with ${Math.round(residentBytes / 1e6)} MB of memory`;
  return [
    "## One process, one request",
    [
      `- A process of the plugin names its port after ${ms(toPortMs)}${memory}; a Node.js program that only prints a line takes ${ms(nodeMs)} here (medians of eleven starts each, in turns).`,
      `- \`require("@pulumi/pulumi")\` takes ${ms(pulumiMs)}. After it, \`require("pulumi-wechat-cloudbase")\` takes ${ms(oursMs, 1)}, and \`/native\` ${ms(nativeMs, 1)} (medians of eleven processes each, in turns).`,
      `- Processor time of one \`get\`, a thousand in a process: ours ${ms(requestCost.oursMs, 2)}, Node.js' own client ${ms(requestCost.bareMs, 2)}, the emulator ${ms(requestCost.emulatorMs, 2)} (medians of three processes each, in turns).`,
    ].join("\n"),
  ].join("\n\n");
}
