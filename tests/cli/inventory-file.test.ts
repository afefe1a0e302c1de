import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { SingleBar } from "cli-progress";
import { inventory } from "../../cli/inventory";
import type { Inventory, Row } from "../../cli/inventory/row";
import { startEmulator } from "../../emulator";
import { runHere, startCli } from "../support/cli";
import { closeAfterTest } from "../support/connected";
import { accountsOf, platformOf } from "../support/platform";
import { soon } from "../support/soon";
import { temporaryFolder } from "../support/token-command";

const LIST = "/tcb/getenvinfo";

/** Six accounts, one environment each; wx4 cannot be read. */
const accounts = {
  ...accountsOf(6),
  wx4: { permissionSets: [17], environments: { "env-4": {} } },
};

async function world(seeds: Parameters<typeof accountsOf>[0] | object = accounts, latencyMs = 0) {
  const emulator = closeAfterTest(
    await startEmulator({ accounts: seeds as typeof accounts, latencyMs }),
  );
  const env = platformOf(emulator);
  const folder = temporaryFolder();
  const file = join(folder, "inventory.json");
  const partial = `${file}.partial`;
  const run = (...args: string[]) => runHere(inventory, args, env);
  /** Into the file, one account at a time. */
  const take = (...args: string[]) =>
    run("--format", "json", "--parallel", "1", "--out", file, ...args);
  const taken = () => JSON.parse(readFileSync(file, "utf8")) as Inventory;
  const asked = () => [...new Set(emulator.requests({ path: LIST }).map(({ appId }) => appId))];
  /** The run is interrupted when it comes to this account. */
  const interruptAt = (appId: string) =>
    emulator.faults.add({ on: { path: LIST, appId }, before: () => void process.emit("SIGINT") });
  return { emulator, env, folder, file, partial, run, take, taken, asked, interruptAt };
}

const envsOf = (rows: readonly Row[]) => rows.map(({ env }) => env);
const row = (account: string, more: object = {}) => ({
  ...{ account, name: null, env: "env-x", alias: "", kind: null, status: "NORMAL", open: true },
  ...{ version: 1, apiWhitelist: ["/old"], findings: [], ...more },
});
const takenAt = "2026-01-02T03:04:05.678Z";
const lines = (...values: unknown[]) => values.map((each) => `${JSON.stringify(each)}\n`).join("");

