import { hasSource, sourceKeys } from "../../provider/wechat/settings";
import { type SettingKey, variableOf } from "../../provider/core/setting-names";
import { ENV } from "../support/connected";
import { connectedAsPlatform, requested } from "../support/platform";
import { readFrom as read } from "../support/settings";

const values = {
  accessToken: "T",
  accessTokenFile: "/file",
  accessTokenCommand: "command",
  componentAppId: "wxp",
};
const credentials = {
  componentAppId: "wxp",
  componentAppSecret: "secret",
  componentVerifyTicket: "ticket",
  authorizerAppId: "wx1",
  authorizerRefreshToken: "refresh",
};

describe("the token source", () => {
  it.each(sourceKeys.map((key, index) => [key, sourceKeys.slice(index)] as const))(
    "is %s before all that come after it, in either place",
    (key, keys) => {
      const given = Object.fromEntries(keys.map((each) => [each, values[each]]));
      const source = { key, value: values[key] };
      expect(read(given).source).toStrictEqual({
        ...{ ...source, name: variableOf(key), isFromConfiguration: false },
      });
      expect(read({}, given).source).toStrictEqual({
        ...{ ...source, name: `wechat-cloudbase:${key}`, isFromConfiguration: true },
      });
    },
  );

  it.each(sourceKeys)("%s in the environment is before any in the configuration", (key) => {
    const { source } = read({ [key]: "x" }, values);
    expect(source).toMatchObject({ key, isFromConfiguration: false });
  });

  it("is none if none is set", () => {
    expect(read({ authorizerAppId: "wx1" })).not.toHaveProperty("source");
  });

  it.each(sourceKeys)("is there if %s is set, anywhere", (key) => {
    const nowhere = { environment: {}, config: () => undefined };
    const config = (asked: SettingKey) => (asked === key ? "x" : undefined);
    expect(hasSource(nowhere)).toBe(false);
    expect(hasSource({ ...nowhere, environment: { [variableOf(key)]: "x" } })).toBe(true);
    expect(hasSource({ ...nowhere, config })).toBe(true);
  });
});

describe("a platform's credentials", () => {
  it.each(Object.keys(credentials) as (keyof typeof credentials)[])(
    "have %s from the environment before the configuration",
    (key) => {
      const expected = { ...credentials, [key]: "from the environment" };
      const isFromConfiguration = key !== "componentAppId";
      expect(read({ [key]: expected[key] }, credentials).source).toStrictEqual({
        key: "componentAppId",
        name: isFromConfiguration
          ? "wechat-cloudbase:componentAppId"
          : "WECHAT_CLOUDBASE_COMPONENT_APP_ID",
        isFromConfiguration,
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

  it("need not be complete, and have no authorizer without a refresh token", () => {
    expect(read({ componentAppId: "wxp", authorizerAppId: "wx1" }).source).toStrictEqual({
      ...{ key: "componentAppId", name: "WECHAT_CLOUDBASE_COMPONENT_APP_ID" },
      ...{ isFromConfiguration: false, value: "wxp" },
    });
  });

  it("without the app id are no source", () => {
    const { componentAppId: _, ...rest } = credentials;
    expect(read(rest)).not.toHaveProperty("source");
    expect(read(rest, { accessTokenFile: "/file" }).source?.key).toBe("accessTokenFile");
  });

  it("name the account of the resources that name none", () => {
    expect(read(credentials).authorizerAppId).toBe("wx1");
  });

  it("are not used if a ready token is set", async () => {
    const environment = { WECHAT_CLOUDBASE_ACCESS_TOKEN: "canary/+=token~of.this-test" };
    const { api, deadline, emulator } = await connectedAsPlatform({ environment });
    await api.get({ env: ENV }, deadline());
    expect(requested(emulator)).toMatchObject({ componentToken: 0, policy: 1 });
  });

  it("with a refresh token but without its account are refused", () => {
    expect(() => read({ componentAppId: "wxp", authorizerRefreshToken: "refresh" })).toThrow(
      "WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN is set without its account. Set WECHAT_CLOUDBASE_AUTHORIZER_APP_ID",
    );
  });
});
