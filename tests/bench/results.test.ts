import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../../bench/options";
import { plot } from "../../bench/plot";
import { keptParts, load, save, withPart } from "../../bench/results";
import { part, resultsOf } from "./figures";

const seconds = { ours: 1, floor: 1 };
const small = part({ count: 1, seconds });
const slow = part({ count: 1, latencyMs: 50, seconds });
const large = part({ count: 100, seconds });

describe("a bench in parts", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bench-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("adds a table in its place, and replaces the one of the same scenario", () => {
    const again = { ...small, date: "2026-11-25" };
    expect(withPart(withPart([slow, small], large), again)).toEqual([again, large, slow]);
  });

  it("keeps what was measured of the same code, on the same machine, with the same engine and versions only", () => {
    const file = join(folder, "results.json");
    const mentioned: string[] = [];
    const results = resultsOf([small]);
    const kept = (other: object) =>
      keptParts(file, { ...results.circumstances, ...other }, (text) => mentioned.push(text));
    expect(kept({})).toEqual([]);
    save(file, results);
    expect(kept({})).toEqual([small]);
    expect(mentioned).toEqual([]);
    for (const key of ["engine", "machine", "versions", "code", "parallel"]) {
      expect(kept({ [key]: "other" })).toEqual([]);
      expect(mentioned.pop()).toBe(`Not kept: the 1 tables of ${file}, of other ${key}.`);
    }
  });

  it("leaves the whole file of before where it is broken off while it writes", () => {
    const file = join(folder, "results.json");
    save(file, resultsOf([small]));
    mkdirSync(`${file}.new`);
    expect(() => save(file, resultsOf([small, large]))).toThrow();
    expect(load(file).parts).toEqual([small]);
  });

  it("writes the page of the results that are there, without a measurement", () => {
    save(join(folder, "results.json"), resultsOf([small, slow]));
    const bench = join(__dirname, "../../bench/bench.ts");
    execFileSync(process.execPath, ["--import", "tsx", bench, "--page", "--out", folder]);
    const page = readFileSync(join(folder, "benchmarks.md"), "utf8");
    expect(page).toContain("## N = 1, 50 ms of latency");
    expect(page).toContain("Of 38 targets: ");
    expect(readFileSync(join(folder, "benchmarks.svg"), "utf8")).toBe(
      plot([small.measurement, slow.measurement]),
    );
  });
});

describe("the options of the bench", () => {
  it("do not let a comparison of some variants become the document", () => {
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
  ])("refuse %s %j", (option, value) => {
    expect(() => readOptions([option, value, "--out", "x"])).toThrow(`${option}: "${value}"`);
  });
});
