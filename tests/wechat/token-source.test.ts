import childProcess from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Deadline } from "../../provider/core/timing";
import type { ValueSetting } from "../../provider/wechat/settings";
import { createTokenSource, missingSource } from "../../provider/wechat/token-source";
import { apiFailure } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import { temporaryFolder } from "../support/token-command";

const setting = (key: ValueSetting["key"], value: string, isFromConfiguration = false) => ({
  key,
  value,
  name: `the ${key}`,
  isFromConfiguration,
});
const soon = (timeoutMs = 10_000, signal?: AbortSignal) =>
  new Deadline(new FakeClock(), timeoutMs, signal);
const remedy =
  "Try it by hand on this machine, without a shell: for a shell, or white space in an argument, write " +
  'a JSON array such as ["sh", "-c", "…"]';

/** What a command gives, or fails with. */
const run = (command: string, account = "", deadline = soon(), environment = process.env) =>
  createTokenSource(setting("accessTokenCommand", command), environment).fetch(account, deadline);
const problemOf = async (command: string, deadline = soon()) =>
  (await apiFailure(run(command, "", deadline))).problem;
const shell = (script: string) => JSON.stringify(["sh", "-c", script]);

describe("a ready token", () => {
  it("is what was given, for one account, and asked for every time", async () => {
    const source = createTokenSource(setting("accessToken", "T0KEN"), {});
    expect(await source.fetch("", soon())).toStrictEqual({ token: "T0KEN", keepMs: 0 });
    expect(source).toMatchObject({
      name: "the accessToken",
      isSingleAccount: true,
      remedy: "Set the accessToken to a fresh token",
    });
  });

  it("of the configuration may be the one recorded at the last up", () => {
    expect(createTokenSource(setting("accessToken", "T", true), {}).remedy).toBe(
      "Set the accessToken to a fresh token. Pulumi looks with the configuration recorded " +
        "at the last `up` (refresh, destroy, `--refresh`; with the plugin always): set " +
        "WECHAT_CLOUDBASE_ACCESS_TOKEN, or run `pulumi refresh --run-program` first",
    );
  });
});

describe("a token in the place of another setting", () => {
  it.each(["accessTokenFile", "accessTokenCommand"] as const)(
    "is not repeated where it stands as the %s",
    async (key) => {
      const source = createTokenSource(setting(key, "78_T0KEN".repeat(17)), {});
      const { summary } = (await apiFailure(source.fetch("", soon()))).problem;
      expect(summary).toContain("<136 characters> c");
      expect(summary).not.toContain("T0KEN");
    },
  );
});

const pipeIn = (folder: string) => {
  childProcess.execFileSync("mkfifo", [join(folder, "pipe")]);
  return join(folder, "pipe");
};
const bigFileIn = (folder: string) => {
  writeFileSync(join(folder, "big"), "x".repeat(65_537));
  return join(folder, "big");
};

describe("a file", () => {
  it("is read again whenever a token is needed", async () => {
    const file = join(temporaryFolder(), "token");
    const source = createTokenSource(setting("accessTokenFile", file), {});
    writeFileSync(file, "\n first \n");
    expect(await source.fetch("", soon())).toStrictEqual({ token: "first", keepMs: 0 });
    writeFileSync(file, "second");
    expect(await source.fetch("", soon())).toStrictEqual({ token: "second", keepMs: 0 });
    expect(source).toMatchObject({
      name: "the accessTokenFile",
      isSingleAccount: true,
      remedy: `Whatever writes ${file} must write a fresh token`,
    });
  });

  it.each([
    ["is not there", (folder: string) => join(folder, "none"), "cannot be read: ENOENT"],
    ["never ends", () => "/dev/zero", "is no regular file"],
    ["is a pipe that nobody writes to", pipeIn, "is no regular file"],
    ["holds more than a token", bigFileIn, "holds more than a token"],
    ["is a folder", (folder: string) => folder, "is no regular file"],
  ])("that %s is named with the reason", async (_what, pathIn, reason) => {
    const path = pathIn(temporaryFolder());
    const source = createTokenSource(setting("accessTokenFile", path), {});
    expect((await apiFailure(source.fetch("", soon()))).problem).toStrictEqual({
      failure: "auth",
      summary: `no access token from the accessTokenFile: ${path} ${reason}`,
      remedy: "Look at it on this machine",
    });
  });

  it("whose very name is impossible is an error like any other", async () => {
    const source = createTokenSource(setting("accessTokenFile", "a\u0000b"), {});
    expect((await apiFailure(source.fetch("", soon()))).problem.failure).toBe("auth");
  });
});

