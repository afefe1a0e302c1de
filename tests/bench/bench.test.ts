import { added, read, RESULTS, written } from "../../bench/bench";
import { type Life, liveOnce } from "../../bench/life";
import { page, type Results, rowsOf } from "../../bench/page";
import { names, steps, type Variant, variants } from "../../bench/variants";
import { EngineDouble } from "../support/engine/double/engine-double";

const results = JSON.parse(read(RESULTS)) as Results;

/** Rounds of lives whose every step took so long. */
const roundsOf = (times: Partial<Record<string, number[]>>) =>
  [0, 1, 2].map((round) => {
    const life = (name: string): Life => ({
      seconds: Object.fromEntries(steps.map((step) => [step.name, times[name]?.[round] ?? 1])),
      stateBytes: 1,
    });
    return Object.fromEntries(names.map((name) => [name, life(name)]));
  });

it("docs/benchmarks is made of bench/results.json, of whole runs on the CLI", () => {
  for (const [file, text] of Object.entries(written(results))) expect(read(file)).toBe(text);
  for (const { measured } of [...results.parts, ...results.shards])
    expect(measured).toContain("the Pulumi CLI");
  expect(results.parts.map(({ latencyMs, count }) => [latencyMs, count])).toEqual(
    [0, 50].flatMap((latency) => [1, 100, 1000].map((count) => [latency, count])),
  );
});

it("one more scenario takes its place, or that of the same", () => {
  const scenario = { latencyMs: 50, count: 3000 };
  const [many, one] = [
    { stacks: 30, ...scenario },
    { stacks: 1, ...scenario },
  ];
  expect(added([one], many)).toEqual([many, one]);
  expect(added([many, one], { ...one })).toEqual([many, one]);
});

it("a table has the median, the spread, the median of each round's ratio, and missed targets", () => {
  const rounds = roundsOf({ ours: [3, 1, 8], obvious: [2, 2, 2], floor: [2, 1, 4] });
  const part = { count: 1000, latencyMs: 0, parallel: 8, measured: "", rounds };
  expect(page({ parts: [part], shards: [] })).toContain(
    "| `up` of 1000 | 3.00 (1.00 to 8.00) | 1.00 (1.00 to 1.00) | 2.00 (2.00 to 2.00) | 2.00 (1.00 to 4.00) | **1.50** | 0.50 | **1.50** |",
  );
});

it("a refresh that waits longer than its requests must is a missed target", () => {
  const rounds = roundsOf({ ours: [0.84, 0.84, 0.84], native: [0.85, 0.85, 0.85] });
  const row = rowsOf({ count: 100, latencyMs: 50, parallel: 8, measured: "", rounds })[3];
  expect(row?.slice(0, 3).join()).toMatch(/^refresh.*,0\.84 .*,\*\*0\.85\*\* /);
});

describe("a life on the engine double", () => {
  const live = (all: Partial<typeof variants>) =>
    liveOnce(new EngineDouble(), { count: 1, latencyMs: 0 }, { all });

  it("is timed for each variant", async () => {
    const { ours, floor } = await live({ ours: variants.ours, floor: variants.floor });
    expect(ours?.stateBytes).toBeGreaterThan(1_000);
    expect(Object.keys(floor?.seconds ?? {})).toEqual(steps.map(({ name }) => name));
  });

  it.each<[Partial<Variant>, RegExp]>([
    [{ write: { get: 1, set: 2 } }, /^ours, up: steps should be .*"gets":1,.* not .*"gets":2,/],
    [{ write: { get: 2, set: 0 } }, /"applied":0}, not .*"applied":1}/],
  ])("fails if the variant does not do %j", async (other, message) => {
    const wrong = live({ ours: { ...variants.ours, ...other } });
    await expect(wrong).rejects.toThrow(message);
  });
});
