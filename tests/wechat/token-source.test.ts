import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ValueSetting } from "../../provider/wechat/settings";
import { createTokenSource, missingSource } from "../../provider/wechat/token-source";
import { closeAfterTest } from "../support/connected";
import { isAnyAlive, killNow } from "../support/processes";
import { soon } from "../support/soon";
import { temporaryFolder } from "../support/token-command";
import { problemOf, within } from "./calls";

const sourceOf = (key: ValueSetting["key"], value: string, more: object = {}) =>
  createTokenSource(
    { key, value, name: "IT", isFromConfiguration: false, ...more },
    { ...process.env, KEPT: "kept", WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx0" },
  );
/** What a command gives. */
const fetched = (command: string, deadline = within(), account = "") =>
  sourceOf("accessTokenCommand", command).fetch(account, deadline);
const tokenOf = async (command: string) => (await fetched(command)).token;
const shell = (script: string) => JSON.stringify(["sh", "-c", script]);
const print = (bytes: number) => shell(`head -c ${bytes} /dev/zero | tr '\\0' x`);
const failed = (what: string, remedy: string) => ({
  failure: "auth",
  summary: `no access token from IT: ${what}`,
  remedy,
});

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
const printAnother = "The command must print a fresh token, not one from its own cache";

it.each([
  ["accessToken", "T0KEN", 0, true, "Set IT to a fresh token"],
  ["accessTokenCommand", "echo T0KEN", Infinity, false, printAnother],
] as const)("%s=%s gives its token for %d ms", async (key, value, ttlMs, isSingle, remedy) => {
  const source = sourceOf(key, value);
  expect(await source.fetch("", within())).toStrictEqual({ token: "T0KEN", ttlMs });
  expect(source).toMatchObject({ name: "IT", isSingleAccount: isSingle, remedy });
  // What is configured may be the token recorded at the last up.
  const configured = sourceOf(key, value, { isFromConfiguration: true });
  expect(configured.remedy).toBe(`${remedy}. ${recorded}`);
});

it.each(["accessTokenFile", "accessTokenCommand"] as const)(
  "a token that was set as the %s is not shown",
  async (key) => {
    const { summary } = await problemOf(sourceOf(key, "78_T0KEN".repeat(17)).fetch("", within()));
    expect(summary).toContain("<136 characters> c");
    expect(summary).not.toContain("T0KEN");
  },
);

it("without a source the error names the first to set, and where the others are", async () => {
  expect(await problemOf(missingSource.fetch("", within()))).toStrictEqual({
    failure: "auth",
    summary: "no access token is configured",
    remedy:
      "Set WECHAT_CLOUDBASE_ACCESS_TOKEN, …_FILE or …_COMMAND, or the platform's credentials (README, Authentication)",
  });
  expect(missingSource.isSingleAccount).toBe(false);
});

const split = "printf [%s]  a\t~;echo * {b,c}";
const accountOf = shell("echo $WECHAT_CLOUDBASE_AUTHORIZER_APP_ID:$KEPT");

it.each([
  ["is split at white space and not given to a shell", split, "", "[a][~;echo][*][{b,c}]"],
  ["may be a JSON array of any words", '["printf", "%s|%s", "a  b", ""]', "", "a  b|"],
  ["has nothing to read", shell("cat; echo T0KEN"), "", "T0KEN"],
  ["finds its account in the environment", accountOf, "wx9", "wx9:kept"],
  ["finds the environment's account if it has none", accountOf, "", "wx0:kept"],
  ["may print 64 KiB", print(65_536), "", "x".repeat(65_536)],
])("a command %s", async (_what, command, account, token) => {
  expect((await fetched(command, within(), account)).token).toBe(token);
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
])("a command that is written for a shell is not run: %s", async (command) => {
  const problem = failed("it is written for a shell", noShell);
  expect(await problemOf(fetched(command))).toStrictEqual(problem);
  expect(await tokenOf(JSON.stringify(["echo", command]))).toBe(command);
});

it.each(['["sh', "[]", '["sh", 7]', "[null]", '[""]', "", '["sh", "s3cret\\u0000"]'])(
  "a command %j is not run",
  async (command) => {
    const problem = failed("it is neither a command nor a JSON array of strings", noShell);
    expect(await problemOf(fetched(command))).toStrictEqual(problem);
  },
);

it.each([
  [shell("echo s3cret; echo s3cret >&2; exit 3"), "sh ended with exit code 3", byHand],
  [shell("echo s3cret; kill -TERM $$"), "sh was ended by SIGTERM", byHand],
  [shell("yes s3cret"), "sh printed more than a token", byHand],
  [print(65_537), "sh printed more than a token", byHand],
  ["none-here --token s3cret", "none-here could not be run: ENOENT", notRun],
  ["/dev/null/none", "/dev/null/none could not be run: ENOTDIR", notRun],
  ["https://ci:s3cret@t/x", "https://<9 characters>@t/x could not be run: ENOENT", notRun],
])("%s: the error says how it ended, and no secret", async (command, ended, remedy) => {
  const problem = failed(`the command ${ended}`, remedy);
  expect(await problemOf(fetched(command))).toStrictEqual(problem);
});

/** A file into which a command writes the id of a process. */
function pidFile() {
  const file = join(temporaryFolder(), "pid");
  return { file, pid: () => Number(readFileSync(file, "utf8")) };
}

it("a command that ignores SIGTERM is killed when the operation's time is up", async () => {
  const { file, pid } = pidFile();
  const command = shell(`trap '' TERM; echo $$ > "${file}"; echo s3cret; sleep 5; :`);
  const problem = failed("the command sh did not end within 500 ms", byHand);
  expect(await problemOf(fetched(command, within(500.5)))).toStrictEqual(problem);
  await soon(() => !isAnyAlive([pid()]), 3_000);
});

it("a command is done when it ends, though a child of it holds its output open", async () => {
  const { file, pid } = pidFile();
  const pipes = () => process.getActiveResourcesInfo().filter((kind) => kind === "PipeWrap").length;
  const before = pipes();
  const started = performance.now();
  const token = await tokenOf(shell(`sleep 60 & echo $! > "${file}"; echo T0KEN`));
  expect(performance.now() - started).toBeLessThan(5_000);
  closeAfterTest({ close: () => killNow([pid()]) });
  // Else a program that has nothing to do any more would wait for that child.
  await soon(() => pipes() <= before);
  expect([token, isAnyAlive([pid()])]).toEqual(["T0KEN", true]);
});

it("a command that fails is told at once, though a child of it goes on", async () => {
  const started = performance.now();
  const { summary } = await problemOf(fetched(shell("sleep 3 & exit 3")));
  expect(summary).toContain("ended with exit code 3");
  expect(performance.now() - started).toBeLessThan(2_500);
});

it("a command gives what a child of it prints before it ends", async () => {
  expect(await tokenOf(shell("printf T0 & sh -c 'printf KEN' & wait"))).toHaveLength(5);
});

it("a command has half a minute at most, and a moment at least", async () => {
  const bounded = jest.spyOn(AbortSignal, "timeout");
  for (const ms of [120_000, 29_999.5, 0])
    await fetched("echo T", within(ms)).catch(() => undefined);
  const timeouts = bounded.mock.calls.map(([ms]) => ms);
  bounded.mockRestore();
  expect(timeouts).toEqual([30_000, 29_999, 1]);
});

it("a command ends when the operation is cancelled", async () => {
  const cancelled = within(10_000, AbortSignal.timeout(50));
  const problem = failed("the command sleep was cancelled", "Run it again");
  expect(await problemOf(fetched("sleep 60", cancelled))).toStrictEqual(problem);
});
