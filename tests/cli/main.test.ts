import { version } from "../../package.json";
import { runCli } from "../support/cli";

const options = {
  emulator: ["--port", "--version-rule", "--latency-ms", "--token", "--token-ttl", "--quiet"],
  get: ["--account", "--config", "--json"],
  doctor: ["--account", "--config", "--json", "--probe-version", "--beside", "--yes"],
  lint: ["--strict", "--json"],
};

const secret = "a".repeat(65);
const idForm = (what: string, given: string) =>
  `${what}, without "/" or white space, not "${given}"`;
const environmentId = "the environment must be an environment id such as myttest-8gu57so0bd9f9e8a";
const appId = "--account must be an app id such as wx0123456789abcdef";
const wholeNumber = (option: string, max: number, given: string) =>
  `${option} takes a whole number up to ${max}, not "${given}"`;
const credential = (what: string, id: string) =>
  `${what} looks like a credential and not like an ${id} id: it was neither sent nor printed`;
const unconfirmed = "--probe-version writes: confirm with --yes, or run it on a terminal";
const rules = "current, next, ignored, account, unchanged";

describe("pulumi-wechat-cloudbase", () => {
  it.each(["--help", "-h", "help", "help -h"])(
    "prints commands and exit codes on %s",
    async (line) => {
      const { code, stdout, stderr } = await runCli(line.split(" "));
      expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
      for (const command of Object.keys(options)) expect(stdout).toContain(`\n  ${command} `);
      expect(stdout).toMatch(/Exit codes: 0 .* 1 .* 2 /);
    },
  );

  it.each(Object.entries(options))("prints the options of %s", async (command, names) => {
    const lines = [`${command} --help`, `${command} -h`, `help ${command}`];
    const [first, ...others] = await Promise.all(lines.map((line) => runCli(line.split(" "))));
    expect(others).toStrictEqual([first, first]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    for (const name of names) expect(first?.stdout).toContain(`\n  ${name} `);
  });

  it("prints the package's version", async () => {
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
    [["get", "a/b"], idForm(environmentId, "a/b")],
    [["get", "a", "--account", "a b"], idForm(appId, "a b")],
    [["get", secret], credential("the environment", "environment")],
    [["get", "a", "--account", secret], credential("--account", "app")],
    [["doctor", "a", "b"], "too many arguments: it takes 1 argument"],
    [["doctor", "a", "--yes"], "--beside and --yes go with --probe-version"],
    [["doctor", "--probe-version"], "no environment id given"],
    [["doctor", "--probe-version", "a"], unconfirmed],
    [["doctor", "--probe-version", "a", "--beside", "a"], "--beside must be another environment"],
    [["doctor", "--config", "/nowhere.json"], "/nowhere.json cannot be read: ENOENT"],
    [["lint"], "no file given"],
    [["lint", "/nowhere.txt"], "/nowhere.txt cannot be read: ENOENT"],
    [["lint", secret], "<65 characters> cannot be read: ENOENT"],
    [["emulator", "now"], "too many arguments: it takes no argument"],
    [["emulator", "--prot", "1"], "Unknown option '--prot'"],
    [["emulator", "--port"], "Option '--port <value>' argument missing"],
    [["emulator", "--port", "70000"], wholeNumber("--port", 65_535, "70000")],
    [["emulator", "--latency-ms", "-1"], "Option '--latency-ms' argument is ambiguous"],
    [["emulator", "--latency-ms=-1"], wholeNumber("--latency-ms", 600_000, "-1")],
    [["emulator", "--latency-ms", "1.5"], wholeNumber("--latency-ms", 600_000, "1.5")],
    [["emulator", "--version-rule", "x"], `--version-rule is one of ${rules}, not "x"`],
    [["emulator", "--token-ttl", "soon"], wholeNumber("--token-ttl", 86_400, "soon")],
    [["emulator", "--token", "a b"], "--token takes letters, digits and . _ ~ @ : + = - only"],
  ])("refuses %j with a message, its help's name and exit code 2", async (args, message) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
    const help = [...args.filter((name) => Object.hasOwn(options, name)).slice(0, 1), "--help"];
    expect(stderr.trimEnd().split("\n")).toEqual([
      `pulumi-wechat-cloudbase: ${message}`,
      `Try npx pulumi-wechat-cloudbase ${help.join(" ")}`,
    ]);
  });
});
