import { doctor } from "../../cli/doctor";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sourceKeys, variableOf } from "../../provider/wechat/settings";
import { runHere } from "../support/cli";
import { connected } from "../support/connected";
import { temporaryFolder } from "../support/token-command";

interface Told {
  checks: { name: string; status: string; message: string; remedy?: string }[];
}

/** What is said about settings: those variables, and that configuration. */
async function settingsTold(
  env: Record<string, string>,
  config: Record<string, string> = {},
): Promise<string[]> {
  const { emulator } = await connected();
  const file = join(temporaryFolder(), "config.json");
  const entries = Object.entries(config).map(([key, value]) => [
    `wechat-cloudbase:${key}`,
    { value },
  ]);
  writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
  const all = { WECHAT_CLOUDBASE_ENDPOINT: emulator.url, ...env };
  const { stdout } = await runHere(doctor, ["--json", "--config", file], all);
  return (JSON.parse(stdout) as Told).checks
    .filter(({ name }) => name === "setting" || name === "source")
    .map(({ name, status, message, remedy = "" }) => `${name} ${status}: ${message}. ${remedy}`);
}

const token = { WECHAT_CLOUDBASE_ACCESS_TOKEN: "a-token-of-the-environment" };

describe("doctor, of the settings", () => {
  it("names the token source and where it is set", async () => {
    expect(await settingsTold(token)).toEqual([
      "source ok: WECHAT_CLOUDBASE_ACCESS_TOKEN, set in the environment. ",
    ]);
    expect(await settingsTold({}, { accessTokenFile: "/no/such/file" })).toEqual([
      "source ok: wechat-cloudbase:accessTokenFile, set in the stack's configuration. ",
    ]);
  });

  it("says which source there could be, where there is none", async () => {
    expect(await settingsTold({})).toEqual([
      `source problem: no token source is set. Set one of ${sourceKeys.map(variableOf).join(", ")}`,
    ]);
    const { stdout } = await runHere(doctor, [], {});
    expect(stdout).toMatch(
      /^problem +source .*_COMPONENT_APP_ID, or give a stack's configuration with --config$/m,
    );
  });

  it("names what is set and not used, and why", async () => {
    const env = { ...token, WECHAT_CLOUDBASE_VERSION_STRATEGY: "next" };
    const config = {
      accessToken: "a-token-of-the-configuration",
      componentAppId: "wxp",
      componentAppSecret: "a-secret-of-the-configuration",
      versionStrategy: "auto",
      operationTimeoutMs: "5000",
    };
    expect(await settingsTold(env, config)).toEqual([
      expect.stringMatching(
        /warning: wechat-cloudbase:accessToken is set and not used: WECHAT_CLOUDBASE_ACCESS_TOKEN wins/,
      ),
      expect.stringMatching(
        /componentAppId is set and not used: the token comes from WECHAT_CLOUDBASE_ACCESS_TOKEN/,
      ),
      expect.stringMatching(
        /componentAppSecret is set and not used: it goes with componentAppId, which is not/,
      ),
      expect.stringMatching(
        /versionStrategy is set and not used: WECHAT_CLOUDBASE_VERSION_STRATEGY wins/,
      ),
      expect.stringMatching(/^source ok: WECHAT_CLOUDBASE_ACCESS_TOKEN, /),
    ]);
  });

  it("says that a token in the configuration is the one of the last up", async () => {
    expect(await settingsTold({}, { accessToken: "a-token-of-the-configuration" })).toEqual([
      expect.stringMatching(
        /^setting warning: wechat-cloudbase:accessToken is used: refresh and destroy take/,
      ),
      "source ok: wechat-cloudbase:accessToken, set in the stack's configuration. ",
    ]);
  });

  it.each([
    ["WECHAT_CLOUDBASE_ACESS_TOKEN", "Did you mean WECHAT_CLOUDBASE_ACCESS_TOKEN?"],
    ["WECHAT_CLOUDBASE_REQUEST_TIMEOUT", "Did you mean WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS?"],
    ["WECHAT_CLOUDBASE_TOKEN", "Did you mean WECHAT_CLOUDBASE_ACCESS_TOKEN?"],
    ["WECHAT_CLOUDBASE_APP_SECRET", "Did you mean WECHAT_CLOUDBASE_COMPONENT_APP_SECRET?"],
    ["WECHAT_CLOUDBASE_COLOUR_OF_THE_HOUSE", "Remove it; the README's Configuration has them all"],
  ])("knows no %s", async (name, remedy) => {
    expect(await settingsTold({ ...token, [name]: "a-secret-misspelt" })).toContain(
      `setting warning: ${name} is no setting. ${remedy}`,
    );
  });

  it("knows the plugin's own variable, and says which key of the configuration is none", async () => {
    const env = { ...token, WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE: "false" };
    expect(await settingsTold(env, { endpiont: "x", refreshBeforeUpdate: "true" })).toEqual([
      "setting warning: wechat-cloudbase:endpiont is no setting. Did you mean wechat-cloudbase:endpoint?",
      "source ok: WECHAT_CLOUDBASE_ACCESS_TOKEN, set in the environment. ",
    ]);
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    [
      "WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE",
      { WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE: "no" },
      {},
    ],
    ["wechat-cloudbase:refreshBeforeUpdate", {}, { refreshBeforeUpdate: "no" }],
  ])(
    "says what the plugin says of %s, where it is neither true nor false",
    async (name, env, config) => {
      expect(await settingsTold({ ...token, ...env }, config)).toEqual([
        `setting problem: ${name} must be true or false. The default is true. `,
        "source ok: WECHAT_CLOUDBASE_ACCESS_TOKEN, set in the environment. ",
      ]);
    },
  );

  it("names every wrong setting at once", async () => {
    const env = {
      ...token,
      WECHAT_CLOUDBASE_ENDPOINT: "http://api.weixin.qq.com",
      WECHAT_CLOUDBASE_VERSION_STRATEGY: "newest",
      WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE: "1",
    };
    expect(await settingsTold(env)).toEqual([
      expect.stringMatching(/^setting problem: WECHAT_CLOUDBASE_ENDPOINT must be https/),
      expect.stringMatching(/^setting problem: WECHAT_CLOUDBASE_VERSION_STRATEGY must be auto/),
      expect.stringMatching(
        /^setting problem: WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE must be true/,
      ),
    ]);
  });
});
