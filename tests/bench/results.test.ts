import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../../bench/options";
import { keptParts, save, withPart } from "../../bench/results";
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

  it("keeps what was measured on the same machine, with the same engine and versions only", () => {
    const file = join(folder, "results.json");
    const results = resultsOf([small]);
    expect(keptParts(file, results.circumstances)).toEqual([]);
    save(file, results);
    expect(keptParts(file, results.circumstances)).toEqual([small]);
    expect(keptParts(file, { ...results.circumstances, versions: "newer" })).toEqual([]);
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
