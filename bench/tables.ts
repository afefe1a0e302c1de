import type { Cost } from "./contender";
import type { Measurement, Result } from "./measure";
import { steps } from "./steps";
import { type Adapter, isMet, type Verdict } from "./targets";
import type { Role } from "./usage";

/** A table in Markdown; all columns but the first hold numbers. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = header.map((_cell, index) => (index === 0 ? "---" : "--:"));
  return [header, rule, ...rows].map(line).join("\n");
}

const fixed = (value: number, digits: number): string =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const withUnit = ({ digits, unit }: Verdict, value: number): string =>
  [fixed(value, digits), unit].join(" ").trim();

/** Every promise with what was measured; what was missed is bold. */
export function targetTable(verdicts: readonly Verdict[]): string {
  const cell = (verdict: Verdict, name: Adapter) => {
    const text = withUnit(verdict, verdict.measured[name]);
    if (Number.isNaN(verdict.measured[name])) return "not measured";
    return isMet(verdict, name) ? `${text}, met` : `**${text}, missed**`;
  };
  const rows = verdicts.map((verdict) => [
    [verdict.what, verdict.note].filter(Boolean).join("; "),
    withUnit(verdict, verdict.atMost),
    cell(verdict, "ours"),
    cell(verdict, "native"),
  ]);
  return table(["target", "at most", "ours", "native"], rows);
}

/** How many promises were kept, and which were not, for both adapters. */
export function targetSummary(verdicts: readonly Verdict[]): string {
  const all = (["ours", "native"] as const).flatMap((name) =>
    verdicts.map((verdict) => ({ name, verdict, value: verdict.measured[name] })),
  );
  const unmeasured = all.filter(({ value }) => Number.isNaN(value));
  const met = all.filter(({ verdict, name }) => isMet(verdict, name));
  const missed = all.filter((one) => !unmeasured.includes(one) && !met.includes(one));
  const missing = `${missed.length} missed`;
  const list = missed.map(
    ({ name, verdict, value }) =>
      `${name}, ${verdict.what} (${withUnit(verdict, value)}, at most ${withUnit(verdict, verdict.atMost)})`,
  );
  return [
    `Of ${all.length} targets: ${met.length} met, ${missed.length > 0 ? `**${missing}**` : missing}, ${unmeasured.length} not measured.`,
    ...(list.length > 0 ? [`Missed: ${list.join("; ")}.`] : []),
  ].join(" ");
}

/** What each step sends for one resource: the same in every scenario, or the run had failed. */
export function requestTable({ scenario, results }: Measurement): string {
  const cell = ({ costs }: Result, step: string) => {
    const { get, set } = costs[step]?.requests ?? { get: NaN, set: NaN };
    if (get + set === 0) return "0";
    return `${get / scenario.count} get${set > 0 ? ` + ${set / scenario.count} set` : ""}`;
  };
  return table(
    ["", ...results.map(({ variant }) => variant)],
    steps.map(({ name }) => [name, ...results.map((result) => cell(result, name))]),
  );
}

/** Times, sizes, connections and memory of one scenario, with the ratios of the first variant. */
export function scenarioTable({ results }: Measurement): string {
  const [ours, ...others] = results.map(({ variant }) => variant);
  const ratios = others.map((name) => `${ours ?? ""} / ${name}`);
  const rows = [
    ...steps.map(({ name }) =>
      numberRow(`${name}, s`, results, ({ costs }) => costs[name]?.seconds ?? NaN, 2),
    ),
    numberRow("one `__provider`, bytes", results, ({ providerBytes }) => providerBytes, 0),
    numberRow("exported state, bytes", results, ({ stateBytes }) => stateBytes, 0),
    peakRow("a provider process, peak MB", results, "provider"),
    peakRow("the program, peak MB", results, "program"),
    peakRow("the engine, peak MB", results, "engine"),
    ...steps
      .filter(({ name }) => results.some(({ costs }) => (costs[name]?.connections ?? 0) > 0))
      .map(({ name }) => [
        `${name}, connections`,
        ...results.map(({ costs }) => String(costs[name]?.connections ?? 0)),
        ...ratios.map(() => ""),
      ]),
  ];
  return table(["", ...results.map(({ variant }) => variant), ...ratios], rows);
}

/** Who took the processor time, for the steps that send something. */
export function cpuTable({ results }: Measurement): string | undefined {
  const hasUsage = results.some(({ costs }) => Object.values(costs).some(({ usage }) => usage));
  if (!hasUsage) return undefined;
  const parts: [string, (cost: Cost) => number | undefined][] = [
    ["engine", ({ usage }) => usage?.engine.cpuSeconds],
    ["program", ({ usage }) => usage?.program.cpuSeconds],
    ["provider", ({ usage }) => usage?.provider.cpuSeconds],
    ["emulator", ({ emulatorCpuSeconds }) => emulatorCpuSeconds],
  ];
  const rows = ["up", "refresh", "destroy"].flatMap((step) =>
    parts
      .filter(([part]) => part !== "program" || step === "up")
      .map(([part, valueOf]) =>
        numberRow(
          `${step}: ${part}`,
          results,
          ({ costs }) => {
            const cost = costs[step];
            return (cost && valueOf(cost)) ?? NaN;
          },
          2,
        ).slice(0, results.length + 1),
      ),
  );
  return table(["processor time, s", ...results.map(({ variant }) => variant)], rows);
}

function peakRow(title: string, results: readonly Result[], role: Role): string[] {
  const peakOf = ({ costs }: Result) =>
    Math.max(...Object.values(costs).map(({ usage }) => usage?.[role].peakBytes ?? NaN)) / 1e6;
  return numberRow(title, results, peakOf, 0);
}

function numberRow(
  title: string,
  results: readonly Result[],
  valueOf: (result: Result) => number,
  digits: number,
): string[] {
  const values = results.map(valueOf);
  const [ours = NaN, ...others] = values;
  return [
    title,
    ...values.map((value) => (Number.isNaN(value) ? "unknown" : fixed(value, digits))),
    ...others.map((other) => (Number.isFinite(ours / other) ? (ours / other).toFixed(2) : "")),
  ];
}
