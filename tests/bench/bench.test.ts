import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveOnce } from "../../bench/life";
import { page } from "../../bench/page";
import { load, type Part, type Results, withPart } from "../../bench/results";
import { steps, type Variant, variants } from "../../bench/variants";
import { EngineDouble } from "../support/engine/double/engine-double";

const ROOT = join(__dirname, "../..");
const RESULTS = join(ROOT, "bench/results.json");
const committed = JSON.parse(readFileSync(RESULTS, "utf8")) as Results;

it("docs/benchmarks is what `npm run bench -- --page` makes of a whole run on the CLI", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  copyFileSync(RESULTS, join(folder, "results.json"));
  const args = ["--import", "tsx", join(ROOT, "bench/bench.ts"), "--page", "--out", folder];
  execFileSync(process.execPath, args);
  for (const file of ["benchmarks.md", "benchmarks.svg"]) {
    const written = readFileSync(join(folder, file), "utf8");
    expect(readFileSync(join(ROOT, "docs", file), "utf8")).toBe(written);
  }
  expect(committed.isDouble).toBe(false);
  expect(committed.parts.map(({ latencyMs, count }) => [latencyMs, count])).toEqual(
    [0, 50].flatMap((latency) => [1, 100, 1000].map((count) => [latency, count])),
  );
});

it("tables of other circumstances are not kept, one of the same scenario is replaced", () => {
  const file = join(mkdtempSync(join(tmpdir(), "bench-")), "results.json");
  const { parts, ...now } = committed;
  writeFileSync(file, JSON.stringify(committed));
  expect(load(file, now)).toEqual(committed);
  expect(load(file, { ...now, code: "other" }).parts).toEqual([]);
  const again = { ...(parts[1] as Part), date: "2026-12-01" };
  expect(withPart(committed, again).parts).toEqual(parts.with(1, again));
});

it("a table has the median, the spread, the median of each turn's ratio, and missed targets", () => {
  const life = (seconds: number) => ({
    costs: Object.fromEntries(steps.map(({ name }) => [name, { seconds, connections: 1 }])),
    ...{ stateBytes: 1, providerBytes: 1 },
  });
  const times = { ours: [3, 1, 8], native: [1, 1, 1], obvious: [2, 2, 2], floor: [2, 1, 4] };
  const lives = Object.entries(times).map(([name, all]) => [name, all.map(life)] as const);
  const part = { ...(committed.parts[0] as Part), rounds: 3, lives: Object.fromEntries(lives) };
  const text = page({ ...committed, isDouble: true, parts: [part] });
  const [native, rest] = ["1.00 (1.00 to 1.00)", "2.00 (1.00 to 4.00) | **1.50** | 0.50 | 1.50 |"];
  expect(text).toContain(
    `| up, s | 3.00 (1.00 to 8.00) | ${native} | 2.00 (2.00 to 2.00) | ${rest}`,
  );
  expect(text).toContain("**An engine double: these times are not Pulumi's.**");
});

describe("a life on the engine double", () => {
  const [ours, , , floor] = variants as [Variant, Variant, Variant, Variant];
  const engine = new EngineDouble();
  const live = (...all: Variant[]) =>
    liveOnce(engine, all, { count: 1, latencyMs: 20, parallel: 1 }, 0);

  it("is counted and timed for each variant", async () => {
    const lives = await live(ours, floor);
    const connections = (variant: Variant) =>
      steps.map(({ name }) => lives.get(variant)?.costs[name]?.connections);
    expect([connections(ours), connections(floor)]).toEqual([
      [0, 1, 0, 1, 1],
      [0, 0, 0, 0, 0],
    ]);
    const { requestSeconds = 0, seconds = 0 } = lives.get(ours)?.costs["up"] ?? {};
    // Three requests one after the other; a timer may be early by a millisecond.
    expect(requestSeconds).toBeGreaterThan(0.05);
    expect(requestSeconds).toBeLessThan(seconds);
    expect(lives.get(floor)?.costs["up"]).not.toHaveProperty("requestSeconds");
    expect(lives.get(ours)).toMatchObject({ providerBytes: 115 });
  });

  it.each<[Partial<Variant>, string]>([
    [{ write: { get: 1, set: 2 } }, 'ours, up: steps should be .*"gets":1,.* not .*"gets":2,'],
    [{ write: { get: 2, set: 0 } }, '"applied":0}, not .*"applied":1}'],
    [{ isDynamic: false }, "ours, up: __provider texts should be 0, not 1"],
  ])("fails where the variant does not do %j", async (other, message) => {
    await expect(live({ ...ours, ...other })).rejects.toThrow(new RegExp(message));
  });
});
