import type { Emulator, EmulatorOptions, Fault } from "../../emulator";
import { version } from "../../package.json";
import { diagnose, variablesFor } from "../support/cli";
import { ACCOUNT, connected, ENV } from "../support/connected";
import { credentialsOf } from "../support/platform";

interface Run {
  /** Default: the environment ENV. */
  args?: string[];
  emulator?: EmulatorOptions;
  env?: (emulator: Emulator) => Record<string, string>;
  prepare?: (emulator: Emulator) => void;
  /** Default: 1. */
  gets?: number;
}

const withoutToken = { WECHAT_CLOUDBASE_ACCESS_TOKEN: "" };
const asPlatform = ({ component }: Emulator) => ({ ...withoutToken, ...credentialsOf(component) });
const asWx1 = (emulator: Emulator) => ({
  WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken({ appId: "wx1" }),
});
const meets = (fault: Fault) => (emulator: Emulator) => void emulator.faults.add(fault);
const wx1 = (more: object) => ({ accounts: { wx1: { ...more, environments: { "env-1": {} } } } });
const withoutCloud = wx1({ cloudDevelopment: false });
const rid = "60b9e3b7-4813dc60-39049415";
const secret = "0c79e1fa963cd80cc0be99b20a18faeb";
const unchecked = [/^ok token: WeChat accepts it; whether it is of wx-other is not checked;/];

const cases: [claim: string, run: Run, told: RegExp[]][] = [
  [
    "names the permission sets of the account, and what is left of the quota",
    { args: [ENV, "--account", ACCOUNT, "--quota"], env: asPlatform },
    [
      /^ok token: .*share one token by accessTokenCommand or accessTokenFile/,
      /^ok permission: (wx0{15}1) \1 has granted the permission sets 18, 49;/,
      /^ok quota: 9999 of 10000 calls of \/tcb\/usecloudaccesstoken are left today;/,
    ],
  ],
  [
    "says that the quota is not told",
    {
      args: [ENV, "--quota"],
      prepare: meets({ on: { path: "/cgi-bin/openapi/quota/get" }, errcode: 48001 }),
    },
    [/^warning quota: .*not told: 48001/],
  ],
  [
    "warns that the account's switch is closed",
    { prepare: (emulator) => emulator.editInConsole(ENV, { open: false }) },
    [
      /^warning environment: myttest-8gu57so0bd9f9e8a is there: open false, 1 path, version 2; .*no whitelist of this account means anything/,
    ],
  ],
  [
    "judges the token without an environment, and says that it checked none",
    { args: [] },
    [
      new RegExp(`^ok node: Node.js ${process.versions.node}, pulumi-wechat-cloudbase ${version};`),
      ...[/^ok token: /, /^ok permission: /],
      /^skipped environment: not looked at: no environment id was given;/,
    ],
  ],
  [
    "says that nothing checks the account of a fixed token, from --account",
    { args: [ENV, "--account", "wx-other"] },
    unchecked,
  ],
  [
    "says that nothing checks the account of a fixed token, from a variable",
    { env: () => ({ WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx-other" }) },
    unchecked,
  ],
  [
    "does not repeat an account id that looks like a secret",
    { env: () => ({ WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: secret }) },
    [/^ok token: /],
  ],
  [
    "says that the environment is not there",
    { args: ["nowhere"] },
    [
      ...[/^ok token: /, /^ok permission: /],
      /^problem environment: .*INVALID_ENV.*; .*Compare env.*; errcode -501000, rid [-0-9a-f]+$/,
    ],
  ],
  [
    "names the address that WeChat refuses",
    { prepare: meets({ errcode: 40164, errmsg: `invalid ip 203.0.113.7 rid: ${rid}` }) },
    [
      /^ok endpoint: /,
      /^problem ip: WeChat sees this machine as 203\.0\.113\.7: 40164.*; errcode 40164, rid 60b9e3b7-[-0-9a-f]{17}, ip 203\.0\.113\.7$/,
      ...[/^skipped token: /, /^skipped environment: /],
    ],
  ],
  [
    "says what obtaining a token does to the earlier ones",
    { env: asPlatform },
    [/^ok token: .*an earlier component_access_token lives about five/],
  ],
  [
    "names the refused address if a token is to be obtained",
    {
      env: asPlatform,
      prepare: meets({ errcode: 61004, on: { path: "/cgi-bin/component/api_component_token" } }),
      gets: 0,
    },
    [/^problem ip: .*, ip 127\.0\.0\.1$/],
  ],
  [
    "says that nobody answers, and how to start an emulator there",
    { env: () => ({ WECHAT_CLOUDBASE_ENDPOINT: "http://127.0.0.1:9" }), gets: 0 },
    [
      /^problem endpoint: ECONNREFUSED: connection refused; .*In another terminal: npx pulumi-wechat-cloudbase emulator --port 9/,
      ...[/^skipped ip: /, /^skipped token: /],
    ],
  ],
  [
    "does not ask WeChat without a token",
    {
      env: () => ({ ...withoutToken, WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE: "/no/such/file" }),
      gets: 0,
    },
    [
      ...[/^skipped endpoint: /, /^skipped ip: /],
      /^problem token: .*\/no\/such\/file cannot be read: ENOENT/,
    ],
  ],
  [
    "names the permission set that is missing",
    {
      args: ["env-1", "--account", "wx1"],
      emulator: wx1({ permissionSets: [17, 18] }),
      env: asPlatform,
    },
    [
      /^problem permission: wx1 wx1 has granted the permission sets 17, 18; Let the account authorize permission set 49; $/,
    ],
  ],
  ...[["env-1"], []].map((args): (typeof cases)[number] => [
    `says that the account has no cloud development: ${JSON.stringify(args)}`,
    { args, emulator: withoutCloud, env: asWx1 },
    [/^problem environment: .*; errcode 85088/],
  ]),
];

describe("doctor", () => {
  it.each(cases)("%s", async (_claim, { args = [ENV], env, prepare, gets = 1, ...run }, told) => {
    const { emulator, token, sent } = await connected(run);
    prepare?.(emulator);
    const variables = { ...variablesFor(emulator, token), ...env?.(emulator) };
    const { code, checks } = await diagnose(args, variables);
    const lines = checks.map(({ status, name, message, remedy = "", ...more }) => {
      const others = Object.entries(more).map((entry) => entry.join(" "));
      return `${status} ${name}: ${message}; ${remedy}; ${others.join(", ")}`;
    });
    for (const line of told) expect(lines).toContainEqual(expect.stringMatching(line));
    expect(code).toBe(told.some((line) => line.source.startsWith("^problem")) ? 1 : 0);
    expect(lines.join()).not.toContain(secret);
    expect(sent()).toEqual({ get: gets, set: 0, applies: 0 });
  });
});
