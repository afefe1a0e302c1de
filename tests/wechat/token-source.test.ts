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

const setting = (key: ValueSetting["key"], value: string, isFromConfiguration = false) => ({
  key,
  value,
  name: `the ${key}`,
  isFromConfiguration,
});
const within = (timeoutMs = 10_000, signal?: AbortSignal) =>
  new Deadline(new FakeClock(), timeoutMs, signal);
const noShell =
  "It is started without a shell: for a shell, or white space in an argument, write a JSON array such as " +
  '["sh", "-c", "…"]';
const notRun = `Look whether this machine has it and may run it. ${noShell}`;
const byHand =
  "It ran on this machine, with nothing to read: run it there by hand, and look at what it prints. " +
  "None of that is shown here, because it could hold a token";

/** What a command gives, or fails with. */
const run = (command: string, account = "", deadline = within(), environment = process.env) =>
  createTokenSource(setting("accessTokenCommand", command), environment).fetch(account, deadline);
const problemOf = async (command: string, deadline = within()) =>
  (await apiFailure(run(command, "", deadline))).problem;
const shell = (script: string) => JSON.stringify(["sh", "-c", script]);

describe("a ready token", () => {
  it("is what was given, for one account, and asked for every time", async () => {
    const source = createTokenSource(setting("accessToken", "T0KEN"), {});
    expect(await source.fetch("", within())).toStrictEqual({ token: "T0KEN", ttlMs: 0 });
    expect(source).toMatchObject({
      name: "the accessToken",
      isSingleAccount: true,
      remedy: "Set the accessToken to a fresh token",
    });
  });

  it("of the configuration may be the one recorded at the last up", () => {
    expect(createTokenSource(setting("accessToken", "T", true), {}).remedy).toBe(
      "Set the accessToken to a fresh token. Pulumi keeps the configuration of the last `up`: what was " +
        "set in it since reaches refresh, destroy and `--refresh` (with the plugin every command) only by " +
        "`pulumi refresh --run-program`, and WECHAT_CLOUDBASE_ACCESS_TOKEN in the environment reaches them all",
    );
  });
});

describe("a token in the place of another setting", () => {
  it.each(["accessTokenFile", "accessTokenCommand"] as const)(
    "is not repeated where it stands as the %s",
    async (key) => {
      const source = createTokenSource(setting(key, "78_T0KEN".repeat(17)), {});
      const { summary } = (await apiFailure(source.fetch("", within()))).problem;
      expect(summary).toContain("<136 characters> c");
      expect(summary).not.toContain("T0KEN");
    },
  );
});