describe("a command", () => {
  it("prints the token; it serves any account and is kept until WeChat refuses it", async () => {
    const source = createTokenSource(setting("accessTokenCommand", "echo T0KEN"), process.env);
    expect(await source.fetch("", soon())).toStrictEqual({ token: "T0KEN", keepMs: Infinity });
    expect(source).toMatchObject({
      name: "the accessTokenCommand",
      isSingleAccount: false,
      remedy: "The command must print a fresh token, not one from its own cache",
    });
  });

  it("is split at white space and not given to a shell", async () => {
    expect((await run("echo  a\t$HOME;echo `b`")).token).toBe("a $HOME;echo `b`");
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
    expect((await run(print, "wx9", soon(), environment)).token).toBe("wx9:kept");
    expect((await run(print, "", soon(), environment)).token).toBe("wx0:kept");
  });

  it.each(['["sh', "[]", '["sh", 7]', "[7]", "[null]", '[""]', "", '["sh", "s3cret\\u0000"]'])(
    "that is written as %j is none",
    async (command) => {
      expect(await problemOf(command)).toStrictEqual({
        failure: "auth",
        summary:
          "no access token from the accessTokenCommand: it is neither a command nor a JSON array of strings",
        remedy,
      });
    },
  );

  it("may have an empty word after the first", async () => {
    expect((await run('["printf", "<%s>", ""]')).token).toBe("<>");
  });

  it.each([
    [shell("echo s3cret; echo s3cret >&2; exit 3"), "the command sh ended with exit code 3"],
    [
      "no-such-command-here --token s3cret",
      "the command no-such-command-here could not be run: ENOENT",
    ],
    [shell("echo s3cret; kill -TERM $$"), "the command sh could not be run: SIGTERM"],
    [shell("yes s3cret"), "the command sh printed more than a token"],
  ])("%s: says how it ended, and nothing of its words", async (command, ended) => {
    const problem = await problemOf(command);
    expect(problem).toStrictEqual({
      failure: "auth",
      summary: `no access token from the accessTokenCommand: ${ended}`,
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
    const { summary } = await problemOf(shell("trap '' TERM; echo s3cret; sleep 60"), soon(100.5));
    expect(summary).toContain("the command sh did not end within 100 ms");
  });

  it("has half a minute at most, and a moment at least", async () => {
    const started = jest.spyOn(childProcess, "execFile");
    for (const remainingMs of [120_000, 29_999.5, 0]) {
      await run("echo T", "", soon(remainingMs)).catch(() => undefined);
    }
    const timeouts = started.mock.calls.map(
      ([, , options]) => (options as { timeout: number }).timeout,
    );
    started.mockRestore();
    expect(timeouts).toEqual([30_000, 29_999, 1]);
  });

  it("ends when the operation is cancelled", async () => {
    const { summary } = await problemOf("sleep 60", soon(10_000, AbortSignal.timeout(50)));
    expect(summary).toContain("the command sleep could not be run: ABORT_ERR");
  });
});

describe("no source", () => {
  it("names the four places where a token may be given", async () => {
    expect((await apiFailure(missingSource.fetch("", soon()))).problem).toStrictEqual({
      failure: "auth",
      summary: "no access token is configured",
      remedy:
        "Looked at WECHAT_CLOUDBASE_ACCESS_TOKEN, WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE, WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND, " +
        "WECHAT_CLOUDBASE_COMPONENT_APP_ID in the environment and at the stack's configuration (wechat-cloudbase:accessToken, " +
        "wechat-cloudbase:accessTokenFile, wechat-cloudbase:accessTokenCommand, wechat-cloudbase:componentAppId): set one of them. Pulumi looks with the configuration recorded " +
        "at the last `up` (refresh, destroy, `--refresh`; with the plugin always): set " +
        "WECHAT_CLOUDBASE_ACCESS_TOKEN, or run `pulumi refresh --run-program` first",
    });
    expect(missingSource.isSingleAccount).toBe(false);
  });
});
