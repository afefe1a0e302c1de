import { lint } from "../../cli/lint";
import { whitelistEntryProblem } from "../../provider/core/paths";
import { runCli } from "../support/cli";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../support/token-command";
import { runHere } from "../support/cli";

const lintText = (text: string, ...args: string[]) => {
  const file = join(temporaryFolder(), "paths");
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
