import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "../../bench/results";
import { COUNTS, LATENCIES_MS } from "../../bench/targets";
import { variants } from "../../bench/variants";

const ROOT = join(__dirname, "../..");
const RESULTS = join(ROOT, "bench/results.json");

describe("docs/benchmarks.md", () => {
  it.each(["benchmarks.md", "benchmarks.svg"])(
    "is what the bench makes of its results: %s (else run `npm run bench -- --page`)",
    (file) => {
      const folder = mkdtempSync(join(tmpdir(), "bench-"));
      try {
        copyFileSync(RESULTS, join(folder, "results.json"));
        const bench = join(ROOT, "bench/bench.ts");
        execFileSync(process.execPath, ["--import", "tsx", bench, "--page", "--out", folder]);
        const committed = readFileSync(join(ROOT, "docs", file), "utf8");
        expect(committed).toBe(readFileSync(join(folder, file), "utf8"));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it("tells of a whole run, on the Pulumi CLI", () => {
    const { circumstances, parts } = load(RESULTS);
    expect(circumstances.isDouble).toBe(false);
    expect(
      parts.map(({ measurement: { scenario, results } }) => ({
        count: scenario.count,
        latencyMs: scenario.latencyMs,
        variants: results.map(({ variant }) => variant),
      })),
    ).toEqual(
      LATENCIES_MS.flatMap((latencyMs) =>
        COUNTS.map((count) => ({ count, latencyMs, variants: variants.map(({ name }) => name) })),
      ),
    );
  });
});
