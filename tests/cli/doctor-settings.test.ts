import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { doctor } from "../../cli/doctor";
import { sourceKeys } from "../../provider/wechat/settings";
import { variableOf } from "../../provider/core/setting-names";
import { diagnose, runHere } from "../support/cli";
import { connected } from "../support/connected";
import { temporaryFolder } from "../support/token-command";

type Values = Record<string, string>;

/** What doctor says about settings: these variables (without their prefix), this configuration. */
async function settingsTold(variables: Values, config: Values = {}): Promise<string[]> {
  const { emulator } = await connected();
  const file = join(temporaryFolder(), "config.json");
  const entries = Object.entries(config).map(([key, value]) => {
    return [`wechat-cloudbase:${key}`, { value, secret: !value.startsWith("unmarked") }];
  });
  writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
  const env: Values = {};
  for (const [name, value] of Object.entries({ ENDPOINT: emulator.url, ...variables }))
    env[`WECHAT_CLOUDBASE_${name}`] = value;
  const { checks } = await diagnose(["--config", file], env);
  return checks
    .filter(({ name }) => name === "setting" || name === "source")
    .map(({ name, status, message, remedy }) => `${name} ${status}: ${message}. ${remedy ?? ""}`);
}

const token = { ACCESS_TOKEN: "a-token-of-the-environment" };
const ok = "source ok: WECHAT_CLOUDBASE_ACCESS_TOKEN, set in the environment. ";
const sources = sourceKeys.map(variableOf).join(", ");

const mustBeBoolean = (name: string) =>
  `setting problem: ${name} must be true or false. The default is true. `;
const ofConfig = { accessToken: "a-token-of-the-configuration" };

const cases: [claim: string, variables: Values, config: Values, told: (string | RegExp)[]][] = [
  ["names the variable of the token source", token, {}, [ok]],
  [
    "names the configuration's key of the token source",
    {},
    { accessTokenFile: "/no/such/file" },
    ["source ok: wechat-cloudbase:accessTokenFile, set in the stack's configuration. "],
  ],
  [
    "says which source there could be if there is none",
    {},
    {},
    [`source problem: no token source is set. Set one of ${sources}`],
  ],
  [
    "names what is set and not used, and why",
    { ...token, VERSION_STRATEGY: "next" },
    {
      ...{
        ...ofConfig,
        componentAppId: "wxp",
        componentAppSecret: "a-secret-of-the-configuration",
      },
      ...{ versionStrategy: "auto", operationTimeoutMs: "5000" },
    },
    [
      /warning: wechat-cloudbase:accessToken is set and not used: WECHAT_CLOUDBASE_ACCESS_TOKEN wins/,
      /componentAppId is set and not used: the token comes from WECHAT_CLOUDBASE_ACCESS_TOKEN/,
      /componentAppSecret is set and not used: it goes with componentAppId, which is not/,
      /versionStrategy is set and not used: WECHAT_CLOUDBASE_VERSION_STRATEGY wins/,
      ok,
    ],
  ],
  [
    "says that a token in the configuration is the one of the last up",
    {},
    ofConfig,
    [
      /^setting warning: wechat-cloudbase:accessToken is used: refresh and destroy take/,
      "source ok: wechat-cloudbase:accessToken, set in the stack's configuration. ",
    ],
  ],
  [
    "names a secret that is plain text in the configuration",
    token,
    { authorizerRefreshToken: "unmarked", authorizerAppId: "wx", endpoint: "e" },
    [
      "setting warning: wechat-cloudbase:authorizerRefreshToken is plain text in the stack's configuration, and may be in its state. Set it with `pulumi config set --secret wechat-cloudbase:authorizerRefreshToken`, or set WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN in the environment alone",
      /authorizerRefreshToken is set and not used/,
      /endpoint is set and not used/,
      ok,
    ],
  ],
  [
    "accepts the plugin's own variable, and names a key that is no setting",
    { ...token, REFRESH_BEFORE_UPDATE: "false" },
    { endpiont: "x", refreshBeforeUpdate: "true" },
    [
      "setting warning: wechat-cloudbase:endpiont is no setting. Did you mean wechat-cloudbase:endpoint?",
      ok,
    ],
  ],
  [
    "says what the plugin says of its key",
    token,
    { refreshBeforeUpdate: "no" },
    [mustBeBoolean("wechat-cloudbase:refreshBeforeUpdate"), ok],
  ],
  [
    "names every wrong setting at once",
    {
      ...token,
      ENDPOINT: "http://api.weixin.qq.com",
      VERSION_STRATEGY: "x",
      REFRESH_BEFORE_UPDATE: "1",
    },
    {},
    [
      /^setting problem: WECHAT_CLOUDBASE_ENDPOINT must be https/,
      /^setting problem: WECHAT_CLOUDBASE_VERSION_STRATEGY must be auto/,
      mustBeBoolean("WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE"),
    ],
  ],
];

describe("doctor, about the settings", () => {
  it.each(cases)("%s", async (_claim, variables, config, told) => {
    expect(await settingsTold(variables, config)).toEqual(
      told.map((line) =>
        typeof line === "string" ? line : (expect.stringMatching(line) as string),
      ),
    );
  });

  it("says that a source may be in a configuration if none was given", async () => {
    const { stdout } = await runHere(doctor, [], {});
    const line =
      /^problem +source .*_COMPONENT_APP_ID, or give a stack's configuration with --config$/m;
    expect(stdout).toMatch(line);
  });

  it.each([
    ["ACESS_TOKEN", "Did you mean WECHAT_CLOUDBASE_ACCESS_TOKEN?"],
    ["REQUEST_TIMEOUT", "Did you mean WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS?"],
    ["TOKEN", "Did you mean WECHAT_CLOUDBASE_ACCESS_TOKEN?"],
    ["APP_SECRET", "Did you mean WECHAT_CLOUDBASE_COMPONENT_APP_SECRET?"],
    ["COLOUR_OF_THE_HOUSE", "Remove it; docs/inputs-outputs.md has them all"],
  ])("warns of WECHAT_CLOUDBASE_%s", async (name, remedy) => {
    expect(await settingsTold({ ...token, [name]: "a-secret-misspelt" })).toContain(
      `setting warning: WECHAT_CLOUDBASE_${name} is no setting. ${remedy}`,
    );
  });
});
