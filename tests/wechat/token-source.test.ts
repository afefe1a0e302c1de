import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Deadline } from "../../provider/core/timing";
import type { ValueSetting } from "../../provider/wechat/settings";
import { createTokenSource, missingSource } from "../../provider/wechat/token-source";
import { apiFailure, closeAfterTest } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import { isAnyAlive, killNow } from "../support/processes";
import { soon } from "../support/soon";
import { temporaryFolder } from "../support/token-command";

const sourceOf = (key: ValueSetting["key"], value: string, environment = process.env) =>
  createTokenSource({ key, value, name: `the ${key}`, isFromConfiguration: false }, environment);
const within = (timeoutMs = 10_000, signal?: AbortSignal) =>
  new Deadline(new FakeClock(), timeoutMs, signal);
/** What a command prints. */
const run = async (command: string, account = "", environment = process.env) =>
  (await sourceOf("accessTokenCommand", command, environment).fetch(account, within())).token;
const problemOf = async (command: string, deadline = within()) =>
  (await apiFailure(sourceOf("accessTokenCommand", command).fetch("", deadline))).problem;
const shell = (script: string) => JSON.stringify(["sh", "-c", script]);

const noShell =
  "It is started without a shell: for a shell, or white space in an argument, write a JSON array such as " +
  '["sh", "-c", "…"]';
const notRun = `Look whether this machine has it and may run it. ${noShell}`;
const byHand =
  "It ran on this machine, with nothing to read: run it there by hand, and look at what it prints. " +
  "None of that is shown here, because it could hold a token";
const recorded =
  "Pulumi keeps the configuration of the last `up`: what was set in it since reaches refresh, destroy and " +
  "`--refresh` (with the plugin every command) only by `pulumi refresh --run-program`, and " +
  "WECHAT_CLOUDBASE_ACCESS_TOKEN in the environment reaches them all";
const fresh = "The command must print a fresh token, not one from its own cache";

describe("a token source", () => {
  it.each([
    ["accessToken", "T0KEN", 0, true, "Set the accessToken to a fresh token"],
    ["accessTokenCommand", "echo T0KEN", Infinity, false, fresh],
  ] as const)(
    "%s=%s gives its token for %d ms",
    async (key, value, ttlMs, isSingleAccount, remedy) => {
      const source = sourceOf(key, value);
      expect(await source.fetch("", within())).toStrictEqual({ token: "T0KEN", ttlMs });
      expect(source).toMatchObject({ name: `the ${key}`, isSingleAccount, remedy });
    },
  );

  it("of the configuration may be the one recorded at the last up", () => {
    const setting = {
      key: "accessToken",
      value: "T",
      name: "it",
      isFromConfiguration: true,
    } as const;
    expect(createTokenSource(setting, {}).remedy).toBe(`Set it to a fresh token. ${recorded}`);
  });

  it.each(["accessTokenFile", "accessTokenCommand"] as const)(
    "does not show a token that was set as the %s",
    async (key) => {
      const source = sourceOf(key, "78_T0KEN".repeat(17));
      const { summary } = (await apiFailure(source.fetch("", within()))).problem;
      expect(summary).toContain("<136 characters> c");
      expect(summary).not.toContain("T0KEN");
    },
  );

  it("is missing: the error names the four places where a token may be given", async () => {
    expect((await apiFailure(missingSource.fetch("", within()))).problem).toStrictEqual({
      failure: "auth",
      summary: "no access token is configured",
      remedy:
        "Looked at WECHAT_CLOUDBASE_ACCESS_TOKEN, WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE, WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND, " +
        "WECHAT_CLOUDBASE_COMPONENT_APP_ID in the environment and at the stack's configuration (wechat-cloudbase:accessToken, " +
        `wechat-cloudbase:accessTokenFile, wechat-cloudbase:accessTokenCommand, wechat-cloudbase:componentAppId): set one of them. ${recorded}`,
    });
    expect(missingSource.isSingleAccount).toBe(false);
  });
});

