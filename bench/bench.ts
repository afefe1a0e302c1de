import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { EngineDouble } from "../tests/support/engine/double/engine-double";
import { type Engine, selectEngine } from "../tests/support/engine";
import { hashCode } from "./code";
import { measureImport } from "./import-cost";
import { defaultParallel, describeMachine, describeVersions, loadAverage } from "./machine";
import { measure } from "./measure";
import { type BenchOptions, help, readOptions, roundsFor } from "./options";
import { markdown, type PageFiles, writePage } from "./page";
import { measurePluginStart } from "./plugin-start";
import { renderExtras, renderPart } from "./report";
import { measureRequest } from "./request-cost";
import {
  type Circumstances,
  type Extras,
  keptParts,
  load,
  type Part,
  save,
  withPart,
} from "./results";
import { targetSummary, targetTable } from "./tables";
import { judge } from "./targets";

const ROOT = join(__dirname, "..");

const say = (text: string) => process.stdout.write(`${text}\n`);
/** Progress is no part of the result, so it does not go where the result goes. */
const mention = (text: string) => process.stderr.write(`${text}\n`);

function circumstancesOf(engine: Engine): Circumstances {
  return {
    engine: engine.description,
    isDouble: engine.kind === "double",
    machine: describeMachine(),
    versions: describeVersions(),
    code: hashCode(ROOT),
    parallel: defaultParallel(),
  };
}

async function measurePart(
  engine: Engine,
  options: BenchOptions,
  scenario: { count: number; latencyMs: number },
): Promise<Part> {
  const { count, latencyMs } = scenario;
  const rounds = options.rounds ?? roundsFor(count, latencyMs);
  const before = loadAverage();
  const startedAt = performance.now();
  const measurement = await measure(
    engine,
    { scenario: { ...scenario, parallel: defaultParallel() }, variants: options.variants, rounds },
    (variant, step, seconds) => {
      mention(`  N = ${count}, ${latencyMs} ms: ${step} ${variant.name} ${seconds.toFixed(1)} s`);
    },
  );
  return {
    measurement,
    rounds,
    date: new Date().toISOString().slice(0, 10),
    command: ["npm run bench", ...process.argv.slice(2)].join(" ").replace("bench ", "bench -- "),
    minutes: (performance.now() - startedAt) / 60_000,
    loads: [before, loadAverage()],
  };
}

function filesOf({ out }: BenchOptions): PageFiles & { results: string } {
  return {
    results: join(out ?? join(ROOT, "bench"), "results.json"),
    document: join(out ?? join(ROOT, "docs"), "benchmarks.md"),
    picture: join(out ?? join(ROOT, "docs"), "benchmarks.svg"),
  };
}

async function bench(options: BenchOptions): Promise<void> {
  const { counts, latenciesMs, isDouble, out } = options;
  const engine = isDouble ? new EngineDouble("--double") : await selectEngine();
  const circumstances = circumstancesOf(engine);
  const isWritten = engine.kind === "cli" || out !== undefined;
  const files = filesOf(options);
  if (out !== undefined) mkdirSync(out, { recursive: true });
  say(`Engine: ${circumstances.engine}`);
  say(`Versions: ${circumstances.versions}`);
  say(`Machine: ${circumstances.machine}\n`);
  const extras: Extras = {
    pluginStart: await measurePluginStart(),
    importCost: measureImport(),
    requestCost: await measureRequest(circumstances.parallel),
  };
  say(`${renderExtras(extras)}\n`);

  let parts = isWritten ? keptParts(files.results, circumstances, mention) : [];
  for (const latencyMs of latenciesMs) {
    for (const count of counts) {
      const part = await measurePart(engine, options, { count, latencyMs });
      if (hashCode(ROOT) !== circumstances.code) {
        throw new Error("the code changed while it was measured; the last table is not kept");
      }
      parts = withPart(parts, part);
      say(await markdown(renderPart(part)));
      if (!isWritten) continue;
      // After each table, so that nothing is lost where a later one fails.
      const results = { circumstances, extras, parts };
      save(files.results, results);
      await writePage(files, results);
    }
  }
  const verdicts = judge({ circumstances, extras, parts });
  say(await markdown(`${targetTable(verdicts)}\n\n${targetSummary(verdicts)}`));
  say(
    isWritten
      ? `Written to ${files.document}.`
      : "Nothing was written: the times of a double are not Pulumi's.",
  );
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") say(help);
  else if (options.isPageOnly) await writePage(filesOf(options), load(filesOf(options).results));
  else await bench(options);
}

main().catch((error: unknown) => {
  mention(`The bench failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
