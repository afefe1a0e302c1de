import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { LocalWorkspace, type OpMap, type Stack } from "@pulumi/pulumi/automation";

/**
 * Previews, updates, refreshes or destroys the stacks of a project that `adopt --shards` wrote, so many at a
 * time, in two waves: the first shards, then the others. README.md has the options and exit codes.
 */
const actions = ["preview", "up", "refresh", "destroy"] as const;
type Action = (typeof actions)[number];

/** What became of a shard. */
interface Shard {
  stack: string;
  wave: number;
  result: "waiting" | "done" | "drift" | "failed";
  /** How many resources were, or would be, created, updated and so on. */
  changes: OpMap;
  problem?: string;
}

/** What the driver reads of a row of `policies-NN.json`. */
interface Policy {
  authorizerAppId?: string;
}

interface Summary {
  schemaVersion: 1;
  action: Action;
  stopped?: string;
  shards: Shard[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    first: { type: "string", default: "" },
    only: { type: "string", default: "" },
    parallel: { type: "string", default: "4" },
    brake: { type: "string", default: "0.2" },
    summary: { type: "string", default: "summary.json" },
    resume: { type: "boolean", default: false },
  },
});
const [action, folder] = [positionals[0] as Action, positionals[1] ?? "."];
const [parallel, brake] = [Number(values.parallel), Number(values.brake)];
const names = (list: string) => list.split(",").filter((name) => name !== "");

class UsageError extends Error {}

/** The stacks that the project has a configuration for, in their waves. */
function shardsOf(): Shard[] {
  if (!actions.includes(action)) throw new UsageError(`give one of ${actions.join(", ")}`);
  if (!(Number.isInteger(parallel) && parallel >= 1)) throw new UsageError("--parallel: 1 or more");
  if (!(brake >= 0 && brake <= 1)) throw new UsageError("--brake: a share from 0 to 1");
  const found = readdirSync(folder).flatMap(
    (file) => /^Pulumi\.(shard-\d+)\.yaml$/.exec(file)?.[1] ?? [],
  );
  if (found.length === 0)
    throw new UsageError(`${folder} has no shards: adopt --shards writes them`);
  const named = (list: string) => names(list).map((name) => shardNamed(name, found));
  const [first, only] = [named(values.first), named(values.only)];
  return found
    .sort()
    .filter((stack) => only.length === 0 || only.includes(stack))
    .map((stack) => ({
      stack,
      wave: first.length === 0 || first.includes(stack) ? 1 : 2,
      result: "waiting",
      changes: {},
    }));
}

/** A shard by its own name, or by the app id of a merchant in it. */
function shardNamed(name: string, found: string[]): string {
  const holds = (stack: string) => {
    const file = join(folder, `${stack.replace("shard", "policies")}.json`);
    const policies = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Policy[]) : [];
    return policies.some(({ authorizerAppId }) => authorizerAppId === name);
  };
  const shard = found.find((stack) => stack === name || holds(stack));
  if (shard === undefined) throw new UsageError(`no such shard or merchant: ${name}`);
  return shard;
}

/** Written after each shard: a driver that was killed loses nothing that was done. */
function write(summary: Summary): void {
  writeFileSync(`${values.summary}.new`, `${JSON.stringify(summary, null, 2)}\n`);
  renameSync(`${values.summary}.new`, values.summary);
}

/** Takes over what an earlier run of the same action has done. */
function resume(shards: Shard[]): Shard[] {
  if (!values.resume || !existsSync(values.summary)) return shards;
  const before = JSON.parse(readFileSync(values.summary, "utf8")) as Summary;
  if (before.action !== action) throw new UsageError(`${values.summary} is of ${before.action}`);
  const done = new Map(before.shards.map((shard) => [shard.stack, shard]));
  return shards.map((shard) => {
    const earlier = done.get(shard.stack);
    return earlier?.result === "done" ? { ...earlier, wave: shard.wave } : shard;
  });
}

const open = (stackName: string): Promise<Stack> =>
  LocalWorkspace.createOrSelectStack({ stackName, workDir: folder });

