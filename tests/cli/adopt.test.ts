import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { adopt } from "../../cli/adopt";
import { coverage } from "../../cli/coverage";
import { inventory } from "../../cli/inventory";
import type { Row } from "../../cli/inventory/row";
import { shardOf } from "../../cli/shards";
import { runHere } from "../support/cli";
import { temporaryFolder } from "../support/token-command";

const row = (account: string, env: string | null, apiWhitelist: string[] | null): Row => {
  const name = account && `shop ${account}`;
  const found = { alias: env, kind: "tcb", status: "NORMAL", open: true, version: 1 } as const;
  const findings = apiWhitelist ? [] : ["UNREADABLE:61003 x"];
  return { account, name, env, ...found, apiWhitelist, findings };
};
const rows = [
  row("wx1", "env-1", ["/b", "/a"]),
  row("wx1", "env-2", ["/*"]),
  row("wx2", "env-3", ["/a", "/b", "/b"]),
  row("", "env-4", []),
  row("wx3", null, null),
];

function world(content: object | string = { schemaVersion: 1, endpoint: "https://e/", rows }) {
  const folder = temporaryFolder();
  const file = join(folder, "inventory.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  const out = join(folder, "my project");
  const json = (name: string) => JSON.parse(readFileSync(join(out, name), "utf8")) as unknown;
  const run = (...args: string[]) => runHere(adopt, ["--from", file, "--out", out, ...args], {});
  return { folder, file, out, json, run };
}

describe("adopt", () => {
  it("declares what is there: whitelists that are the same are one group", async () => {
    const { out, json, run } = world();
    expect(await run()).toEqual({
      code: 0,
      stdout: `4 policies, 5 files in ${out}\n`,
      stderr: "left out: wx3: UNREADABLE:61003 x\n",
    });
    expect(json("whitelists.json")).toEqual({
      "paths-1": ["/a", "/b"],
      everything: ["/*"],
      nothing: [],
    });
    expect(json("policies.json")).toEqual([
      { authorizerAppId: "wx1", env: "env-1", comment: "shop wx1", whitelist: "paths-1" },
      { authorizerAppId: "wx1", env: "env-2", comment: "shop wx1", whitelist: "everything" },
      { authorizerAppId: "wx2", env: "env-3", comment: "shop wx2", whitelist: "paths-1" },
      { env: "env-4", whitelist: "nothing" },
    ]);
    const program = readFileSync(join(out, "index.js"), "utf8");
    expect(program).toContain('require("pulumi-wechat-cloudbase")');
    expect(readFileSync(join(out, "Pulumi.yaml"), "utf8")).toMatch(/^name: "my-project"\n/);
    execFileSync(process.execPath, ["--check", join(out, "index.js")]);
  });

  it("writes what an import takes for the plugin, and a stack for each shard with an account", async () => {
    const { out, json, run } = world();
    await run("--native", "--shards", "3");
    const type = "wechat-cloudbase:index:CloudAccessTokenPolicy";
    const imported = ["02", "03"].flatMap(
      (shard) => (json(`import-${shard}.json`) as { resources: object[] }).resources,
    );
    expect(imported).toHaveLength(4);
    expect(imported).toContainEqual({ type, name: "env-1", id: "wx1/env-1" });
    expect(imported).toContainEqual({ type, name: "env-4", id: "env-4" });
    const file = `policies-0${shardOf("wx2", 3) + 1}.json`;
    expect(json(file)).toContainEqual(expect.objectContaining({ env: "env-3" }));
    expect(readdirSync(out).filter((each) => each.includes("-01."))).toEqual([]);
    expect(readFileSync(join(out, "Pulumi.shard-02.yaml"), "utf8")).toBe(
      'config:\n  "my-project:shard": "02"\n',
    );
    expect(readFileSync(join(out, "Pulumi.yaml"), "utf8")).toContain("node_modules/pulumi-wechat");
    execFileSync(process.execPath, ["--check", join(out, "index.js")]);
  });

  it("keeps an account in its shard, and moves few for another number of shards", () => {
    const ids = Array.from({ length: 3_000 }, (_, index) => `wx${index}`);
    const sizeOf = (shard: number) => ids.filter((id) => shardOf(id, 30) === shard).length;
    const sizes = Array.from({ length: 30 }, (_, shard) => sizeOf(shard));
    expect(Math.min(...sizes)).toBeGreaterThan(60);
    expect(Math.max(...sizes)).toBeLessThan(140);
    const moved = ids.filter((id) => shardOf(id, 30) !== shardOf(id, 31));
    expect(new Set(moved.map((id) => shardOf(id, 31)))).toEqual(new Set([30]));
    expect(moved.length).toBeLessThan(150);
  });

  it.each([
    ['{"schemaVersion": 1', "is not JSON: was it cut off?"],
    [{ schemaVersion: 2, rows: [] }, "has schemaVersion 2; this version reads 1"],
    [{ rows: [] }, "is not what `inventory --format json` writes"],
    [{ schemaVersion: 1, rows: [{ env: 1 }] }, "is not what `inventory --format json` writes"],
    [{ schemaVersion: 1, rows: rows.slice(4) }, "has no policy that could be read"],
  ])("refuses an inventory of %j", async (content, said) => {
    await expect(world(content).run()).rejects.toThrow(said);
  });

  it("leaves out what the resource would refuse, and says so", async () => {
    const odd = [row("wx1", "env-1", ["/ok", "wxa/noslash"]), row("wx1", "env-2", ["/*"])];
    const { json, run } = world({ schemaVersion: 1, rows: odd });
    expect((await run()).stderr).toBe(
      'left out: env-1 of wx1: "wxa/noslash" must begin with "/": write "/wxa/noslash"\n',
    );
    expect(json("policies.json")).toEqual([expect.objectContaining({ env: "env-2" })]);
  });

  it.each([
    ["政策", "wechat-policies"],
    ["123", "123"],
    ["null", "null"],
    ["a b", "a-b"],
  ])("in the folder %s names the project %s", async (folder, name) => {
    const { folder: top, file } = world();
    const out = join(top, folder);
    await runHere(adopt, ["--from", file, "--out", out], {});
    expect(readFileSync(join(out, "Pulumi.yaml"), "utf8")).toContain(`name: "${name}"\n`);
  });

  it("overwrites nothing", async () => {
    const { out, run } = world();
    mkdirSync(out);
    writeFileSync(join(out, "x"), "");
    await expect(run()).rejects.toThrow(/is not empty$/);
    await expect(run("--shards", "0")).rejects.toThrow("a whole number from 1 to 1000");
  });
});

describe("coverage", () => {
  const type = "pulumi-nodejs:dynamic/wechat-cloudbase:CloudAccessTokenPolicy";
  const stored = (env: string, apiWhitelist: unknown, more: object = {}) => ({
    ...{ type, urn: `urn:${env}` },
    outputs: { env, apiWhitelist, open: true, managesOpen: false, ...more },
  });
  const all = rows.slice(0, 4).map((each) => stored(each.env ?? "", each.apiWhitelist ?? []));
  async function cover(resources: unknown, args: string[] = [], taken = rows) {
    const { folder, file } = world({ schemaVersion: 1, endpoint: "https://e/", rows: taken });
    const state = join(folder, "state.json");
    const exported = JSON.stringify({ deployment: { resources } });
    writeFileSync(state, typeof resources === "string" ? resources : exported);
    return runHere(coverage, ["--inventory", file, "--state", state, ...args], {});
  }

  it("names what is not managed, gone or drifted", async () => {
    const { code, stdout } = await cover([
      stored("env-1", ["/a", "/b"]),
      stored("env-2", ["/*"], { open: false, managesOpen: true }),
      stored("env-3", ["/a"]),
      stored("env-9", [], { authorizerAppId: "wx9" }),
      { type: "other", urn: "urn:x" },
      { ...stored("env-4", []), delete: true },
    ]);
    expect(stdout).toBe(`drifted    wx1 env-2 urn:env-2
drifted    wx2 env-3 urn:env-3
unmanaged  env-4
unreadable wx3
gone       wx9 env-9 urn:env-9
1 managed, 2 drifted, 1 unmanaged, 1 unreadable, 1 gone
`);
    expect(code).toBe(7);
  });

  const secret = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(["/a", "/b"]),
  };
  it.each<[string, object[], string]>([
    [
      "of another account",
      [stored("env-1", ["/a", "/b"], { authorizerAppId: "wx9" })],
      "unmanaged",
    ],
    ["that was only read", [{ ...stored("env-1", ["/a", "/b"]), external: true }], "unmanaged"],
    ["of two stacks, of which one differs", [stored("env-1", []), all[0] ?? {}], "drifted"],
    ["with a secret whitelist in plain text", [stored("env-1", secret)], "managed"],
    ["in a stack without a resource", [], "unmanaged"],
  ])("of a policy %s says what is true", async (_what, resources, verdict) => {
    const { stdout } = await cover(resources, ["--format", "json"], rows.slice(0, 1));
    expect((JSON.parse(stdout) as { rows: object[] }).rows[0]).toMatchObject({ verdict });
  });

  it("of two stacks that manage a policy, neither is gone", async () => {
    const { code, stdout } = await cover(
      [...all.slice(0, 1), ...all.slice(0, 1)],
      [],
      rows.slice(0, 1),
    );
    expect([code, stdout]).toEqual([0, "1 managed\n"]);
  });

  it("reads the export of a stack that was never brought up", async () => {
    const { stdout } = await cover(
      '{"version":3,"deployment":{"manifest":{}}}',
      [],
      rows.slice(0, 1),
    );
    expect(stdout).toContain("1 unmanaged");
  });

  it("calls nothing gone or managed of an account that could not be looked at", async () => {
    const { stdout, code } = await cover([
      ...all,
      stored("flowers", [], { authorizerAppId: "wx3" }),
    ]);
    expect(stdout).toBe(`unreadable wx3
unreadable wx3 flowers urn:flowers
4 managed, 2 unreadable
`);
    expect(code).toBe(7);
  });

  it("ends with 0 if everything is managed and equal, the plugin's resources too", async () => {
    const native = "wechat-cloudbase:index:CloudAccessTokenPolicy";
    const resources = all.map((each) => ({ ...each, type: native }));
    const { code, stdout } = await cover(resources, ["--format", "json"], rows.slice(0, 4));
    expect(code).toBe(0);
    const managed = rows.slice(0, 4).map(({ env, account }) => {
      return { env, account, urn: `urn:${env}`, verdict: "managed" };
    });
    expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, rows: managed });
  });

  it.each([
    ["[]", "is not what `pulumi stack export` prints"],
    ["{", "is not what `pulumi stack export` prints"],
    [[null], "is not what `pulumi stack export` prints"],
    [[{ type, urn: "urn:e", outputs: null }], "urn:e has no policy that can be read"],
    [[stored("e", { ciphertext: "x" })], "--show-secrets"],
  ])("refuses a state of %j", async (resources, said) => {
    await expect(cover(resources)).rejects.toThrow(said);
  });
});

it.each([
  [inventory, ["--format", "xml"], "--format is one of table, json, csv"],
  [inventory, ["--parallel", "0"], "--parallel takes a whole number from 1 to 256"],
  [inventory, ["--rate", "x"], "--rate takes a whole number from 1 to 10000"],
  [inventory, ["--resume", "/no/such"], "/no/such cannot be read: ENOENT"],
  [inventory, ["--out", "/no/such/file"], "--out /no/such/file cannot be written: ENOENT"],
  [inventory, ["--accounts", "/dev/null"], "--accounts names no account"],
  [adopt, [], "--from and --out are needed"],
  [coverage, [], "--inventory and --state are needed"],
])("a wrong call is told at once: %#", async (command, args, said) => {
  const endpoint = "http://127.0.0.1:9";
  const env = { WECHAT_CLOUDBASE_ACCESS_TOKEN: "t", WECHAT_CLOUDBASE_ENDPOINT: endpoint };
  await expect(runHere(command, args, env)).rejects.toThrow(said);
});
