import { type SettingKey, settingKeys, variableOf } from "../../provider/core/setting-names";
import { hasSource, sourceKeys, wrongSettings } from "../../provider/wechat/settings";
import { readFrom as read } from "../support/settings";

const defaults = {
  endpoint: "https://api.weixin.qq.com/",
  requestTimeoutMs: 10_000,
  operationTimeoutMs: 120_000,
  versionStrategy: "auto",
  onUnauthorized: "fail",
};
const all = {
  requestsPerSecond: "10000",
  endpoint: "https://sh.api.weixin.qq.com/",
  requestTimeoutMs: "1",
  operationTimeoutMs: "86400000",
  versionStrategy: "next",
  onUnauthorized: "keep",
  authorizerAppId: "wx1",
};
const bounds = { requestsPerSecond: 10_000, requestTimeoutMs: 1, operationTimeoutMs: 86_400_000 };
const others = { ...all, ...bounds };
const spaced = { endpoint: ` ${all.endpoint}\n`, versionStrategy: " next" };
const blank = { endpoint: "", versionStrategy: "  ", authorizerAppId: "" };
const third = { endpoint: "https://x.y", versionStrategy: "current", authorizerAppId: "wx2" };

describe("settings", () => {
  it.each<[string, object, ...Parameters<typeof read>]>([
    ["have defaults, and need no token", defaults],
    ["come from the environment", others, all],
    ["come from the configuration", others, {}, all],
    ["come from the configuration, as numbers", others, {}, { ...all, requestTimeoutMs: 1 }],
    ["come from the environment before the configuration", others, all, third],
    ["come from the configuration if the variables are blank", others, blank, all],
    ["are trimmed", others, spaced, { ...all, authorizerAppId: " wx1 " }],
    ["are not set by null", defaults, {}, { authorizerAppId: null, versionStrategy: null }],
    ["are not set by white space", defaults, {}, blank],
    ["may be current", { ...defaults, versionStrategy: "current" }, { versionStrategy: "current" }],
  ])("%s", (_how, expected, ...places) => {
    const { endpoint, ...rest } = read(...places);
    expect({ ...rest, endpoint: endpoint.href }).toStrictEqual(expected);
  });

  it.each([
    "https://relay.example/wechat/",
    "http://127.8.9.10:8800",
    "HTTP://LOCALHOST",
    "http://localhost:1/a/b",
    "http://[::1]:8800",
  ])("take the endpoint %s", (endpoint) => {
    expect(read({ endpoint }).endpoint.href).toBe(new URL(endpoint).href);
  });
});