/** Runs the work for each shard, so many at a time, and then `done`; a failure is that shard's own. */
async function each(
  shards: Shard[],
  work: (stack: Stack, shard: Shard) => Promise<void>,
  done: () => void,
): Promise<void> {
  const waiting = [...shards];
  const worker = async () => {
    for (let shard = waiting.shift(); shard; shard = waiting.shift()) {
      try {
        await work(await open(shard.stack), shard);
      } catch (error) {
        shard.result = "failed";
        shard.problem = reasonOf((error as Error).message);
      }
      process.stderr.write(
        `wave ${shard.wave}  ${shard.stack}  ${shard.result}  ${JSON.stringify(shard.changes)}  ${shard.problem ?? ""}`.trimEnd() +
          "\n",
      );
      done();
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

/** Pulumi prints much after what went wrong, such as how long it took. */
function reasonOf(message: string): string {
  const lines = message.trim().split("\n");
  return (lines.find((line) => /\berror: /.test(line)) ?? lines.at(-1) ?? "").trim();
}

const changed = (changes: OpMap) =>
  Object.entries(changes).reduce((sum, [op, count]) => (op === "same" ? sum : sum + count), 0);
const counted = (changes: OpMap) => changed(changes) + (changes.same ?? 0);

async function look(stack: Stack, shard: Shard): Promise<void> {
  const { changeSummary } = await stack.preview({ refresh: true });
  shard.changes = changeSummary;
  shard.result = changed(changeSummary) > 0 ? "drift" : "done";
}

async function act(stack: Stack, shard: Shard): Promise<void> {
  if (action === "preview") return look(stack, shard);
  const acts = {
    up: () => stack.up({ refresh: true }),
    refresh: () => stack.refresh(),
    destroy: () => stack.destroy({ refresh: true }),
  };
  const { summary } = await acts[action]();
  shard.changes = summary.resourceChanges ?? {};
  shard.result = "done";
}

/** What a preview with a refresh finds in each shard; the shards themselves stay as they are. */
async function previewsOf(shards: Shard[]): Promise<Shard[]> {
  const previews = shards.map((shard) => ({ ...shard }));
  await each(previews, look, () => undefined);
  return previews;
}

/** Why the wave must not begin, or undefined. The first one is what the others are held against. */
async function braked(shards: Shard[]): Promise<string | undefined> {
  if (action !== "up" || shards.every(({ wave }) => wave === 1)) return undefined;
  const previews = await previewsOf(shards);
  if (previews.some(({ result }) => result === "failed")) return "a preview failed";
  const sum = (count: (changes: OpMap) => number) =>
    previews.reduce((total, { changes }) => total + count(changes), 0);
  const share = sum(changed) / Math.max(1, sum(counted));
  return share > brake
    ? `${Math.round(share * 100)} % would change, and --brake allows ${Math.round(brake * 100)} %`
    : undefined;
}

/** A wave holds if nothing failed, and a refresh finds what was declared. */
async function problemOf(shards: Shard[]): Promise<string | undefined> {
  if (shards.some(({ result }) => result === "failed")) return "a shard failed";
  if (action !== "up") return undefined;
  const previews = await previewsOf(shards);
  shards.forEach((shard, index) => (shard.result = previews[index]?.result ?? shard.result));
  return previews.every(({ result }) => result === "done")
    ? undefined
    : "a refresh does not find what was declared";
}

async function main(): Promise<number> {
  const summary: Summary = { schemaVersion: 1, action, shards: resume(shardsOf()) };
  const save = () => write(summary);
  for (const wave of [1, 2]) {
    const shards = summary.shards.filter((shard) => shard.wave === wave);
    const left = shards.filter(({ result }) => result !== "done");
    // A driver killed before it verified the wave verifies it now, whatever had been done.
    const stop = (await braked(left)) ?? (await each(left, act, save), await problemOf(shards));
    if (stop !== undefined) {
      summary.stopped = `wave ${wave}: ${stop}`;
      break;
    }
  }
  save();
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
  if (summary.stopped !== undefined || summary.shards.some(({ result }) => result === "failed"))
    return 1;
  return summary.shards.some(({ result }) => result === "drift") ? 7 : 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`waves: ${(error as Error).message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