describe("a command", () => {
  it("is split at white space and not given to a shell", async () => {
    expect(await run("printf [%s]  a\t~;echo * {b,c}")).toBe("[a][~;echo][*][{b,c}]");
  });

  it("may be a JSON array, whose words may be empty or have white space", async () => {
    expect(await run('["printf", "%s|%s", "a  b", ""]')).toBe("a  b|");
  });

  it.each([
    "TOKEN_KEY=s3cret print-token",
    "curl -s http://127.0.0.1 | jq -r .token",
    "login && print-token",
    "print-token ; true",
    "print-token > file",
    "print-token 2>&1",
    "print-token --key $s3cret",
    "print-token --key=${s3cret}",
    "print-token $(s3cret)",
    "sh -c 'echo s3cret'",
    'sh -c "echo s3cret"',
    "print-token `s3cret`",
  ])("that is written for a shell is not run: %s", async (command) => {
    expect(await problemOf(command)).toStrictEqual({
      failure: "auth",
      summary: "no access token from the accessTokenCommand: it is written for a shell",
      remedy: noShell,
    });
    expect(await run(JSON.stringify(["echo", command]))).toBe(command);
  });

  const noCommand =
    "no access token from the accessTokenCommand: it is neither a command nor a JSON array of strings";
  it.each(['["sh', "[]", '["sh", 7]', "[null]", '[""]', "", '["sh", "s3cret\\u0000"]'])(
    "that is written as %j is not run",
    async (command) => {
      const problem = { failure: "auth", summary: noCommand, remedy: noShell };
      expect(await problemOf(command)).toStrictEqual(problem);
    },
  );

  it("gets the account in its environment, with what was there", async () => {
    const print = shell("echo $WECHAT_CLOUDBASE_AUTHORIZER_APP_ID:$KEPT");
    const more = { KEPT: "kept", WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx0" };
    const environment = { ...process.env, ...more };
    expect(await run(print, "wx9", environment)).toBe("wx9:kept");
    expect(await run(print, "", environment)).toBe("wx0:kept");
  });

  it.each([
    [shell("echo s3cret; echo s3cret >&2; exit 3"), "sh ended with exit code 3", byHand],
    [shell("echo s3cret; kill -TERM $$"), "sh was ended by SIGTERM", byHand],
    [shell("yes s3cret"), "sh printed more than a token", byHand],
    ["none-here --token s3cret", "none-here could not be run: ENOENT", notRun],
    ["/dev/null/none", "/dev/null/none could not be run: ENOTDIR", notRun],
    ["https://ci:s3cret@t/x", "https://<9 characters>@t/x could not be run: ENOENT", notRun],
  ])("%s: the error says how it ended, and shows no secret", async (command, ended, remedy) => {
    expect(await problemOf(command)).toStrictEqual({
      failure: "auth",
      summary: `no access token from the accessTokenCommand: the command ${ended}`,
      remedy,
    });
  });

  it("may print 64 KiB", async () => {
    const print = (bytes: number) => shell(`head -c ${bytes} /dev/zero | tr '\\0' x`);
    expect(await run(print(65_536))).toHaveLength(65_536);
    expect((await problemOf(print(65_537))).summary).toContain("printed more than a token");
  });

  it("has no more time than the operation, and is killed even if it ignores SIGTERM", async () => {
    const file = join(temporaryFolder(), "pid");
    const command = shell(`trap '' TERM; echo $$ > "${file}"; echo s3cret; sleep 5; :`);
    const { summary, remedy } = await problemOf(command, within(500.5));
    expect(summary).toContain("the command sh did not end within 500 ms");
    expect(remedy).toBe(byHand);
    await soon(() => !isAnyAlive([Number(readFileSync(file, "utf8"))]));
  });

  it("is done when it ends, though a process that it started holds its output open", async () => {
    const file = join(temporaryFolder(), "pid");
    const pipes = () => process.getActiveResourcesInfo().filter((it) => it === "PipeWrap").length;
    const before = pipes();
    const started = performance.now();
    const token = await run(shell(`sleep 60 & echo $! > "${file}"; echo T0KEN`));
    expect(performance.now() - started).toBeLessThan(5_000);
    const left = Number(readFileSync(file, "utf8"));
    closeAfterTest({ close: () => killNow([left]) });
    expect([token, isAnyAlive([left])]).toEqual(["T0KEN", true]);
    // What is left of it does not keep this process from ending.
    await soon(() => pipes() <= before);
  });

  it("that fails is told at once, though a process that it started goes on", async () => {
    const started = performance.now();
    const { summary } = await problemOf(shell("sleep 3 & exit 3"));
    expect(summary).toContain("ended with exit code 3");
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  it.each([
    ["gives what a process that it started prints", "printf T0 & sh -c 'printf KEN' & wait"],
    ["has nothing to read", "cat; echo T0KEN"],
  ])("%s", async (_what, script) => {
    expect(await run(shell(script))).toHaveLength(5);
  });

  it("has half a minute at most, and a moment at least", async () => {
    const bounded = jest.spyOn(AbortSignal, "timeout");
    for (const ms of [120_000, 29_999.5, 0])
      await sourceOf("accessTokenCommand", "echo T")
        .fetch("", within(ms))
        .catch(() => undefined);
    const timeouts = bounded.mock.calls.map(([ms]) => ms);
    bounded.mockRestore();
    expect(timeouts).toEqual([30_000, 29_999, 1]);
  });

  it("ends when the operation is cancelled", async () => {
    const { summary, remedy } = await problemOf(
      "sleep 60",
      within(10_000, AbortSignal.timeout(50)),
    );
    expect(summary).toContain("the command sleep was cancelled");
    expect(remedy).toBe("Run it again");
  });
});
