import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startEmulator } from "../../emulator";
import { runCli, variablesFor } from "../support/cli";
import { closeAfterTest, connected, ENV } from "../support/connected";
import { temporaryFolder } from "../support/token-command";

interface Told {
  ok: boolean;
  checks: { name: string; status: string; message: string; remedy?: string; ip?: string }[];
}

async function diagnose(args: string[], env: Record<string, string>, more: object = {}) {
  const { code, stdout, stderr } = await runCli(["doctor", ...args, "--json"], { env, ...more });
  const told = JSON.parse(stdout) as Told;
  const of = (name: string) => told.checks.filter((check) => check.name === name);
  const statuses = Object.fromEntries(told.checks.map(({ name, status }) => [name, status]));
  return { code, stderr, told, of, statuses };
}

const manifest = (file: string) =>
  (JSON.parse(readFileSync(resolve(__dirname, "../..", file), "utf8")) as { version: string })
    .version;

const isNode20 = process.versions.node.startsWith("20.");
const folderWith = (project: string) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "Pulumi.yaml"), project);
  return folder;
};

describe("doctor", () => {
  it("tells one line for each check, without colours where it is piped; 1 get", async () => {
    const { emulator, token, sent } = await connected();
    const { host } = new URL(emulator.url);

    const { code, stdout, stderr } = await runCli(["doctor", ENV], {
      env: variablesFor(emulator, token),
    });

    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toStrictEqual([
      `ok       node        Node.js ${process.versions.node}, pulumi-wechat-cloudbase ${manifest("package.json")}`,
      `ok       sdk         @pulumi/pulumi ${manifest("node_modules/@pulumi/pulumi/package.json")}`,
      "ok       source      WECHAT_CLOUDBASE_ACCESS_TOKEN, set in the environment",
      `ok       endpoint    ${host} answers`,
      "skipped  ip          WeChat names the caller's address only where it refuses it",
      "ok       token       WeChat accepts it",
      "ok       permission  the API may be called with this token",
      `ok       environment ${ENV} is there: open true, 1 path, version 1`,
    ]);
    expect(sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("judges the token without an environment, and says that it looked at none", async () => {
    const { emulator, token, sent } = await connected();

    const { code, statuses, of } = await diagnose([], variablesFor(emulator, token));

    expect(code).toBe(0);
    expect(statuses).toMatchObject({ token: "ok", permission: "ok", environment: "skipped" });
    expect(of("environment")[0]?.message).toBe("not looked at: no environment id was given");
    expect(sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("says that nothing checks the account of a fixed token", async () => {
    const { emulator, token } = await connected();
    const env = variablesFor(emulator, token);
    const message = "WeChat accepts it; whether it is of wx-other is not checked";

    const named = await diagnose([ENV, "--account", "wx-other"], env);
    const set = await diagnose([ENV], { ...env, WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx-other" });

    expect(named.of("token")).toEqual([{ name: "token", status: "ok", message }]);
    expect(set.of("token")).toEqual(named.of("token"));
    const secret = "0c79e1fa963cd80cc0be99b20a18faeb";
    const misplaced = { ...env, WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: secret };
    expect(JSON.stringify(await diagnose([ENV], misplaced))).not.toContain(secret);
  });

  it("says that the environment is not there", async () => {
    const { emulator, token } = await connected();

    const { code, statuses, of } = await diagnose(["nowhere"], variablesFor(emulator, token));

    expect(code).toBe(1);
    expect(statuses).toMatchObject({ token: "ok", permission: "ok", environment: "problem" });
    expect(of("environment")[0]).toMatchObject({
      message: expect.stringContaining("INVALID_ENV") as string,
      remedy: expect.stringContaining("Compare env") as string,
      errcode: -501000,
      rid: expect.any(String) as string,
    });
  });

  it("says that an account has no cloud development, with and without an environment", async () => {
    const accounts = { wx1: { cloudDevelopment: false, environments: { "env-1": {} } } };
    const emulator = closeAfterTest(await startEmulator({ accounts }));
    const env = variablesFor(emulator, emulator.issueToken({ appId: "wx1" }));

    for (const args of [["env-1"], []]) {
      const { code, of } = await diagnose(args, env);
      expect(code).toBe(1);
      expect(of("environment")[0]).toMatchObject({ status: "problem", errcode: 85088 });
    }
  });

  it("names the address that WeChat refuses", async () => {
    const { emulator, token } = await connected();
    emulator.faults.add({
      errcode: 40164,
      errmsg:
        "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 60b9e3b7-4813dc60-39049415",
    });

    const { code, statuses, of } = await diagnose([ENV], variablesFor(emulator, token));

    expect(code).toBe(1);
    expect(statuses).toMatchObject({
      endpoint: "ok",
      ip: "problem",
      token: "skipped",
      environment: "skipped",
    });
    expect(of("ip")[0]).toMatchObject({ ip: "203.0.113.7", rid: "60b9e3b7-4813dc60-39049415" });
    expect(of("ip")[0]?.message).toMatch(/^WeChat sees this machine as 203\.0\.113\.7: 40164/);
  });

  it("names it too where a token is to be obtained, and what obtaining one does", async () => {
    const { emulator } = await connected();
    const { appId, appSecret, verifyTicket } = emulator.component;
    const env = {
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
      WECHAT_CLOUDBASE_COMPONENT_APP_ID: appId,
      WECHAT_CLOUDBASE_COMPONENT_APP_SECRET: appSecret,
      WECHAT_CLOUDBASE_COMPONENT_VERIFY_TICKET: verifyTicket,
    };
    const good = await diagnose([ENV], env);
    expect(good.code).toBe(0);
    expect(good.of("token")[0]?.message).toMatch(
      /an earlier component_access_token lives about five/,
    );

    emulator.faults.add({ errcode: 61004, on: { path: "/cgi-bin/component/api_component_token" } });
    const { of } = await diagnose([ENV], env);
    expect(of("ip")[0]).toMatchObject({ status: "problem", ip: "127.0.0.1" });
  });

  it("says that nobody answers, and how to start an emulator there", async () => {
    const env = variablesFor({ url: "http://127.0.0.1:9" } as never, "T");
    const { code, statuses, of } = await diagnose([ENV], env);

    expect(code).toBe(1);
    expect(statuses).toMatchObject({ endpoint: "problem", ip: "skipped", token: "skipped" });
    expect(of("endpoint")[0]).toMatchObject({
      message: "ECONNREFUSED: connection refused",
      remedy:
        "Does the emulator run? In another terminal: npx pulumi-wechat-cloudbase emulator --port 9",
    });
  });

  it("asks WeChat nothing where a token cannot be had", async () => {
    const { emulator, sent } = await connected();
    const env = {
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
      WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE: "/no/such/file",
    };
    const { code, statuses, of } = await diagnose([ENV], env);

    expect(code).toBe(1);
    expect(statuses).toMatchObject({ endpoint: "skipped", ip: "skipped", token: "problem" });
    expect(of("token")[0]?.message).toContain("/no/such/file cannot be read: ENOENT");
    expect(sent()).toEqual({ get: 0, set: 0, applies: 0 });
  });

  it("finds no SDK in a folder without one, and an old one in another", async () => {
    const [empty, old] = [temporaryFolder(), temporaryFolder()];
    const home = join(old, "node_modules/@pulumi/pulumi");
    mkdirSync(home, { recursive: true });
    const sdkOf = async (version: string) => {
      writeFileSync(join(home, "package.json"), JSON.stringify({ version }));
      return (await diagnose([], {}, { cwd: old })).of("sdk")[0];
    };

    expect((await diagnose([], {}, { cwd: empty })).of("sdk")[0]).toMatchObject({
      status: "skipped",
      message: expect.stringContaining("no @pulumi/pulumi found from this folder") as string,
    });
    expect(await sdkOf("3.215.9")).toMatchObject({ status: "problem" });
    expect(await sdkOf("3.216.0")).toMatchObject({ status: "ok" });
    expect(await sdkOf("3.249.0")).toMatchObject({ status: isNode20 ? "warning" : "ok" });
    expect(await sdkOf("4.0.0")).toMatchObject({ status: "problem" });
  });

  it.each([
    "runtime: nodejs\n",
    "name: own\r\nruntime: 'nodejs' # as ever\r\nmain: index.ts\r\n",
    "runtime:\n  options:\n    typescript: false\n\n  name: nodejs\n",
    "runtime:\r\n  name: nodejs\r\n",
    "runtime: { name: nodejs }\n",
  ])("finds that the SDK is missing where Pulumi.yaml wants it: %j", async (project) => {
    const folder = folderWith(project);
    // pnpm starts a package's command with this: the SDK there is the package's, and no program's.
    const NODE_PATH = resolve(__dirname, "../../node_modules");

    const { code, of } = await diagnose([], { NODE_PATH }, { cwd: folder });

    const sdk = isNode20 ? "@pulumi/pulumi@3.248.0" : "@pulumi/pulumi";
    expect(code).toBe(1);
    expect(of("sdk")).toEqual([
      {
        name: "sdk",
        status: "problem",
        message: "no @pulumi/pulumi found from this folder, and Pulumi.yaml says nodejs",
        remedy: `Add it: npm install ${sdk}, pnpm add ${sdk} or yarn add ${sdk}`,
      },
    ]);
  });

  it.each([
    "runtime: yaml\n",
    "runtime: python\ndescription: name of nodejs\n",
    "name: nodejs\nruntime:\n  name: python\nmain: nodejs\n",
    "# runtime: nodejs\n",
  ])("misses no SDK where Pulumi.yaml wants none: %j", async (project) => {
    const folder = folderWith(project);

    expect((await diagnose([], {}, { cwd: folder })).statuses).toMatchObject({ sdk: "skipped" });
  });

  it("finds the SDK further up, as in a workspace", async () => {
    const folder = join(temporaryFolder(), "packages/infra");
    const home = join(folder, "../../node_modules/@pulumi/pulumi");
    for (const each of [folder, home]) mkdirSync(each, { recursive: true });
    writeFileSync(join(folder, "Pulumi.yaml"), "runtime: nodejs\n");
    writeFileSync(join(home, "package.json"), JSON.stringify({ version: "3.216.0" }));

    expect((await diagnose([], {}, { cwd: folder })).of("sdk")).toMatchObject([
      { status: "ok", message: "@pulumi/pulumi 3.216.0" },
    ]);
  });
});
