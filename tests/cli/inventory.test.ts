import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inventory } from "../../cli/inventory";
import * as taking from "../../cli/inventory/take";
import type { Inventory, Row } from "../../cli/inventory/row";
import { type AccountSeed, type Fault, startEmulator } from "../../emulator";
import { runHere, startCli } from "../support/cli";
import { closeAfterTest } from "../support/connected";
import { temporaryFolder } from "../support/token-command";
import { accountsOf, AUTHORIZER_TOKEN, platformOf } from "../support/platform";

const two = ["/wxa/b", "/wxa/a"];
const accounts = {
  wx1: {
    name: "=木棉茶铺",
    environments: { "env-1": { apiWhitelist: two }, "env-2": { alias: "@live" } },
  },
  wx2: { cloudDevelopment: false, environments: {} },
  wx3: { refreshToken: false, environments: { "env-3": {} } },
  wx4: { permissionSets: [17, 18], environments: { "env-4": {} } },
  wx5: { open: false, environments: { "env-5": { apiWhitelist: [], kind: "run" } } },
  wx6: { environments: { "env-6": { status: "HALTED" } } },
} as const;

async function world(seeds: Readonly<Record<string, AccountSeed>> = accounts, latencyMs = 0) {
  const emulator = closeAfterTest(await startEmulator({ accounts: seeds, latencyMs }));
  const env = platformOf(emulator);
  const folder = temporaryFolder();
  const file = join(folder, "inventory.json");
  const take = (...args: string[]) => runHere(inventory, args, env);
  const taken = () => JSON.parse(readFileSync(file, "utf8")) as Inventory;
  return { emulator, env, folder, file, take, taken };
}

const rowsIn = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as Inventory).rows;
const envsOf = (rows: readonly Row[]) => rows.map(({ env }) => env);
const told = (rows: readonly Row[]) =>
  rows.map(({ account, env, kind, findings }) => [account, env, kind, findings.join("; ")]);