describe("a command", () => {
  it("prints the token; it serves any account and is kept until WeChat refuses it", async () => {
    const source = createTokenSource(setting("accessTokenCommand", "echo T0KEN"), process.env);
    expect(await source.fetch("", within())).toStrictEqual({ token: "T0KEN", ttlMs: Infinity });
    expect(source).toMatchObject({
      name: "the accessTokenCommand",
      isSingleAccount: false,
      remedy: "The command must print a fresh token, not one from its own cache",
    });
  });

  it("is split at white space and not given to a shell", async () => {
    const { token } = await run("printf [%s]  a\t~;echo * {b,c}");
    expect(token).toBe("[a][~;echo][*][{b,c}]");
  });

  it("that is a URL is not repeated with the password in it", async () => {
    const { summary } = await problemOf("https://ci:s3cret@wxtoken.example/print");
    expect(summary).toContain("the command https://<9 characters>@wxtoken.example/print could not");
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
  ])("that is written for a shell is none: %s", async (command) => {
    expect(await problemOf(command)).toStrictEqual({
      failure: "auth",
      summary: "no access token from the accessTokenCommand: it is written for a shell",
      remedy: noShell,
    });
    expect((await run(JSON.stringify(["echo", command]))).token).toBe(command);
  });

  it("may be a JSON array, whose words may have white space", async () => {
    expect((await run('["printf", "%s|%s", "a  b", ""]')).token).toBe("a  b|");
  });

  it("finds the account in its environment, beside what was there", async () => {
    const print = shell("echo $WECHAT_CLOUDBASE_AUTHORIZER_APP_ID:$KEPT");
    const environment = {
      ...process.env,
      KEPT: "kept",
      WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx0",
    };
    expect((await run(print, "wx9", within(), environment)).token).toBe("wx9:kept");
    expect((await run(print, "", within(), environment)).token).toBe("wx0:kept");
  });

  it.each(['["sh', "[]", '["sh", 7]', "[7]", "[null]", '[""]', "", '["sh", "s3cret\\u0000"]'])(
    "that is written as %j is none",
    async (command) => {
      expect(await problemOf(command)).toStrictEqual({
        failure: "auth",
        summary:
          "no access token from the accessTokenCommand: it is neither a command nor a JSON array of strings",
        remedy: noShell,
      });
    },
  );

  it("may have an empty word after the first", async () => {
    expect((await run('["printf", "<%s>", ""]')).token).toBe("<>");
  });

  it.each([
    [shell("echo s3cret; echo s3cret >&2; exit 3"), "sh ended with exit code 3", byHand],
    [shell("echo s3cret; kill -TERM $$"), "sh was ended by SIGTERM", byHand],
    [shell("yes s3cret"), "sh printed more than a token", byHand],
    ["none-here --token s3cret", "none-here could not be run: ENOENT", notRun],
    ["/dev/null/none", "/dev/null/none could not be run: ENOTDIR", notRun],
  ])("%s: says how it ended, and nothing of its words", async (command, ended, remedy) => {
    const problem = await problemOf(command);
    expect(problem).toStrictEqual({
      failure: "auth",
      summary: `no access token from the accessTokenCommand: the command ${ended}`,
      remedy,
    });
    expect(JSON.stringify(problem)).not.toContain("s3cret");
  });

  it("may print 64 KiB", async () => {
    const print = (bytes: number) => shell(`head -c ${bytes} /dev/zero | tr '\\0' x`);
    expect((await run(print(65_536))).token).toHaveLength(65_536);
    expect((await problemOf(print(65_537))).summary).toContain("printed more than a token");
  });

  it("has no more time than the operation, and is killed even where it does not listen", async () => {
    const file = join(temporaryFolder(), "pid");
    const command = shell(`trap '' TERM; echo $$ > "${file}"; echo s3cret; sleep 5; :`);
    const { summary, remedy } = await problemOf(command, within(500.5));
    expect(summary).toContain("the command sh did not end within 500 ms");
    expect(remedy).toBe(byHand);
    await soon(() => !isAnyAlive([Number(readFileSync(file, "utf8"))]));
  });

  it("is done when it ends, though what it started goes on and holds its output", async () => {
    const file = join(temporaryFolder(), "pid");
    const pipes = () => process.getActiveResourcesInfo().filter((it) => it === "PipeWrap").length;
    const before = pipes();
    const started = performance.now();
    const { token } = await run(shell(`sleep 60 & echo $! > "${file}"; echo T0KEN`));
    expect(performance.now() - started).toBeLessThan(5_000);
    const left = Number(readFileSync(file, "utf8"));
    closeAfterTest({ close: () => killNow([left]) });
    expect([token, isAnyAlive([left])]).toEqual(["T0KEN", true]);
    // What is left of it does not keep this process from ending.
    await soon(() => pipes() <= before);
  });

  it("may have its last words said by what it started", async () => {
    expect((await run(shell("printf T0 & sh -c 'printf KEN' & wait"))).token).toHaveLength(5);
  });

  it("that fails is told at once, though what it started goes on", async () => {
    const started = performance.now();
    const { summary } = await problemOf(shell("sleep 3 & exit 3"));
    expect(summary).toContain("ended with exit code 3");
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  it("has nothing to read", async () => {
    expect((await run(shell("cat; echo T0KEN"))).token).toBe("T0KEN");
  });

  it("has half a minute at most, and a moment at least", async () => {
    const bounded = jest.spyOn(AbortSignal, "timeout");
    for (const remainingMs of [120_000, 29_999.5, 0]) {
      await run("echo T", "", within(remainingMs)).catch(() => undefined);
    }
    const timeouts = bounded.mock.calls.map(([ms]) => ms);
    bounded.mockRestore();
    expect(timeouts).toEqual([30_000, 29_999, 1]);
  });

  it("ends when the operation is cancelled", async () => {
    const cancelled = within(10_000, AbortSignal.timeout(50));
    const { summary, remedy } = await problemOf("sleep 60", cancelled);
    expect(summary).toContain("the command sleep was cancelled");
    expect(remedy).toBe("Run it again");
  });
});

describe("no source", () => {
  it("names the four spans where a token may be given", async () => {
    expect((await apiFailure(missingSource.fetch("", within()))).problem).toStrictEqual({
      failure: "auth",
      summary: "no access token is configured",
      remedy:
        "Looked at WECHAT_CLOUDBASE_ACCESS_TOKEN, WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE, WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND, " +
        "WECHAT_CLOUDBASE_COMPONENT_APP_ID in the environment and at the stack's configuration (wechat-cloudbase:accessToken, " +
        "wechat-cloudbase:accessTokenFile, wechat-cloudbase:accessTokenCommand, wechat-cloudbase:componentAppId): set one of them. Pulumi keeps the configuration of the last `up`: what was " +
        "set in it since reaches refresh, destroy and `--refresh` (with the plugin every command) only by " +
        "`pulumi refresh --run-program`, and WECHAT_CLOUDBASE_ACCESS_TOKEN in the environment reaches them all",
    });
    expect(missingSource.isSingleAccount).toBe(false);
  });
});