describe("the file of an inventory", () => {
  it("keeps what an earlier run has read and its time, and asks for the rest", async () => {
    const { take, taken, file, emulator, asked } = await world();
    await take();
    const before = taken();
    emulator.clearJournal();
    emulator.editInConsole("env-1", { apiWhitelist: [] });
    // The same file by another name.
    const ended = await take("--resume", relative(process.cwd(), file));
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain(`takes over 5 accounts as of ${before.takenAt}\n`);
    expect(taken()).toEqual(before);
    expect(asked()).toEqual(["wx4"]);
  });

  it.each([["json"], ["csv"]])("stays as it was if a run ends early: %s", async (format) => {
    const { file, partial, take, interruptAt } = await world();
    writeFileSync(file, "good");
    interruptAt("wx2");
    const early = await take("--format", format);
    expect(early).toMatchObject({ code: 3, stdout: "" });
    expect(early.stderr).toContain(
      `4 accounts are left: the same command with --resume ${file} goes on\n`,
    );
    expect(readFileSync(file, "utf8")).toBe("good");
    expect(existsSync(partial)).toBe(true);
    await expect(take()).rejects.toThrow(
      /is what an ended run has left: go on with --resume \S+, /,
    );
    expect((await take("--format", format, "--resume", file)).code).toBe(3);
    expect(readFileSync(file, "utf8")).toMatch(/env-0[^]*env-5/);
    expect(existsSync(partial)).toBe(false);
  });

  it("an early end is one if the rows so far are unreadable, and prints what there is", async () => {
    const unreadable = { wx0: accounts.wx4, ...accountsOf(0), wx1: { environments: { b: {} } } };
    const { run, interruptAt } = await world(unreadable);
    interruptAt("wx1");
    const early = await run("--format", "json", "--parallel", "1");
    expect(early.code).toBe(3);
    expect(early.stderr).toBe(
      "2 accounts, 0 environments, 1 row could not be read, 1 account is left\n",
    );
    expect((JSON.parse(early.stdout) as Inventory).rows).toHaveLength(1);
  });

  it("stays as it was if nothing could be read", async () => {
    const { file, partial, take } = await world({ wx4: accounts.wx4 });
    writeFileSync(file, "good");
    const { code, stderr } = await take();
    expect([code, readFileSync(file, "utf8")]).toEqual([1, "good"]);
    expect(stderr).toContain(
      `${file} is left as it was, for nothing could be read: UNREADABLE:61007 `,
    );
    expect(existsSync(partial)).toBe(false);
  });

  it.each([
    ["SIGKILL", null],
    ["SIGINT", 3],
  ] as const)("after %s loses at most the accounts under way", async (signal, code) => {
    const seeds = accountsOf(12);
    const { env, file, take, taken, emulator } = await world(seeds, 50);
    const args = ["inventory", "--format", "json", "--out", file, "--parallel", "1"];
    const { child, ended, said } = startCli(args, { env });
    await soon(() => emulator.requests({ action: "get" }).length >= 4, 20_000);
    await expect(take()).rejects.toThrow(
      `--out ${file} is being written by the process ${child.pid ?? 0}. If that is another program by now, ` +
        `go on with --resume ${file} and another --out, or remove ${file}.partial`,
    );
    child.kill(signal);
    expect((await ended).code).toBe(code);
    expect(said.stderr).toMatch(
      code === 3 ? /accounts are left: the same command with --resume/ : /^$/,
    );

    emulator.clearJournal();
    expect((await take("--resume", file)).code).toBe(0);
    expect(envsOf(taken().rows)).toEqual(Object.keys(seeds).map((id) => `env-${id.slice(2)}`));
    const again = emulator.requests({ action: "get" }).map(({ env }) => env);
    expect(again.length).toBeLessThanOrEqual(9);
    expect(again).not.toContain("env-0");
  });

  it("can be resumed again and again, where each run was killed in the middle of a line", async () => {
    const { emulator, partial, file, take, taken, interruptAt } = await world(accountsOf(6));
    const header = { pid: process.pid, endpoint: `${emulator.url}/`, takenAt };
    const torn = lines({ account: "wx1", rows: [row("wx1")] }).slice(0, 40);
    writeFileSync(partial, lines(header, { account: "wx0", rows: [row("wx0")] }) + torn);
    interruptAt("wx3");
    expect((await take("--resume", file)).code).toBe(3);
    const after = readFileSync(partial, "utf8");
    expect(JSON.parse(after.split("\n")[0] ?? "")).toEqual(header);
    writeFileSync(partial, after + torn);
    expect((await take("--resume", file)).code).toBe(0);
    const rows = ["env-x", ...[1, 2, 3, 4, 5].map((index) => `env-${index}`)];
    expect([taken().takenAt, envsOf(taken().rows)]).toEqual([takenAt, rows]);
  });

  it("with --details asks again for accounts that were read without", async () => {
    const { take, taken, file, emulator, asked } = await world(accountsOf(3));
    const rows = [row("wx0", { name: "shop", kind: "tcb" }), row("wx1"), row("wx2", { env: null })];
    const endpoint = `${emulator.url}/`;
    writeFileSync(file, JSON.stringify({ schemaVersion: 1, endpoint, takenAt, rows }));
    expect((await take("--details", "--resume", file)).code).toBe(0);
    expect(asked().sort()).toEqual(["wx1", "wx2"]);
    expect(taken().rows.map(({ kind }) => kind)).toEqual(["tcb", "tcb", "tcb"]);
  });

  it("with --details does not ask again if nobody can tell the kind", async () => {
    const { take, file, emulator, asked } = await world(accountsOf(2));
    const rows = [row("wx0", { name: "shop" }), row("wx1")];
    const endpoint = `${emulator.url}/`;
    writeFileSync(file, JSON.stringify({ schemaVersion: 1, endpoint, takenAt, rows }));
    expect((await take("--details", "--resume", file)).code).toBe(0);
    expect(asked()).toEqual(["wx1"]);
  });

  it("begins anew if there is nothing to resume, so that one command line serves each night", async () => {
    const { take, taken, file } = await world(accountsOf(2));
    const { code, stderr } = await take("--resume", file);
    expect([code, taken().rows.length]).toEqual([0, 2]);
    expect(stderr).toBe(`there is no ${file} yet: it begins anew\n2 accounts, 2 environments\n`);
  });

  it("a run that fails before it has the list of accounts leaves nothing", async () => {
    const { emulator, folder, take } = await world();
    await expect(take("--accounts", join(folder, "none"))).rejects.toThrow("ENOENT");
    emulator.faults.add({ errcode: 40125, times: Infinity });
    await expect(take()).rejects.toThrow("40125");
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["a line", "wx1", ".partial", 3],
    ["the whole", "wx3", "", 4],
  ])("%s that cannot be written ends the run: no further request", async (_, appId, name, most) => {
    const { emulator, file, partial, take, asked } = await world(accountsOf(4));
    const stopped = jest.spyOn(SingleBar.prototype, "stop");
    const path = `${file}${name}`;
    const before = () => {
      rmSync(path, { force: true });
      mkdirSync(path);
    };
    emulator.faults.add({ on: { path: LIST, appId }, before });
    await expect(take("--parallel", "2")).rejects.toMatchObject({
      name: "Error",
      message: `${path} cannot be written: EISDIR. Once it can be, go on with --resume ${file}`,
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked().length).toBeLessThanOrEqual(most);
    expect(existsSync(`${partial}.new`)).toBe(false);
    expect(stopped).toHaveBeenCalledTimes(1);
    stopped.mockRestore();
  });
});
