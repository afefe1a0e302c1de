import { readFileSync } from "node:fs";
import { join } from "node:path";
import { merged, written } from "../../bench/bench";
import { liveOnce } from "../../bench/life";
import { page, type Part, type Results, rowsOf } from "../../bench/page";
import { steps, type Variant, variants } from "../../bench/variants";
import { EngineDouble } from "../support/engine/double/engine-double";

const ROOT = join(__dirname, "../..");
const committed = JSON.parse(readFileSync(join(ROOT, "bench/results.json"), "utf8")) as Results;

it("docs/benchmarks is made of bench/results.json, of a whole run on the CLI", () => {
  for (const [file, text] of Object.entries(written(committed)))
    expect(readFileSync(join(ROOT, file), "utf8")).toBe(text);
  expect(committed.engine).toMatch(/^the Pulumi CLI/);
  expect(committed.parts.map(({ latencyMs, count }) => [latencyMs, count])).toEqual(
    [0, 50].flatMap((latency) => [1, 100, 1000].map((count) => [latency, count])),
  );
});

it("tables of other circumstances are dropped, one of the same scenario is replaced", () => {
  const again = { ...(committed.parts[1] as Part), date: "2026-12-01" };
  const now = { ...committed, parts: [again], shards: [] };
  expect(merged(committed, now).parts).toEqual(committed.parts.with(1, again));
  expect(merged(committed, { ...now, code: "other" }).parts).toEqual([again]);
  const shard = { count: 3000, stacks: 30, atOnce: 4, latencyMs: 50, largestMB: 1, statesMB: 1 };
  const [old, one, newer] = [
    { ...shard, seconds: 1 },
    { ...shard, stacks: 1, seconds: 2 },
    { ...shard, seconds: 3 },
  ];
  const before = { ...committed, shards: [old, one] };
  expect(merged(before, { ...now, shards: [newer] }).shards).toEqual([one, newer]);
});

it("a table has the median, the spread, the median of each turn's ratio, and missed targets", () => {
  const life = (seconds: number) => ({
    seconds: Object.fromEntries(steps.map(({ name }) => [name, seconds])),
    ...{ requestSeconds: 0, connections: 1, stateBytes: 1, providerBytes: 1 },
  });
  const times = { ours: [3, 1, 8], native: [1, 1, 1], obvious: [2, 2, 2], floor: [2, 1, 4] };
  const lives = Object.entries(times).map(([name, all]) => [name, all.map(life)] as const);
  const part = { ...(committed.parts[0] as Part), lives: Object.fromEntries(lives) };
  expect(page({ ...committed, parts: [part] }).replace(/ +/g, " ")).toContain(
    "| `up` of 1 | 3.00 (1.00 to 8.00) | 1.00 (1.00 to 1.00) | 2.00 (2.00 to 2.00) | 2.00 (1.00 to 4.00) | **1.50** | 0.50 | 1.50 |",
  );
});

it("a refresh that waits longer than its requests must is a missed target", () => {
  const part = committed.parts.find(({ count, latencyMs }) => count === 100 && latencyMs === 50);
  const refresh = rowsOf(part as Part, committed.parallel).find(([title]) =>
    /^refresh/.test(title ?? ""),
  );
  expect(refresh?.slice(1, 4)).toEqual(["**1.91**", "**1.37**", "1.86"]);
});

describe("a life on the engine double", () => {
  const live = (all: Partial<typeof variants>) =>
    liveOnce(new EngineDouble(), { count: 1, latencyMs: 20, parallel: 1 }, { all });

  it("is counted and timed for each variant", async () => {
    const { ours, floor } = await live({ ours: variants.ours, floor: variants.floor });
    expect(ours).toMatchObject({ connections: 1, providerBytes: 115 });
    expect(floor).toMatchObject({ connections: 0, requestSeconds: 0 });
    expect(ours?.requestSeconds).toBeGreaterThanOrEqual(0.02);
    expect(ours?.requestSeconds).toBeLessThan(ours?.seconds["refresh"] ?? 0);
  });

  it.each<[Partial<Variant>, string]>([
    [{ write: { get: 1, set: 2 } }, 'ours, up: steps should be .*"gets":1,.* not .*"gets":2,'],
    [{ write: { get: 2, set: 0 } }, '"applied":0}, not .*"applied":1}'],
    [{ isDynamic: false }, "ours, up: __provider texts should be 0, not 1"],
  ])("fails where the variant does not do %j", async (other, message) => {
    const wrong = live({ ours: { ...variants.ours, ...other } });
    await expect(wrong).rejects.toThrow(new RegExp(message));
  });
});
