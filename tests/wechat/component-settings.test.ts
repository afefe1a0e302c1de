import { readSettings, type SettingKey, variableOf } from "../../provider/wechat/settings";
import { ENV } from "../support/connected";
import { connectedAsPlatform, requested } from "../support/platform";

type Values = Partial<Record<SettingKey, string>>;

const credentials = {
  componentAppId: "wxp",
  componentAppSecret: "secret",
  componentVerifyTicket: "ticket",
  authorizerAppId: "wx1",
  authorizerRefreshToken: "refresh",
};

function read(variables: Values, configuration: Values = {}) {
  const environment = Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [variableOf(key as SettingKey), value]),
  );
  return readSettings({ environment, config: (key) => configuration[key] });
}

describe("a platform's credentials", () => {
  it.each(Object.keys(credentials) as (keyof typeof credentials)[])(
    "have %s from the environment before the configuration",
    (key) => {
      const { source } = read({ [key]: "from the environment" }, credentials);

      const expected = { ...credentials, [key]: "from the environment" };
      const isHere = key === "componentAppId";
      expect(source).toStrictEqual({
        key: "componentAppId",
        name: isHere ? variableOf("componentAppId") : "wechat-cloudbase:componentAppId",
        isFromConfiguration: !isHere,
        value: expected.componentAppId,
        appSecret: expected.componentAppSecret,
        verifyTicket: expected.componentVerifyTicket,
        authorizer: {
          appId: expected.authorizerAppId,
          refreshToken: expected.authorizerRefreshToken,
        },
      });
    },
  );

  it("need not be complete: what is missing is found out when a token is needed", () => {
    expect(read({ componentAppId: "wxp" }).source).toStrictEqual({
      ...{ key: "componentAppId", name: variableOf("componentAppId") },
      ...{ isFromConfiguration: false, value: "wxp" },
    });
  });

  it("without the app id are no source", () => {
    const { componentAppId: _, ...rest } = credentials;

    expect(read(rest)).not.toHaveProperty("source");
    expect(read(rest, { accessTokenFile: "/file" }).source?.key).toBe("accessTokenFile");
  });

  it.each(["accessToken", "accessTokenFile", "accessTokenCommand"] as const)(
    "stand behind %s in the same place, and before it from the environment",
    (key) => {
      expect(read({ ...credentials, [key]: "x" }).source?.key).toBe(key);
      expect(read({}, { ...credentials, [key]: "x" }).source?.key).toBe(key);
      expect(read({ [key]: "x" }, credentials).source?.key).toBe(key);
      expect(read(credentials, { [key]: "x" }).source?.key).toBe("componentAppId");
    },
  );

  it("name the account of the resources that name none", () => {
    expect(read(credentials).authorizerAppId).toBe("wx1");
  });

  it("are not touched where a ready token is set", async () => {
    const environment = { WECHAT_CLOUDBASE_ACCESS_TOKEN: "canary/+=token~of.this-test" };
    const { api, deadline, emulator } = await connectedAsPlatform({ environment });

    await api.get({ env: ENV }, deadline());

    expect(requested(emulator)).toMatchObject({ componentToken: 0, policy: 1 });
  });
});

describe("a refresh token whose account is not given", () => {
  it("is refused: it would be used for nobody", () => {
    const environment = {
      WECHAT_CLOUDBASE_COMPONENT_APP_ID: "wx00000000000000c0",
      WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN: "refresh",
    };
    expect(() => readSettings({ environment, config: () => undefined })).toThrow(
      "WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN is set without its account. Set WECHAT_CLOUDBASE_AUTHORIZER_APP_ID",
    );
  });
});
