import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as prettier from "prettier";
import { selectEngine } from "../tests/support/engine";
import { EngineDouble } from "../tests/support/engine/double/engine-double";
import { type Life, liveOnce } from "./life";
import { page, summary } from "./page";
import { plot } from "./plot";
import { load, type Part, type Results, withPart } from "./results";
import { variants } from "./variants";

const ROOT = join(__dirname, "..");
const help = `npm run bench -- [options]

Measures what a stack of N policies costs in four ways, checks each step against the
emulator's record, and writes docs/benchmarks.md, its plot and bench/results.json.
The files are written after each table. Tables of the same machine, engine, versions
and commit are kept, so a run may be made in parts. All takes an hour on two quiet cores.

  --n <list>        resources in a stack, default 1,100,1000
  --latency <list>  milliseconds before each answer of the emulator, default 0,50
  --rounds <k>      lives of each stack, default 3
  --double          use the engine double, whose times are not Pulumi's; needs --out to write
  --page            measure nothing, write the page of the results that are there
  --out <folder>    write benchmarks.md, benchmarks.svg and results.json there
  --help
`;

function circumstances(engine: { kind: string; description: string }): Omit<Results, "parts"> {
  const versions = [".", "node_modules/@pulumi/pulumi", "node_modules/axios"].map((folder) => {
    const text = readFileSync(join(ROOT, folder, "package.json"), "utf8");
    const { name, version } = JSON.parse(text) as Record<string, string>;
    return `${name} ${version}`;
  });
  const [cpu] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return {
    engine: engine.description,
    isDouble: engine.kind === "double",
    machine: `${availableParallelism()} × ${cpu?.model.trim()}, ${gibibytes} GiB, ${type()} ${release()} ${process.arch}`,
    versions: [...versions, `Node.js ${process.versions.node}`].join(", "),
    code: execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim(),
    // Pulumi's own default.
    parallel: 4 * availableParallelism(),
  };
}

async function write(out: string | undefined, results: Results): Promise<void> {
  const docs = out ?? join(ROOT, "docs");
  const options = { ...(await prettier.resolveConfig(__filename)), parser: "markdown" };
  writeFileSync(join(docs, "benchmarks.md"), await prettier.format(page(results), options));
  writeFileSync(join(docs, "benchmarks.svg"), plot(results.parts));
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    options: {
      ...{ n: { ...text, default: "1,100,1000" }, latency: { ...text, default: "0,50" } },
      ...{ rounds: { ...text, default: "3" }, out: text },
      ...{ double: flag, page: flag, help: flag },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const wholes = (list: string, least: number) =>
    list.split(",").map((each) => {
      if (/^\d+$/.test(each) && Number(each) >= least) return Number(each);
      throw new Error(`"${each}" is not a whole number of at least ${least}`);
    });
  const { out } = values;
  const file = join(out ?? __dirname, "results.json");
  if (values.page) return write(out, JSON.parse(readFileSync(file, "utf8")) as Results);

  const [counts, latencies] = [wholes(values.n, 1), wholes(values.latency, 0)];
  const [rounds = 1] = wholes(values.rounds, 1);
  const engine = values.double ? new EngineDouble("--double") : await selectEngine();
  const isWritten = engine.kind === "cli" || out !== undefined;
  if (out !== undefined) mkdirSync(out, { recursive: true });
  const now = circumstances(engine);
  let results: Results = isWritten ? load(file, now) : { ...now, parts: [] };
  for (const latencyMs of latencies)
    for (const count of counts) {
      const part = await measure(count, latencyMs, rounds);
      results = withPart(results, part);
      process.stdout.write(`${summary(part, now.parallel)}\n\n`);
      if (!isWritten) continue;
      writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
      await write(out, results);
    }

  async function measure(count: number, latencyMs: number, rounds: number): Promise<Part> {
    const load = () => (loadavg()[0] ?? 0).toFixed(1);
    const before = load();
    const lives = Object.fromEntries(variants.map(({ name }) => [name, [] as Life[]]));
    for (let round = 0; round < rounds; round++) {
      process.stderr.write(`N = ${count}, ${latencyMs} ms, round ${round + 1} of ${rounds}\n`);
      const scenario = { count, latencyMs, parallel: now.parallel };
      for (const [{ name }, life] of await liveOnce(engine, variants, scenario, round))
        lives[name]?.push(life);
    }
    const date = new Date().toISOString().slice(0, 10);
    return { count, latencyMs, rounds, date, loads: [before, load()], lives };
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`The bench failed: ${String(error)}\n`);
  process.exit(1);
});
