import { lint } from "../../cli/lint";
import { whitelistEntryProblem } from "../../provider/core/whitelist-entry";
import { runCli } from "../support/cli";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../support/token-command";
import { runHere } from "../support/cli";

const lintText = (text: string | Buffer, ...args: string[]) => lintFile("paths", text, ...args);
const lintFile = (name: string, text: string | Buffer, ...args: string[]) => {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return runHere(lint, [file, ...args], {});
};
const lintJson = async (text: string) =>
  JSON.parse((await lintText(text, "--json")).stdout) as Record<string, unknown>;

describe("lint", () => {
  it("names file and line of what is wrong, and says how many", async () => {
    const input = "# for production\n/wxa/a\n\nwxa/b  # no slash\r\n/wxa/a\n";

    expect(await runCli(["lint", "-"], { input })).toStrictEqual({
      code: 1,
      stdout: `stdin:4: problem: "wxa/b" must begin with "/": "/wxa/b"
stdin:5: warning: "/wxa/a" is there already, in line 2
stdin: 3 paths, 1 problem, 1 warning
`,
      stderr: "",
    });
  });

  it("tells what is doubtful beside what is wrong", async () => {
    const { code, stdout } = await lintText("wxa/x\n/wxa/getwxacod\n/*\n");
    expect(code).toBe(1);
    expect(stdout).toContain('did you mean "/wxa/getwxacode"?');
    expect(stdout).toContain("3 paths, 1 problem, 2 warnings");
  });

  it("prints the same as JSON", async () => {
    const input = "/wxa/a\n/wxa/a\nhttps://api.weixin.qq.com/wxa/b\n";

    const { code, stdout } = await runCli(["lint", "-", "--json"], { input });

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toStrictEqual({
      file: "stdin",
      ok: false,
      paths: 3,
      problems: [
        { index: 2, line: 3, message: expect.stringContaining("scheme or host") as string },
      ],
      warnings: [{ index: 1, line: 2, message: '"/wxa/a" is there already, in line 1' }],
    });
  });

  it.each([
    ['["/a", "/b"]', 2],
    [' {"apiWhitelist": ["/a"], "other": 1}', 1],
    ["\uFEFF[]", 0],
    ['{"apiWhitelist": []}', 0],
    ["/a", 1],
  ])("is content with %j", async (text, paths) => {
    expect(await lintJson(text)).toMatchObject({ ok: true, paths, problems: [], warnings: [] });
  });

  it.each([
    ['{"api_whitelist": ["/a"]}', { message: "has no apiWhitelist" }],
    ['["/a"', { message: "begins like JSON and is none" }],
    ['{"apiWhitelist": "/a"}', { message: 'apiWhitelist must be a list of paths, not "/a"' }],
    ['["/a", 1]', { index: 1, message: whitelistEntryProblem(1) }],
    [
      '["security.msgSecCheck"]',
      { index: 0, message: whitelistEntryProblem("security.msgSecCheck") },
    ],
  ])("refuses %j as a check would", async (text, problem) => {
    expect(await lintJson(text)).toMatchObject({ ok: false, problems: [problem] });
  });

  it.each(["", "\n \r\n", "\uFEFF", "# nothing\n  # at all"])(
    "does not call %j well, in which there is nothing to check",
    async (text) => {
      const message = "has no path in it, so nothing was checked; [] is a whitelist that is empty";
      const { code, stdout } = await lintText(text);

      expect(code).toBe(1);
      expect(stdout).toMatch(/paths: problem: has no path in it, .*\n.*: 0 paths, 1 problem, /);
      expect(await lintJson(text)).toMatchObject({ ok: false, paths: 0, problems: [{ message }] });
    },
  );

  it.each([
    ["Latin-1", Buffer.from("/wxa/caf\u00e9\n", "latin1"), "it is not UTF-8: save it as that"],
    ["UTF-16", Buffer.from("\uFEFF/wxa/a\n", "utf16le"), "it is UTF-16: save it as UTF-8"],
    ["UTF-16 without a mark", Buffer.from("/wxa/a\n", "utf16le"), "it is UTF-16: save it as UTF-8"],
  ])("refuses a file in %s", async (_encoding, text, says) => {
    await expect(lintText(text)).rejects.toThrow(`cannot be read: ${says}`);
  });

  it.each([
    ["index.ts", 'const a = {\n  apiWhitelist: [\n    "/wxa/a",\n  ],\n};\n// /wxa/b\n'],
    ["index.js", "[a, b].forEach(declare);\n"],
    ["main.py", 'policy(\n  api_whitelist=["/wxa/a"],\n)\n'],
    ["Pulumi.yaml", "resources:\n  a:\n    apiWhitelist:\n      - /wxa/a\n"],
  ])("says once that %s looks like a program, and what it takes", async (name, text) => {
    const { code, stdout } = await lintFile(name, text);

    expect(code).toBe(1);
    expect(stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(stdout).toContain(
      `${name}: problem: looks like a program: give JSON (an array, or an object with apiWhitelist), or text with a path a line`,
    );
  });

  it("takes paths from a file of whatever name", async () => {
    const { code, stdout } = await lintFile("paths.yaml", "/wxa/a\nwxa/b\n/wxa/c\n");

    expect(code).toBe(1);
    expect(stdout).toMatch(/paths\.yaml:2: problem: "wxa\/b" must begin with/);
  });

  it("tells of an empty file that it is empty, whatever its name", async () => {
    expect((await lintFile("paths.yaml", "# none yet\n")).stdout).toContain("has no path in it");
  });

  it("warns of a host behind the first slash, and of what was read in a wrong encoding", async () => {
    const text =
      "/wxa/a\n/api.weixin.qq.com/wxa/msg_sec_check\n/wxa/caf\uFFFD\n/api.weixin.qq.com/a?b=c\n";

    const { code, stdout } = await lintText(text);

    expect(code).toBe(1);
    expect(stdout).toContain(
      'paths:2: warning: "/api.weixin.qq.com/wxa/msg_sec_check" begins with a host; the path alone is "/wxa/msg_sec_check"',
    );
    expect(stdout).toMatch(/paths:3: warning: .* has U\+FFFD in it: /);
    expect(stdout).toContain("4 paths, 1 problem, 2 warnings");
  });

  it("checks 100,000 lines in a few seconds", async () => {
    const line = (index: number) => `/x/y${index}/${"z".repeat(60)}\n`;
    const input = Array.from({ length: 100_000 }, (_, index) => line(index)).join("") + line(7);
    const began = Date.now();

    const { stdout } = await runCli(["lint", "-"], { input });

    expect(stdout).toContain("100001 paths, 0 problems, 1 warning");
    expect(stdout).toContain("is there already, in line 8");
    expect(Date.now() - began).toBeLessThan(15_000);
  }, 120_000);

  it("warns of /* beside others and of duplicates; --strict makes that fail", async () => {
    const text = '["/*", "/a", "/*"]';
    const { code, stdout } = await lintText(text);

    expect(code).toBe(0);
    expect(stdout).toMatch(/paths\[2\]: warning: "\/\*" is there already, at \[0\]\n/);
    expect(stdout).toMatch(/paths: warning: "\/\*" allows everything/);
    expect(await lintText(text, "--strict")).toStrictEqual({
      code: 1,
      stdout: expect.any(String) as string,
      stderr: "",
    });
    expect(await lintText('["/*"]', "--strict")).toMatchObject({ code: 0 });
  });
});
