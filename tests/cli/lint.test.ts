import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lint } from "../../cli/lint";
import { whitelistEntryProblem } from "../../provider/core/whitelist-entry";
import { runCli, runHere } from "../support/cli";
import { temporaryFolder } from "../support/token-command";

function lintText(text: string | Buffer, { name = "paths", options = [] as string[] } = {}) {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return runHere(lint, [file, ...options], {});
}

const lintJson = async (text: string) =>
  JSON.parse((await lintText(text, { options: ["--json"] })).stdout) as Record<string, unknown>;

const program =
  "problem: looks like a program: give JSON (an array, or an object with apiWhitelist), or text with a path a line";
const noPath = "has no path in it, so nothing was checked; [] is a whitelist that is empty";

describe("lint", () => {
  it("names file and line of what is wrong", async () => {
    const input = "# for production\n/wxa/a\n\nwxa/b  # no slash\r\n/wxa/a\n";
    const { code, stdout } = await runCli(["lint", "-", "--json"], { input });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toStrictEqual({
      ...{ file: "stdin", ok: false, paths: 3 },
      problems: [{ index: 1, line: 4, message: '"wxa/b" must begin with "/": write "/wxa/b"' }],
      warnings: [{ index: 2, line: 5, message: '"/wxa/a" is there already, in line 2' }],
    });
  });

  it.each([
    ['["/a", "/b"]', 2],
    [' {"apiWhitelist": ["/a"], "other": 1}', 1],
    ["\uFEFF[]", 0],
    ['{"apiWhitelist": []}', 0],
    ["/a", 1],
  ])("accepts %j", async (text, paths) => {
    expect(await lintJson(text)).toMatchObject({ ok: true, paths, problems: [], warnings: [] });
  });

  it.each([
    ['{"api_whitelist": ["/a"]}', { message: "has no apiWhitelist" }],
    ['["/a"', { message: "begins like JSON and is none" }],
    ['{"apiWhitelist": "/a"}', { message: 'apiWhitelist must be a list of paths, not "/a"' }],
    ['["/a", 1]', { index: 1, message: whitelistEntryProblem(1) }],
    ['["msgSecCheck"]', { index: 0, message: whitelistEntryProblem("msgSecCheck") }],
    ["", { message: noPath }],
    ["\n \r\n", { message: noPath }],
    ["\uFEFF", { message: noPath }],
    ["# nothing\n  # at all", { message: noPath }],
  ])("refuses %j", async (text, problem) => {
    expect(await lintJson(text)).toMatchObject({ ok: false, problems: [problem] });
  });

  it.each([
    ["index.ts", 'const a = {\n  apiWhitelist: [\n    "/wxa/a",\n  ],\n};\n// /wxa/b\n', program],
    ["index.js", "[a, b].forEach(declare);\n", program],
    ["main.py", 'policy(\n  api_whitelist=["/wxa/a"],\n)\n', program],
    ["Pulumi.yaml", "resources:\n  a:\n    apiWhitelist:\n      - /wxa/a\n", program],
    ["paths.yaml", "# none yet\n", `problem: ${noPath}`],
    ["paths.yaml", "/wxa/a\nwxa/b\n/wxa/c\n", '"wxa/b" must begin with'],
  ])("says one thing about %s with %j", async (name, text, message) => {
    const { code, stdout } = await lintText(text, { name });
    expect(code).toBe(1);
    expect(stdout).toContain(message);
    expect(stdout).toMatch(/^.*\n.*: \d paths, 1 problem, 0 warnings\n$/);
  });

  it.each([
    ["latin1", "/wxa/caf\u00e9\n", "it is not UTF-8: save it as that"],
    ["utf16le", "\uFEFF/wxa/a\n", "it is UTF-16: save it as UTF-8"],
    ["utf16le", "/wxa/a\n", "it is UTF-16: save it as UTF-8"],
  ] as const)("refuses a file in %s: %j", async (encoding, text, says) => {
    const linted = lintText(Buffer.from(text, encoding));
    await expect(linted).rejects.toThrow(`cannot be read: ${says}`);
  });

  it("warns of what is doubtful beside what is wrong", async () => {
    const host = "/api.weixin.qq.com/wxa/msg_sec_check";
    const text = `wxa/x\n${host}\n/wxa/caf\uFFFD\n/api.weixin.qq.com/a?b=c\n/wxa/getwxacod\n/*\n`;
    const { code, stdout } = await lintText(text);
    expect(code).toBe(1);
    const alone = `"${host}" begins with a host; the path alone is "/wxa/msg_sec_check"`;
    expect(stdout).toContain(`paths:2: warning: ${alone}`);
    expect(stdout).toMatch(/paths:3: warning: .* has U\+FFFD in it: /);
    expect(stdout).toContain('did you mean "/wxa/getwxacode"?');
    expect(stdout).toContain("6 paths, 2 problems, 4 warnings");
  });

  it("warns of /* beside others and of duplicates; --strict makes that fail", async () => {
    const text = '["/*", "/a", "/*"]';
    const strict = { options: ["--strict"] };
    const { code, stdout } = await lintText(text);
    expect(code).toBe(0);
    expect(stdout).toMatch(/paths\[2\]: warning: "\/\*" is there already, at \[0\]\n/);
    expect(stdout).toMatch(/paths: warning: "\/\*" allows everything/);
    expect(await lintText(text, strict)).toMatchObject({ code: 1, stderr: "" });
    expect(await lintText('["/*"]', strict)).toMatchObject({ code: 0 });
  });

  it("checks 100,000 lines in a few seconds of the processor", async () => {
    const line = (index: number) => `/x/y${index}/${"z".repeat(60)}\n`;
    const text = Array.from({ length: 100_000 }, (_, index) => line(index)).join("") + line(7);
    const began = process.cpuUsage();
    const { stdout } = await lintText(text);
    expect(stdout).toContain("100001 paths, 0 problems, 1 warning");
    expect(stdout).toContain("is there already, in line 8");
    // A comparison of each with each other would take minutes. A busy machine does not count.
    expect(process.cpuUsage(began).user).toBeLessThan(15_000_000);
  }, 120_000);
});
