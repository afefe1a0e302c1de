import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { codeFiles, hashCode } from "../../bench/code";

const ROOT = join(__dirname, "../..");

describe("the code that the bench measures", () => {
  let root: string;
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "bench-"));
    cpSync(join(ROOT, "package.json"), join(root, "package.json"));
    for (const dependency of ["async-mutex", "axios", "fastest-levenshtein"]) {
      write(`node_modules/${dependency}/package.json`, "{}");
    }
    write("dist/provider/core/write.js", "1");
    write("plugin/pulumi-resource-wechat-cloudbase", "1");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it.each([
    "dist/provider/core/write.js",
    "dist/provider/core/another.js",
    "plugin/pulumi-resource-wechat-cloudbase",
    "node_modules/axios/package.json",
    "emulator/exchange.ts",
    "bench/contender.ts",
    "bench/programs/ours/index.js",
    "tests/support/engine/cli/cli-engine.ts",
  ])("is other code where %s changes", (file) => {
    const before = hashCode(root);
    write(file, "2");
    expect(hashCode(root)).not.toBe(before);
  });

  it.each(["bench/plot.ts", "dist/provider/index.d.ts", "dist/cli/main.js", "docs/benchmarks.md"])(
    "is the same where %s changes, which measures nothing",
    (file) => {
      const before = hashCode(root);
      write(file, "2");
      expect(hashCode(root)).toBe(before);
    },
  );

  it("tells two files with each other's content apart", () => {
    write("dist/provider/a.js", "1");
    write("dist/provider/b.js", "2");
    const before = hashCode(root);
    write("dist/provider/a.js", "2");
    write("dist/provider/b.js", "1");
    expect(hashCode(root)).not.toBe(before);
  });

  it("holds every file of this package that a stack of it loads", () => {
    const entries = ["", "/native", "/dynamic-provider"];
    const script = `
      ${entries.map((entry) => `require("pulumi-wechat-cloudbase${entry}");`).join("\n")}
      console.log(JSON.stringify(Object.keys(require.cache)));`;
    const output = execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" });
    const loaded = (JSON.parse(output) as string[])
      .map((file) => relative(ROOT, file))
      .filter((file) => !/^(\.\.|node_modules)/.test(file));
    expect(loaded).toContain(join("dist", "provider", "core", "policy.js"));
    expect(codeFiles(ROOT)).toEqual(expect.arrayContaining(loaded));
    expect(codeFiles(ROOT)).toContain("bench/programs/ours/index.js");
  });
});
