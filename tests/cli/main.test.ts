import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { runCli } from "../support/cli";

const options = {
  emulator: ["--port", "--version-rule", "--latency-ms", "--token", "--token-ttl", "--quiet"],
  get: ["--account", "--config", "--json"],
  doctor: ["--account", "--config", "--json", "--probe-version", "--beside", "--yes"],
  lint: ["--strict", "--json"],
};

describe("pulumi-wechat-cloudbase", () => {
  it.each([[["--help"]], [["-h"]], [["help"]], [["help", "-h"]]])(
    "prints its commands and exit codes on %j",
    async (args) => {
      const { code, stdout, stderr } = await runCli(args);

      expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
      for (const command of Object.keys(options)) expect(stdout).toContain(`\n  ${command} `);
      expect(stdout).toMatch(/Exit codes: 0 .* 1 .* 2 /);
    },
  );

  it.each(Object.entries(options))("prints the options of %s", async (command, names) => {
    const [first, ...others] = await Promise.all([
      runCli([command, "--help"]),
      runCli([command, "-h"]),
      runCli(["help", command]),
    ]);

    expect(others).toStrictEqual([first, first]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    for (const name of names) expect(first.stdout).toContain(`\n  ${name} `);
  });

  it("prints the package's version", async () => {
    const manifest = readFileSync(resolve(__dirname, "../../package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };

    expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it.each([
    [[], "no command given"],
    [["up"], 'unknown command "up"'],
    [["toString"], 'unknown command "toString"'],
    [["doctr"], 'unknown command "doctr": did you mean doctor?'],
    [["help", "emulater"], 'unknown command "emulater": did you mean emulator?'],
    [["help", "up"], 'unknown command "up"'],
    [["ls"], 'unknown command "ls"'],
    [["xyz"], 'unknown command "xyz"'],
    [["-v"], 'unknown command "-v"'],
    [["gt"], 'unknown command "gt": did you mean get?'],
    [["get", "a", "--version"], "Unknown option '--version'"],
    [["get"], "no environment id given"],
    [
      ["get", "a/b"],
      'the environment must be an environment id such as myttest-8gu57so0bd9f9e8a, without "/" or white space, not "a/b"',
    ],
    [["get", "a", "b"], "too many arguments: it takes 1 argument"],
    [
      ["get", "a", "--account", "a b"],
      '--account must be an app id such as wx0123456789abcdef, without "/" or white space, not "a b"',
    ],
    [
      ["get", "a".repeat(65)],
      "the environment looks like a credential and not like an environment id: it was neither sent nor printed",
    ],
    [
      ["get", "a", "--account", "a".repeat(65)],
      "--account looks like a credential and not like an app id: it was neither sent nor printed",
    ],
    [["lint", "a".repeat(65)], "<65 characters> cannot be read: ENOENT"],
    [["get", "a", "--jsn"], "Unknown option '--jsn'"],
    [["doctor", "a", "b"], "too many arguments: it takes 1 argument"],
    [["doctor", "a", "--yes"], "--beside and --yes go with --probe-version"],
    [["doctor", "--probe-version"], "no environment id given"],
    [
      ["doctor", "--probe-version", "a"],
      "--probe-version writes: confirm with --yes, or run it on a terminal",
    ],
    [["doctor", "--probe-version", "a", "--beside", "a"], "--beside must be another environment"],
    [["doctor", "--config", "/nowhere.json"], "/nowhere.json cannot be read: ENOENT"],
    [["lint"], "no file given"],
    [["lint", "/nowhere.txt"], "/nowhere.txt cannot be read: ENOENT"],
  ])("refuses %j with a message and exit code 2", async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);

    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
    expect(stderr.trimEnd().split("\n")).toEqual([
      `pulumi-wechat-cloudbase: ${message}`,
      expect.stringMatching(/^Try npx pulumi-wechat-cloudbase /),
    ]);
  });

  it.each([
    [["up"], "--help"],
    [[], "--help"],
    [["help", "up"], "--help"],
    [["get"], "get --help"],
    [["doctor", "a", "--yes"], "doctor --help"],
  ])("names the help for %j as it can be run", async (args, help) => {
    const { stderr } = await runCli(args);

    expect(stderr.trimEnd().split("\n").at(-1)).toBe(`Try npx pulumi-wechat-cloudbase ${help}`);
  });
});
