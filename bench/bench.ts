import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";
import { selectEngine } from "../tests/support/engine";
import { describeMachine, describeVersions, loadAverage } from "./machine";
import { measure, type Measurement } from "./measure";
import { help, readOptions, type BenchOptions } from "./options";
import { measurePluginStart } from "./plugin-start";
import { renderDocument, renderMeasurement, renderPluginStart, type Circumstances } from "./report";
import { judge } from "./targets";

const DOCUMENT = join(__dirname, "../docs/benchmarks.md");

const say = (text: string) => process.stdout.write(`${text}\n`);
/** Progress is no part of the result, so it does not go where the result goes. */
const mention = (text: string) => process.stderr.write(`${text}\n`);

async function markdown(text: string): Promise<string> {
  const config = await prettier.resolveConfig(DOCUMENT);
  return prettier.format(text, { ...config, parser: "markdown" });
}

async function bench({ counts, latenciesMs, rounds, isDry }: BenchOptions): Promise<void> {
  const engine = await selectEngine();
  const loads = [loadAverage()];
  const circumstances: Circumstances = {
    engine: engine.description,
    isDouble: engine.kind === "double",
    machine: describeMachine(),
    loads,
    versions: describeVersions(),
    date: new Date().toISOString().slice(0, 10),
    command: ["npm run bench", ...process.argv.slice(2)].join(" ").replace("bench ", "bench -- "),
    rounds,
    pluginStart: await measurePluginStart(),
  };
  say(`Engine: ${circumstances.engine}`);
  say(`Versions: ${circumstances.versions}`);
  say(`Machine: ${circumstances.machine}\n`);
  say(`${renderPluginStart(circumstances.pluginStart)}\n`);

  const measurements: Measurement[] = [];
  for (const latencyMs of latenciesMs) {
    for (const count of counts) {
      const measurement = await measure(
        engine,
        { count, latencyMs },
        rounds,
        (variant, step, s) => {
          mention(`  N = ${count}, ${latencyMs} ms: ${step} ${variant.name} ${s.toFixed(1)} s`);
        },
      );
      measurements.push(measurement);
      loads.push(loadAverage());
      say(await markdown(renderMeasurement(measurement)));
    }
  }

  if (isDry) say("Nothing was written (--dry).");
  else if (circumstances.isDouble)
    say("Nothing was written: the times of a double are not Pulumi's.");
  else {
    writeFileSync(DOCUMENT, await markdown(renderDocument(circumstances, measurements)));
    say("Written to docs/benchmarks.md.");
  }
  const missed = measurements.flatMap(judge).filter(({ isMet }) => !isMet);
  if (missed.length > 0 && !circumstances.isDouble) process.exitCode = 1;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") say(help);
  else await bench(options);
}

main().catch((error: unknown) => {
  mention(`The bench failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
