import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { selectEngine } from "../tests/support/engine";
import { type Life, liveOnce } from "./life";
import { page, type Part, type Results, rowsOf } from "./page";
import { plot } from "./plot";
import { type Sharded, upInShards } from "./shards";
import { names } from "./variants";

const ROOT = join(__dirname, "..");
const FILE = join(__dirname, "results.json");
const help = `npm run bench -- [options]

Measures what a stack of N policies costs in four ways, checks each step against the
emulator's record, and writes docs/benchmarks.md, its plot and bench/results.json after
each table. Tables of the same machine, engine, versions and commit are kept, so a run
may be made in parts. All takes an hour on two quiet cores. Without a Pulumi CLI the
engine double is measured, whose times are not Pulumi's: then nothing is written.

  --n <list>        resources in a stack, default 1,100,1000
  --latency <list>  milliseconds before each answer of the emulator, default 0,50
  --rounds <k>      lives of each stack, default 3
  --shards <k>      instead: \`up\` of as many as --n says in one stack, and in k, 4 at a time
  --help
`;

/** The files that are made of the results. */
export const written = (results: Results): Record<string, string> => ({
  "docs/benchmarks.md": page(results),
  "docs/benchmarks.svg": plot(results.parts),
  "bench/results.json": `${JSON.stringify(results, undefined, 1)}\n`,
});

/** With what an earlier run left in the same circumstances; of one scenario the later part counts. */
export function merged(earlier: Results, { parts, shards = [], ...now }: Results): Results {
  const { parts: oldParts, shards: oldShards = [], ...then } = earlier;
  if (JSON.stringify(then) !== JSON.stringify(now)) return { ...now, parts, shards };
  const order = (a: Part, b: Part) => a.latencyMs - b.latencyMs || a.count - b.count;
  const kept = oldParts.filter((old) => parts.every((part) => order(old, part) !== 0));
  const shape = ({ count, stacks, latencyMs }: Sharded) => `${count} ${stacks} ${latencyMs}`;
  const others = oldShards.filter((old) => shards.every((each) => shape(old) !== shape(each)));
  return { ...now, parts: [...kept, ...parts].sort(order), shards: [...others, ...shards] };
}

async function main(): Promise<void> {
  const text = (initial: string) => ({ type: "string", default: initial }) as const;
  const { values } = parseArgs({
    options: {
      ...{ n: text("1,100,1000"), latency: text("0,50"), rounds: text("3"), shards: text("") },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(help);
  const wholes = (list: string) =>
    list.split(",").map((each) => {
      if (/^\d+$/.test(each)) return Number(each);
      throw new Error(`"${each}" is not a whole number`);
    });
  const [counts, latencies, [rounds = 1]] = [values.n, values.latency, values.rounds].map(
    wholes,
  ) as [number[], number[], number[]];
  const engine = await selectEngine();
  const versions = [".", "node_modules/@pulumi/pulumi", "node_modules/axios"].map((folder) => {
    const file = readFileSync(join(ROOT, folder, "package.json"), "utf8");
    const { name, version } = JSON.parse(file) as Record<string, string>;
    return `${name} ${version}`;
  });
  const [cores, memory] = [availableParallelism(), Math.round(totalmem() / 2 ** 30)];
  const now = {
    engine: engine.description,
    machine: `${cores} × ${cpus()[0]?.model.trim()}, ${memory} GiB, ${type()} ${release()} ${process.arch}`,
    versions: [...versions, `Node.js ${process.versions.node}`].join(", "),
    code: execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim(),
    // Pulumi's own default.
    parallel: 4 * cores,
  };
  const add = (more: Pick<Results, "parts" | "shards">) => {
    if (engine.kind === "double") return;
    const earlier = JSON.parse(readFileSync(FILE, "utf8")) as Results;
    const results = merged(earlier, { ...now, ...more });
    for (const [file, text] of Object.entries(written(results)))
      writeFileSync(join(ROOT, file), text);
  };

  const { parallel } = now;
  for (const latencyMs of latencies)
    for (const count of counts) {
      if (values.shards !== "") {
        for (const stacks of [...wholes(values.shards), 1]) {
          const shape = { count, stacks, atOnce: Math.min(4, stacks), latencyMs, parallel };
          const sharded = await upInShards(engine, shape);
          process.stdout.write(`${JSON.stringify(sharded)}\n`);
          add({ parts: [], shards: [sharded] });
        }
        continue;
      }
      const lives = Object.fromEntries(names.map((name) => [name, [] as Life[]]));
      for (let first = 0; first < rounds; first++) {
        process.stderr.write(`N = ${count}, ${latencyMs} ms, round ${first + 1} of ${rounds}\n`);
        const all = await liveOnce(engine, { count, latencyMs, parallel }, { first });
        for (const name of names) lives[name]?.push(all[name] as Life);
      }
      const date = new Date().toISOString().slice(0, 10);
      const part = { count, latencyMs, rounds: String(rounds), date, lives };
      for (const row of rowsOf(part, parallel)) process.stdout.write(`${row.join("  ")}\n`);
      add({ parts: [part] });
    }
}

if (require.main === module)
  main().catch((error: unknown) => {
    process.stderr.write(`The bench failed: ${String(error)}\n`);
    process.exit(1);
  });
