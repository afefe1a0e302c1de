import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { diagnose, runCli, variablesFor } from "../support/cli";
import { ACCOUNT, closeAfterTest, connected, ENV } from "../support/connected";
import { credentialsOf } from "../support/platform";

const has = (text: string) => expect.stringContaining(text) as string;

const versionIn = (file: string) =>
  (JSON.parse(readFileSync(resolve(__dirname, "../..", file), "utf8")) as { version: string })
    .version;

/** Without the token that a case has otherwise. */
const asPlatform = ({ component }: Emulator) => ({
  WECHAT_CLOUDBASE_ACCESS_TOKEN: "",
  ...credentialsOf(component),
});

interface Case {
  claim: string;
  args?: string[];
  env?: (emulator: Emulator) => Record<string, string>;
  prepare?: (emulator: Emulator) => void;
  code: 0 | 1;
  /** By the check's name. */
  checks: Record<string, object>;
  /** Default: 1. */
  gets?: number;
}

const ok = { status: "ok" };
const problem = { status: "problem" };
const skipped = { status: "skipped" };
const unchecked = {
  status: "ok",
  message: "WeChat accepts it; whether it is of wx-other is not checked",
};

const cases: Case[] = [
  {
    claim: "names the permission sets of the account, and what is left of the quota",
    args: [ENV, "--account", ACCOUNT, "--quota"],
    env: asPlatform,
    code: 0,
    checks: {
      token: { message: has("share one token by accessTokenCommand or accessTokenFile") },
      permission: {
        status: "ok",
        message: `${ACCOUNT} ${ACCOUNT} has granted the permission sets 18, 49`,
      },
      quota: {
        status: "ok",
        message: "9999 of 10000 calls of /tcb/usecloudaccesstoken are left today",
      },
    },
  },
  {
    claim: "says that the quota is not told",
    args: [ENV, "--quota"],
    prepare: (emulator) =>
      void emulator.faults.add({ on: { path: "/cgi-bin/openapi/quota/get" }, errcode: 48001 }),
    code: 0,
    checks: { quota: { status: "warning", message: has("not told: 48001") } },
  },
  {
    claim: "warns that the account's switch is closed",
    prepare: (emulator) => emulator.editInConsole(ENV, { open: false }),
    code: 0,
    checks: {
      environment: {
        status: "warning",
        message: `${ENV} is there: open false, 1 path, version 2`,
        remedy: has("no whitelist of this account means anything"),
      },
    },
  },
  {
    claim: "judges the token without an environment, and says that it checked none",
    args: [],
    code: 0,
    checks: {
      token: ok,
      permission: ok,
      environment: { ...skipped, message: "not looked at: no environment id was given" },
    },
  },
  {
    claim: "says that nothing checks the account of a fixed token, from --account",
    args: [ENV, "--account", "wx-other"],
    code: 0,
    checks: { token: unchecked },
  },
  {
    claim: "says that nothing checks the account of a fixed token, from a variable",
    env: () => ({ WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx-other" }),
    code: 0,
    checks: { token: unchecked },
  },
  {
    claim: "says that the environment is not there",
    args: ["nowhere"],
    code: 1,
    checks: {
      token: ok,
      permission: ok,
      environment: {
        ...problem,
        message: has("INVALID_ENV"),
        remedy: has("Compare env"),
        errcode: -501000,
        rid: expect.any(String) as string,
      },
    },
  },
  {
    claim: "names the address that WeChat refuses",
    prepare: ({ faults }) =>
      void faults.add({
        errcode: 40164,
        errmsg: "invalid ip 203.0.113.7 rid: 60b9e3b7-4813dc60-39049415",
      }),
    code: 1,
    checks: {
      endpoint: ok,
      ip: {
        ...problem,
        ip: "203.0.113.7",
        rid: "60b9e3b7-4813dc60-39049415",
        message: expect.stringMatching(
          /^WeChat sees this machine as 203\.0\.113\.7: 40164/,
        ) as string,
      },
      token: skipped,
      environment: skipped,
    },
  },
  {
    claim: "says what obtaining a token does to the earlier ones",
    env: asPlatform,
    code: 0,
    checks: { token: { message: has("an earlier component_access_token lives about five") } },
  },
  {
    claim: "names the refused address if a token is to be obtained",
    env: asPlatform,
    prepare: ({ faults }) =>
      void faults.add({ errcode: 61004, on: { path: "/cgi-bin/component/api_component_token" } }),
    code: 1,
    checks: { ip: { ...problem, ip: "127.0.0.1" } },
    gets: 0,
  },
  {
    claim: "says that nobody answers, and how to start an emulator there",
    env: () => ({ WECHAT_CLOUDBASE_ENDPOINT: "http://127.0.0.1:9" }),
    code: 1,
    checks: {
      endpoint: {
        ...problem,
        message: "ECONNREFUSED: connection refused",
        remedy: has("In another terminal: npx pulumi-wechat-cloudbase emulator --port 9"),
      },
      ip: skipped,
      token: skipped,
    },
    gets: 0,
  },
  {
    claim: "does not ask WeChat without a token",
    env: () => ({
      WECHAT_CLOUDBASE_ACCESS_TOKEN: "",
      WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE: "/no/such/file",
    }),
    code: 1,
    checks: {
      endpoint: skipped,
      ip: skipped,
      token: { ...problem, message: has("/no/such/file cannot be read: ENOENT") },
    },
    gets: 0,
  },
];

describe("doctor", () => {
  it("prints one line for each check, without colours in a pipe, and sends 1 get", async () => {
    const { emulator, token, sent } = await connected();
    const sdk = versionIn("node_modules/@pulumi/pulumi/package.json");
    const { code, stdout, stderr } = await runCli(["doctor", ENV], {
      env: variablesFor(emulator, token),
    });
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toStrictEqual([
      `ok       node        Node.js ${process.versions.node}, pulumi-wechat-cloudbase ${versionIn("package.json")}`,
      `ok       sdk         @pulumi/pulumi ${sdk}`,
      "ok       source      WECHAT_CLOUDBASE_ACCESS_TOKEN, set in the environment",
      `ok       endpoint    ${new URL(emulator.url).host} answers`,
      "skipped  ip          WeChat names the caller's address only where it refuses it",
      "ok       token       WeChat accepts it",
      "ok       permission  the API may be called with this token",
      `ok       environment ${ENV} is there: open true, 1 path, version 1`,
    ]);
    expect(sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it.each(cases)("$claim", async ({ args = [ENV], env, prepare, code, checks, gets = 1 }) => {
    const { emulator, token, sent } = await connected();
    prepare?.(emulator);
    const variables = { ...variablesFor(emulator, token), ...env?.(emulator) };
    const told = await diagnose(args, variables);
    expect(told.code).toBe(code);
    const byName = Object.fromEntries(told.checks.map((check) => [check.name, check]));
    expect(byName).toMatchObject(checks);
    expect(sent()).toEqual({ get: gets, set: 0, applies: 0 });
  });

  it("does not repeat an account id that looks like a secret", async () => {
    const { emulator, token } = await connected();
    const secret = "0c79e1fa963cd80cc0be99b20a18faeb";
    const env = { ...variablesFor(emulator, token), WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: secret };
    expect(JSON.stringify(await diagnose([ENV], env))).not.toContain(secret);
  });

  it("names the permission set that is missing", async () => {
    const accounts = { wx1: { permissionSets: [17, 18], environments: { "env-1": {} } } };
    const emulator = closeAfterTest(await startEmulator({ accounts }));
    const env = { ...variablesFor(emulator, ""), ...credentialsOf(emulator.component) };
    const { code, checks } = await diagnose(["env-1", "--account", "wx1"], env);
    expect(code).toBe(1);
    expect(checks).toContainEqual({
      name: "permission",
      status: "problem",
      message: "wx1 wx1 has granted the permission sets 17, 18",
      remedy: "Let the account authorize permission set 49",
    });
  });

  it.each([[["env-1"]], [[]]])(
    "says that the account has no cloud development: %j",
    async (args) => {
      const accounts = { wx1: { cloudDevelopment: false, environments: { "env-1": {} } } };
      const emulator = closeAfterTest(await startEmulator({ accounts }));
      const env = variablesFor(emulator, emulator.issueToken({ appId: "wx1" }));
      const { code, checks } = await diagnose(args, env);
      expect(code).toBe(1);
      expect(checks).toContainEqual(
        expect.objectContaining({ name: "environment", status: "problem", errcode: 85088 }),
      );
    },
  );
});