describe("a wrong setting is named:", () => {
  const range = "must be a whole number of milliseconds from 1 to 86400000. The default is";
  const rate = "must be a whole number of requests from 1 to 10000. Leave it out for no bound";
  const noUrl =
    "is not a base URL. Give scheme, host and perhaps a path, e.g. https://api.weixin.qq.com";
  const plainHttp =
    "must be https; plain http goes to a loopback address only. The token is in the URL: use https";

  it.each<[SettingKey, string, string]>([
    ["requestTimeoutMs", "0", `${range} 10000`],
    ["requestTimeoutMs", "10s", `${range} 10000`],
    ["operationTimeoutMs", "1.5", `${range} 120000`],
    ["operationTimeoutMs", "86400001", `${range} 120000`],
    ["requestsPerSecond", "0", rate],
    ["requestsPerSecond", "1.5", rate],
    ["requestsPerSecond", "10001", rate],
    ["versionStrategy", "latest", "must be auto, current or next. The default is auto"],
    ["onUnauthorized", "no", "must be fail or keep. The default is fail"],
    ["endpoint", "api.weixin.qq.com", noUrl],
    ["endpoint", "https://api.weixin.qq.com/?a=b", noUrl],
    ["endpoint", "https://api.weixin.qq.com/#a", noUrl],
    ["endpoint", "https://user@api.weixin.qq.com", noUrl],
    ["endpoint", "https://:password@api.weixin.qq.com", noUrl],
    ["endpoint", "http://api.weixin.qq.com", plainHttp],
    ["endpoint", "http://127.0.0.1.evil.example", plainHttp],
    ["endpoint", "http://a127.0.0.1.example", plainHttp],
    ["endpoint", "http://localhost.evil.example", plainHttp],
    ["endpoint", "http://evil-localhost", plainHttp],
    ["endpoint", "http://128.0.0.1", plainHttp],
    ["endpoint", "http://[::2]", plainHttp],
    ["endpoint", "ftp://127.0.0.1/", plainHttp],
  ])("%s=%s", (key, value, words) => {
    expect(() => read({ [key]: value })).toThrow(`${variableOf(key)} ${words}`);
    expect(() => read({}, { [key]: value })).toThrow(`wechat-cloudbase:${key} ${words}`);
  });

  it.each(settingKeys)("%s as an object, or as Pulumi writes what is no string", (key) => {
    const asObject = { componentAppId: "wx", [key]: { secret: "value" } };
    const configured = `wechat-cloudbase:${key} must be a plain value. Set it with \`pulumi config set\`, without --path`;
    expect(() => read({}, asObject)).toThrow(configured);
    for (const text of ['{"secret":"value"}', "true", "false", "null"]) {
      expect(() => read({}, { componentAppId: "wx", [key]: text })).toThrow(configured);
      expect(() => read({ componentAppId: "wx", [key]: ` ${text}` })).toThrow(
        `${variableOf(key)} must be a plain value. Set it to it alone`,
      );
    }
  });

  it.each(["untrue", "nullable"])("not %s, which is a text", (accessToken) => {
    expect(read({ accessToken }).source?.value).toBe(accessToken);
  });

  it("a list, unless it is a command", () => {
    expect(read({ accessTokenCommand: '["sh"]' }).source?.value).toBe('["sh"]');
    expect(() => read({ accessToken: '["T"]' })).toThrow("must be a plain value");
  });

  it("NODE_TLS_REJECT_UNAUTHORIZED=0, while other values are Node's own matter", () => {
    expect(() => read({}, {}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toThrow(
      "NODE_TLS_REJECT_UNAUTHORIZED is 0: the token would go to whoever answers. " +
        "Unset it, and use NODE_EXTRA_CA_CERTS for a private certificate authority",
    );
    expect(() => read({}, {}, { NODE_TLS_REJECT_UNAUTHORIZED: "1" })).not.toThrow();
  });

  it("a refresh token without its account", () => {
    expect(() => read({ componentAppId: "wxp", authorizerRefreshToken: "refresh" })).toThrow(
      "WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN is set without its account. Set WECHAT_CLOUDBASE_AUTHORIZER_APP_ID",
    );
  });

  it("each of several", () => {
    const environment = { WECHAT_CLOUDBASE_ENDPOINT: "ftp://x", NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const wrong: Partial<Record<SettingKey, unknown>> = {
      versionStrategy: "auto",
      endpoint: "x",
      requestTimeoutMs: "soon",
      accessToken: {},
    };
    const errors = wrongSettings({ environment, config: (key) => wrong[key] });
    expect(errors.map(({ setting }) => setting)).toEqual([
      "NODE_TLS_REJECT_UNAUTHORIZED",
      "wechat-cloudbase:accessToken",
      "WECHAT_CLOUDBASE_ENDPOINT",
      "wechat-cloudbase:endpoint",
      "wechat-cloudbase:requestTimeoutMs",
    ]);
    for (const { name, problem } of errors)
      expect([name, problem.failure]).toEqual(["ApiError", "invalid"]);
  });
});

it("wrongSettings throws what is no setting's fault", () => {
  const config = () => {
    throw new Error("broken");
  };
  expect(() => wrongSettings({ environment: {}, config })).toThrow("broken");
});

describe("the token source", () => {
  const name = (key: SettingKey) => ({ name: variableOf(key), isFromConfiguration: false });
  const configured = (key: SettingKey) => {
    return { name: `wechat-cloudbase:${key}`, isFromConfiguration: true };
  };
  const values = ["T", "/file", "command", "wxp"];
  const sources = sourceKeys.map((key, index) => [key, values[index] ?? ""] as const);
  const credentials = {
    componentAppId: "wxp",
    componentAppSecret: "secret",
    componentVerifyTicket: "ticket",
    authorizerAppId: "wx1",
    authorizerRefreshToken: "refresh",
  };

  it.each(sources)(
    "is %s=%s before all that come after it, first in the environment",
    (key, value) => {
      const given: Partial<Record<SettingKey, string>> = Object.fromEntries(
        sources.slice(sourceKeys.indexOf(key)),
      );
      expect(read(given).source).toStrictEqual({ key, value, ...name(key) });
      expect(read({}, given).source).toStrictEqual({ key, value, ...configured(key) });
      const source = read({ [key]: "x" }, Object.fromEntries(sources)).source;
      expect(source).toStrictEqual({ key, value: "x", ...name(key) });
      expect(hasSource({ environment: {}, config: (asked) => given[asked] })).toBe(true);
    },
  );

  it("is none if none is set, or a platform's credentials without the app id", () => {
    const { componentAppId: _, ...rest } = credentials;
    expect(read(rest)).not.toHaveProperty("source");
    expect(read(rest, { accessTokenFile: "/file" }).source?.key).toBe("accessTokenFile");
    expect(hasSource({ environment: {}, config: () => undefined })).toBe(false);
  });

  it.each(Object.keys(credentials) as (keyof typeof credentials)[])(
    "has a platform's %s from the environment before the configuration",
    (given) => {
      const expected = { ...credentials, [given]: "set" };
      const key = "componentAppId";
      expect(read({ [given]: "set" }, credentials).source).toStrictEqual({
        ...(given === key ? name(key) : configured(key)),
        key,
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

  it("has no authorizer without a refresh token, and needs no other credentials", () => {
    const { source } = read({ componentAppId: "wxp", authorizerAppId: "wx1" });
    const key = "componentAppId";
    expect(source).toStrictEqual({ key, value: "wxp", ...name(key) });
  });
});
