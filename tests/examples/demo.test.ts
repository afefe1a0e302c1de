import { readFileSync } from "node:fs";
import { stripVTControlCharacters as plain } from "node:util";
import { drawDrift, pictures, runDemo } from "../../scripts/picture";
import { findEngines } from "../support/engine";
import { readme } from "../docs/page";

const { engines, skipped } = findEngines();

describe("npm run demo", () => {
  it.each(engines)("prints what the README and its picture show [$kind]", async (engine) => {
    const output = await runDemo(engine);
    // Which engine, and which port, is said by the first two lines.
    const lines = plain(output).split("\n").slice(2);
    const [, shown = ""] =
      /^```text\n(Engine: .*?)^```$/ms.exec(readme.section("See it work")) ?? [];
    const promised = shown.trimEnd().split("\n").slice(2);
    expect(promised.length).toBeGreaterThan(5);
    expect(promised.filter((line) => line !== "…" && !lines.includes(line))).toEqual([]);
    const ticks = lines.filter((line) => line.includes("✓")).length;
    expect(lines.at(-1)).toBe(`All ${ticks} checks passed.`);
    // `npm run generate` draws it anew.
    expect(drawDrift(output)).toBe(readFileSync(pictures.drift, "utf8"));
    expect(readme.text).toContain("(docs/drift.svg)");
  });
  for (const reason of skipped)
    it.skip(`prints what the README and its picture show skipped: ${reason}`, () => undefined);
});
