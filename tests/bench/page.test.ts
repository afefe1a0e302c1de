import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../../bench/options";
import { plot } from "../../bench/plot";
import { renderDocument } from "../../bench/report";
import { keptParts, load, save, withPart } from "../../bench/results";
import { COUNTS, LATENCIES_MS } from "../../bench/targets";
import { variants } from "../../bench/variants";
import { part, resultsOf } from "./figures";

const ROOT = join(__dirname, "../..");
const RESULTS = join(ROOT, "bench/results.json");
const seconds = { ours: 1.15, native: 1, obvious: 2, floor: 1 };
const small = part({ count: 1, seconds });
const slow = part({ count: 1, latencyMs: 50, seconds });
const large = part({ count: 100, seconds });

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bench-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("docs/benchmarks.md", () => {
  it("is what `npm run bench -- --page` makes of bench/results.json", () => {
    copyFileSync(RESULTS, join(folder, "results.json"));
    const bench = join(ROOT, "bench/bench.ts");
    execFileSync(process.execPath, ["--import", "tsx", bench, "--page", "--out", folder]);
    for (const file of ["benchmarks.md", "benchmarks.svg"]) {
      const committed = readFileSync(join(ROOT, "docs", file), "utf8");
      expect(committed).toBe(readFileSync(join(folder, file), "utf8"));
    }
  });

  it("describes a whole run on the Pulumi CLI", () => {
    const { circumstances, parts } = load(RESULTS);
    expect(circumstances.isDouble).toBe(false);
    const tables = parts.map(({ measurement: { scenario, results } }) => [
      ...[scenario.latencyMs, scenario.count],
      ...results.map(({ variant }) => variant),
    ]);
    const names = variants.map(({ name }) => name);
    expect(tables).toEqual(
      LATENCIES_MS.flatMap((latency) => COUNTS.map((count) => [latency, count, ...names])),
    );
  });

  it("shows missed targets, and that a double's times are not Pulumi's", () => {
    const document = renderDocument(resultsOf([large, slow]), "picture.svg");
    const what = "`up` of 100, without latency: over the floor's time";
    for (const text of [
      `| ${what} | 1.10 | **1.15, missed** | 1.00, met |`,
      "- Code: 0123456789abcdef,",
      "](picture.svg)",
    ])
      expect(document).toContain(text);
    const warning = "**These times are not Pulumi's**";
    expect(document).not.toContain(warning);
    expect(renderDocument(resultsOf([large], { isDouble: true }), "")).toContain(warning);
  });

  it("has a picture with a bar for each step and latency, as long as its time", () => {
    const tables = [large, part({ count: 100, latencyMs: 50, seconds })];
    const svg = plot(tables.map(({ measurement }) => measurement));
    const widths = (colour: string) =>
      [...svg.matchAll(new RegExp(`width="([\\d.]+)" height="\\d+" fill="${colour}"`, "g"))]
        .slice(1) // The legend's.
        .map(([, width]) => Number(width));
    const [ours, obvious] = [widths("#0072b2"), widths("#d55e00")];
    expect([ours.length, obvious.length]).toEqual([10, 10]);
    for (const [index, width] of ours.entries())
      expect(width / (obvious[index] ?? NaN)).toBeCloseTo(1.15 / 2, 2);
  });
});

describe("a bench in parts", () => {
  it("adds a table in order, and replaces the one of the same scenario", () => {
    const again = { ...small, date: "2026-11-25" };
    expect(withPart(withPart([slow, small], large), again)).toEqual([again, large, slow]);
  });

  it("keeps tables of the same code, machine, engine and versions only", () => {
    const file = join(folder, "results.json");
    const said: string[] = [];
    const results = resultsOf([small]);
    const kept = (other: object) =>
      keptParts(file, { ...results.circumstances, ...other }, (text) => said.push(text));
    expect(kept({})).toEqual([]);
    save(file, results);
    expect(kept({})).toEqual([small]);
    const keys = ["engine", "machine", "versions", "code", "parallel"];
    for (const key of keys) expect(kept({ [key]: "other" })).toEqual([]);
    expect(said).toEqual(keys.map((key) => `Not kept: the 1 tables of ${file}, of other ${key}.`));
  });

  it("leaves the file of before if it is interrupted while it writes", () => {
    const file = join(folder, "results.json");
    save(file, resultsOf([small]));
    mkdirSync(`${file}.new`);
    expect(() => save(file, resultsOf([small, large]))).toThrow();
    expect(load(file).parts).toEqual([small]);
  });

  it("cannot write the document from some of the variants", () => {
    expect(() => readOptions(["--variants", "ours,floor"])).toThrow("--out");
    expect(readOptions(["--variants", "ours,floor", "--out", "x"])).toMatchObject({
      variants: [{ name: "ours" }, { name: "floor" }],
      counts: [1, 100, 1000],
      latenciesMs: [0, 50],
    });
  });

  it.each([
    ["--n", "0"],
    ["--latency", ""],
    ["--rounds", "1.5"],
    ["--variants", "theirs"],
  ])("refuses %s %j", (option, value) => {
    expect(() => readOptions([option, value, "--out", "x"])).toThrow(`${option}: "${value}"`);
  });
});
