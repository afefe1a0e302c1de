import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { runCli } from "../support/cli";

const options = {
  emulator: ["--port", "--version-rule", "--latency-ms", "--token", "--token-ttl", "--quiet"],
  get: ["--account", "--config", "--json"],
  doctor: ["--account", "--config", "--json", "--probe-version", "--beside", "--yes"],
  lint: ["--strict", "--json"],
};

const secret = "a".repeat(65);
const idForm = (what: string, example: string, given: string) =>
  `${what} such as ${example}, without "/" or white space, not "${given}"`;

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
    const lines = [
      [command, "--help"],
      [command, "-h"],
      ["help", command],
    ];
    const [first, ...others] = await Promise.all(lines.map((line) => runCli(line)));
    expect(others).toStrictEqual([first, first]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    for (const name of names) expect(first?.stdout).toContain(`\n  ${name} `);
  });

  it("prints the package's version", async () => {
    const manifest = readFileSync(resolve(__dirname, "../../package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    expect(await runCli(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it.each<[string[], string]>([
    [[], "no command given"],
    [["up"], 'unknown command "up"'],
    [["toString"], 'unknown command "toString"'],
    [["ls"], 'unknown command "ls"'],
    [["-v"], 'unknown command "-v"'],
    [["doctr"], 'unknown command "doctr": did you mean doctor?'],
    [["gt"], 'unknown command "gt": did you mean get?'],
    [["help", "emulater"], 'unknown command "emulater": did you mean emulator?'],
    [["help", "up"], 'unknown command "up"'],
    [["get"], "no environment id given"],
    [["get", "a", "b"], "too many arguments: it takes 1 argument"],
    [["get", "a", "--version"], "Unknown option '--version'"],
    [["get", "a", "--jsn"], "Unknown option '--jsn'"],
    [
      ["get", "a/b"],
      idForm("the environment must be an environment id", "myttest-8gu57so0bd9f9e8a", "a/b"),
    ],
    [
      ["get", "a", "--account", "a b"],
      idForm("--account must be an app id", "wx0123456789abcdef", "a b"),
    ],
    [
      ["get", secret],
      "the environment looks like a credential and not like an environment id: it was neither sent nor printed",
    ],
    [
      ["get", "a", "--account", secret],
      "--account looks like a credential and not like an app id: it was neither sent nor printed",
    ],
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
    [["lint", secret], "<65 characters> cannot be read: ENOENT"],
    [["emulator", "now"], "too many arguments: it takes no argument"],
    [["emulator", "--prot", "1"], "Unknown option '--prot'"],
    [["emulator", "--port"], "Option '--port <value>' argument missing"],
    [["emulator", "--port", "70000"], '--port takes a whole number up to 65535, not "70000"'],
    [["emulator", "--latency-ms", "-1"], "Option '--latency-ms' argument is ambiguous"],
    [["emulator", "--latency-ms=-1"], '--latency-ms takes a whole number up to 600000, not "-1"'],
    [
      ["emulator", "--latency-ms", "1.5"],
      '--latency-ms takes a whole number up to 600000, not "1.5"',
    ],
    [
      ["emulator", "--version-rule", "newest"],
      '--version-rule is one of current, next, ignored, account, unchanged, not "newest"',
    ],
    [
      ["emulator", "--token-ttl", "soon"],
      '--token-ttl takes a whole number up to 86400, not "soon"',
    ],
    [["emulator", "--token", "a b"], "--token takes letters, digits and . _ ~ @ : + = - only"],
  ])("refuses %j with a message, its help's name and exit code 2", async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
    const [command = ""] = args.filter((name) => Object.hasOwn(options, name));
    const help = command === "" ? "--help" : `${command} --help`;
    const [said, ...others] = stderr.trimEnd().split("\n");
    expect(said).toBe(`pulumi-wechat-cloudbase: ${message}`);
    expect(others).toEqual([`Try npx pulumi-wechat-cloudbase ${help}`]);
  });
});