describe("inventory", () => {
  it("has a row for each environment, and for each account that has none or cannot be read", async () => {
    const { take, taken, file, emulator } = await world();
    expect(await take("--format", "json", "--out", file, "--details")).toEqual({
      code: 3,
      stdout: "",
      stderr: "6 accounts, 4 environments, 3 rows could not be read\n",
    });
    const { rows, takenAt, ...rest } = taken();
    expect(rest).toEqual({ schemaVersion: 1, endpoint: `${emulator.url}/` });
    expect(new Date(takenAt).toISOString()).toBe(takenAt);
    expect(rows[0]).toStrictEqual({
      ...{ account: "wx1", name: "=木棉茶铺", env: "env-1", alias: "env-1", kind: "tcb" },
      ...{ status: "NORMAL", open: true, version: 1, apiWhitelist: two, findings: [] },
    });
    expect(told(rows)).toEqual([
      ["wx1", "env-1", "tcb", ""],
      ["wx1", "env-2", "tcb", "WILDCARD"],
      ["wx2", null, null, "NO_ENVIRONMENT"],
      ["wx3", null, null, expect.stringContaining("UNREADABLE:NO_ERRCODE wx3 has authorized")],
      ["wx4", null, null, "UNREADABLE:61007 permission set 49 missing, has 17, 18"],
      ["wx5", "env-5", "run", "CLOSED; EMPTY"],
      ["wx6", "env-6", "tcb", expect.stringMatching(/^HALTED; UNREADABLE:-501005 /)],
    ]);
    expect(emulator.requests({ action: "set" })).toEqual([]);
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  it("asks for no more than a token, the environments and each policy", async () => {
    const seeds = { wx1: accounts.wx1, wx5: accounts.wx5 };
    const { take, emulator } = await world(seeds);
    expect((await take("--format", "json")).code).toBe(0);
    const asked = emulator.requests().map(({ path }) => path.replace(/.*\//, ""));
    const names = [...new Set(asked)];
    expect(names.map((name) => [name, asked.filter((each) => each === name).length])).toEqual([
      ["api_component_token", 1],
      ["api_get_authorizer_list", 1],
      ["api_authorizer_token", 2],
      ["getenvinfo", 2],
      ["usecloudaccesstoken", 3],
    ]);
  });

  it("prints a table and a CSV in which no cell is a formula", async () => {
    const { take } = await world({ wx1: accounts.wx1 });
    expect((await take("--details")).stdout).toBe(
      `account  name       env    alias  kind  status  open  version  apiWhitelist   findings
wx1      =木棉茶铺  env-1  env-1  tcb   NORMAL  true  1        /wxa/b /wxa/a
wx1      =木棉茶铺  env-2  @live  tcb   NORMAL  true  1        /*             WILDCARD
`,
    );
    expect((await take("--details", "--format", "csv")).stdout).toBe(
      `account,name,env,alias,kind,status,open,version,apiWhitelist,findings
wx1,'=木棉茶铺,env-1,env-1,tcb,NORMAL,true,1,/wxa/b /wxa/a,
wx1,'=木棉茶铺,env-2,'@live,tcb,NORMAL,true,1,/*,WILDCARD
`,
    );
  });

  it("looks at the accounts that are named, or at the one of the token", async () => {
    const { take, folder, emulator, env } = await world();
    const list = join(folder, "accounts.txt");
    writeFileSync(list, "# ours\nwx5\n\nwx9\nwx5\n");
    const named = await take("--accounts", list, "--format", "json");
    expect(told(rowsIn(named))).toEqual([
      ["wx5", "env-5", null, "CLOSED; EMPTY"],
      ["wx9", null, null, expect.stringMatching(/^UNREADABLE:NO_ERRCODE wx9 is not among the acc/)],
    ]);
    const token = {
      WECHAT_CLOUDBASE_ENDPOINT: env.WECHAT_CLOUDBASE_ENDPOINT,
      WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken({ appId: "wx1" }),
    };
    const own = await runHere(inventory, ["--format", "json"], token);
    expect(envsOf(rowsIn(own))).toEqual(["env-1", "env-2"]);
  });

  it("says that one account's token wins over the platform's credentials", async () => {
    const { emulator, env } = await world({ wx1: accounts.wx1, wx4: accounts.wx4 });
    const token = { WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken() };
    emulator.clearJournal();
    await expect(runHere(inventory, [], { ...env, ...token })).rejects.toThrow(
      "WECHAT_CLOUDBASE_ACCESS_TOKEN holds one account's token, but 2 accounts are to be looked at. Unset it, so that the platform's credentials are used",
    );
    expect(emulator.requests({ action: "get" })).toEqual([]);
  });

  it("ends with 1 if nothing can be read", async () => {
    const { take } = await world({ wx4: accounts.wx4 });
    expect((await take()).code).toBe(1);
  });

  const policy = { action: "get" } as const;
  const noToken = { path: AUTHORIZER_TOKEN };
  it.each<[string, Fault, number, RegExp]>([
    ["a spent quota is a row", { on: policy, errcode: 45009 }, 3, /^UNREADABLE:45009 /],
    ["no permission is a row", { on: { path: "/tcb/getenvinfo" }, errcode: 48001 }, 3, /:48001 /],
    ["a server that is down is a row", { on: policy, status: 502, times: 4 }, 3, /RCODE HTTP 502/],
    ["a connection that is reset is none", { on: policy, reset: "before" }, 0, /^$/],
    [
      "a token that cannot be had is a row",
      { on: noToken, reset: "before", times: 4 },
      3,
      /^UNREADABLE:ECONNRESET no auth/,
    ],
    ["a token that dies is none", { on: policy, errcode: 42001 }, 0, /^$/],
  ])("%s", async (_what, fault, code, finding) => {
    const { take, emulator } = await world({ wx1: accounts.wx1, wx5: accounts.wx5 });
    emulator.faults.add(fault);
    const ended = await take("--format", "json", "--parallel", "1");
    expect(ended.code).toBe(code);
    expect(rowsIn(ended)[0]?.findings.join()).toMatch(finding);
    expect(ended.stdout + ended.stderr).not.toMatch(/refreshtoken@@@|ticket@@@/);
  });

  it("without the list of accounts ends with WeChat's error", async () => {
    const { take, emulator } = await world();
    const on = { path: "/cgi-bin/component/api_get_authorizer_list" };
    emulator.faults.add({ on, errcode: 40164, times: Infinity });
    await expect(take()).rejects.toThrow(
      "no list of the authorized accounts: 40164 error. Add the IP",
    );
  });

  it("looks at no more accounts at a time than the rate can serve", async () => {
    const { take, folder } = await world();
    const list = join(folder, "accounts.txt");
    writeFileSync(list, "wx1\nwx5\n");
    const looking = jest.spyOn(taking, "takeInventory").mockResolvedValue();
    await take("--accounts", list, "--rate", "1", "--parallel", "250");
    await take("--accounts", list, "--rate", "100", "--parallel", "250");
    expect(looking.mock.calls.map(([, { parallel }]) => parallel)).toEqual([10, 250]);
    looking.mockRestore();
  });

  it("says nothing of listeners if many accounts wait for one page of the list", async () => {
    const { env, folder } = await world(accountsOf(16));
    const list = join(folder, "accounts.txt");
    writeFileSync(list, Object.keys(accountsOf(16)).join("\n"));
    const { ended } = startCli(["inventory", "--accounts", list], { env });
    expect((await ended).stderr).toBe("16 accounts, 16 environments\n");
  });

  it.each(["table", "csv"])("no control character gets into a %s", async (format) => {
    const apiWhitelist = ["/a\u001b[31mRED", "/x\ny\u009b\u202e"];
    const { take } = await world({ wx1: { environments: { "env-1": { apiWhitelist } } } });
    expect((await take("--format", format)).stdout).toContain("/a?[31mRED /x?y??");
  });
});
