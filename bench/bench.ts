import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { selectEngine } from "../tests/support/engine";
import { type Lives, liveOnce, type Scenario } from "./life";
import { page, type Results, rowsOf } from "./page";
import { plot } from "./plot";
import { upInShards } from "./shards";

const ROOT = join(__dirname, "..");
export const RESULTS = "bench/results.json";
export const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const help = `npm run bench -- [options]

Measures what a stack of N policies costs in four ways, checks each step against the emulator's
record, and after each scenario writes docs/benchmarks.md, its plot and ${RESULTS}, in the
place of the same scenario. All takes an hour on two quiet cores. Without a Pulumi CLI the engine
double is measured, whose times are not Pulumi's: then nothing is written.

  --n <list>        resources in a stack, default 1,100,1000
  --latency <list>  milliseconds before each answer of the emulator, default 0,50
  --rounds <k>      lives of each stack, default 3
  --shards <list>   instead: \`up\` of as many as --n says in so many stacks, 4 at a time
  --help
`;

/** The files that are made of the results. */
export const written = (results: Results): Record<string, string> => ({
  "docs/benchmarks.md": page(results),
  "docs/benchmarks.svg": plot(results.parts),
  [RESULTS]: `${JSON.stringify(results, undefined, 1)}\n`,
});

/** With one more, in the place of an earlier one of the same scenario. */
export function added<T extends Scenario & { stacks?: number }>(all: readonly T[], one: T): T[] {
  const order = (a: T, b: T) =>
    a.latencyMs - b.latencyMs || a.count - b.count || (b.stacks ?? 0) - (a.stacks ?? 0);
  return [...all.filter((each) => order(each, one) !== 0), one].sort(order);
}

/** What the figures depend on. */
function circumstances(engine: string): string {
  const git = (...args: string[]) =>
    execFileSync("git", [...args, "--", "provider", "package-lock.json"], { encoding: "utf8" });
  const versions = ["@pulumi/pulumi", "axios"].map((name) => {
    const text = read(`node_modules/${name}/package.json`);
    return `${name} ${(JSON.parse(text) as { version: string }).version}`;
  });
  return [
    new Date().toISOString().slice(0, 10),
    `provider as of ${git("log", "-1", "--format=%h").trim()}${git("status", "--porcelain") && ", changed"}`,
    ...[engine, ...versions, `Node.js ${process.versions.node}`],
    `${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `${type()} ${release()} ${process.arch}`,
  ].join(", ");
}

async function main(): Promise<void> {
  const text = (initial: string) => ({ type: "string", default: initial }) as const;
  const lists = {
    n: text("1,100,1000"),
    latency: text("0,50"),
    rounds: text("3"),
    shards: text(""),
  };
  const { values } = parseArgs({ options: { ...lists, help: { type: "boolean" } } });
  if (values.help) return void process.stdout.write(help);
  const wholes = (list: string) =>
    list.split(",").map((each) => {
      if (/^\d+$/.test(each)) return Number(each);
      throw new Error(`"${each}" is not a whole number`);
    });
  const [rounds = 0] = wholes(values.rounds);
  const scenarios = wholes(values.latency).flatMap((latencyMs) =>
    wholes(values.n).map((count) => ({ count, latencyMs })),
  );
  const engine = await selectEngine();
  const measured = circumstances(engine.description);
  const write = (change: (results: Results) => Partial<Results>) => {
    if (engine.kind === "double") return;
    const results = JSON.parse(read(RESULTS)) as Results;
    for (const [file, made] of Object.entries(written({ ...results, ...change(results) })))
      writeFileSync(join(ROOT, file), made);
  };

  for (const scenario of scenarios) {
    for (const stacks of values.shards === "" ? [] : wholes(values.shards)) {
      const sharded = { ...(await upInShards(engine, { ...scenario, stacks })), measured };
      process.stdout.write(`${JSON.stringify(sharded)}\n`);
      write(({ shards }) => ({ shards: added(shards, sharded) }));
    }
    if (values.shards !== "") continue;
    const lives: Lives[] = [];
    for (let first = 0; first < rounds; first++) {
      process.stderr.write(`${engine.kind} ${JSON.stringify(scenario)} ${first + 1}/${rounds}\n`);
      lives.push(await liveOnce(engine, scenario, { first }));
    }
    const part = { ...scenario, measured, parallel: 4 * availableParallelism(), rounds: lives };
    for (const row of rowsOf(part)) process.stdout.write(`${row.join("  ")}\n`);
    write(({ parts }) => ({ parts: added(parts, part) }));
  }
}

if (require.main === module)
  main().catch((error: unknown) => {
    process.stderr.write(`The bench failed: ${String(error)}\n`);
    process.exit(1);
  });
