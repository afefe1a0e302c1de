import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { codeFiles, hashCode } from "../../bench/code";

const ROOT = join(__dirname, "../..");

describe("the hash of the measured code", () => {
  let root: string;
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "bench-"));
    cpSync(join(ROOT, "package.json"), join(root, "package.json"));
    write("dist/provider/a.js", "1");
    write("dist/provider/b.js", "2");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it.each([
    ["dist/provider/core/write.js", true],
    ["plugin/pulumi-resource-wechat-cloudbase", true],
    ["node_modules/axios/package.json", true],
    ["emulator/exchange.ts", true],
    ["bench/contender.ts", true],
    ["bench/programs/ours/index.js", true],
    ["tests/support/engine/cli/cli-engine.ts", true],
    ["bench/plot.ts", false],
    ["dist/provider/index.d.ts", false],
    ["dist/cli/main.js", false],
    ["docs/benchmarks.md", false],
  ])("depends on %s: %s", (file, isMeasured) => {
    write(file, "1");
    const before = hashCode(root);
    write(file, "2");
    expect(hashCode(root) !== before).toBe(isMeasured);
  });

  it("changes if two files swap their contents", () => {
    const before = hashCode(root);
    write("dist/provider/a.js", "2");
    write("dist/provider/b.js", "1");
    expect(hashCode(root)).not.toBe(before);
  });

  it("covers every file of this package that a stack loads", () => {
    const script = `
      for (const entry of ["", "/native", "/dynamic-provider"])
        require("pulumi-wechat-cloudbase" + entry);
      console.log(JSON.stringify(Object.keys(require.cache)));`;
    const output = execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" });
    const loaded = (JSON.parse(output) as string[])
      .map((file) => relative(ROOT, file))
      .filter((file) => !/^(\.\.|node_modules)/.test(file));
    expect(loaded).toContain(join("dist", "provider", "core", "policy.js"));
    expect(codeFiles(ROOT)).toEqual(expect.arrayContaining(loaded));
  });
});
