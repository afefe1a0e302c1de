import { NAMESPACE } from "../../provider/core/constants";
import { settingKeys, variableOf } from "../../provider/core/setting-names";
import { readFrom as read } from "../support/settings";

describe("settings", () => {
  it("have defaults, and no token is needed", () => {
    const { endpoint, ...rest } = read();
    expect(endpoint.href).toBe("https://api.weixin.qq.com/");
    expect(rest).toStrictEqual({
      requestTimeoutMs: 10_000,
      operationTimeoutMs: 120_000,
      versionStrategy: "auto",
      onUnauthorized: "fail",
    });
  });

  it("are in the namespace wechat-cloudbase, and in variables of the same names", () => {
    expect(NAMESPACE).toBe("wechat-cloudbase");
    expect(settingKeys.map(variableOf)).toEqual([
      "WECHAT_CLOUDBASE_ACCESS_TOKEN",
      "WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE",
      "WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND",
      "WECHAT_CLOUDBASE_COMPONENT_APP_ID",
      "WECHAT_CLOUDBASE_COMPONENT_APP_SECRET",
      "WECHAT_CLOUDBASE_COMPONENT_VERIFY_TICKET",
      "WECHAT_CLOUDBASE_AUTHORIZER_APP_ID",
      "WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN",
      "WECHAT_CLOUDBASE_ENDPOINT",
      "WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS",
      "WECHAT_CLOUDBASE_OPERATION_TIMEOUT_MS",
      "WECHAT_CLOUDBASE_VERSION_STRATEGY",
      "WECHAT_CLOUDBASE_ON_UNAUTHORIZED",
      "WECHAT_CLOUDBASE_REQUESTS_PER_SECOND",
    ]);
  });

  const all = {
    endpoint: "https://sh.api.weixin.qq.com",
    requestTimeoutMs: "1",
    operationTimeoutMs: "86400000",
    versionStrategy: "next",
    onUnauthorized: "keep",
    authorizerAppId: "wx1",
  } as const;

  it.each([
    ["the environment", read(all)],
    ["the configuration", read({}, all)],
    ["the configuration, as numbers", read({}, { ...all, requestTimeoutMs: 1 })],
    [
      "the environment where the configuration says otherwise",
      read(all, { endpoint: "https://x.y", versionStrategy: "current", authorizerAppId: "wx2" }),
    ],
    [
      "the configuration where the variables are empty",
      read({ endpoint: "", versionStrategy: "  ", authorizerAppId: "" }, all),
    ],
    [
      "either, with white space around it",
      read(
        { endpoint: ` ${all.endpoint}\n`, versionStrategy: " next" },
        { ...all, authorizerAppId: " wx1 " },
      ),
    ],
  ])("come from %s", (_where, { endpoint, ...rest }) => {
    expect(endpoint.origin).toBe(all.endpoint);
    expect(rest).toStrictEqual({
      requestTimeoutMs: 1,
      operationTimeoutMs: 86_400_000,
      versionStrategy: "next",
      onUnauthorized: "keep",
      authorizerAppId: "wx1",
    });
  });

  it.each([null, undefined, "", " \n"])(
    "do not come from a configuration that says %p",
    (nothing) => {
      expect(read({}, { authorizerAppId: nothing, versionStrategy: nothing })).not.toHaveProperty(
        "authorizerAppId",
      );
    },
  );

  it.each(["auto", "current", "next"])("take the version strategy %s", (versionStrategy) => {
    expect(read({ versionStrategy }).versionStrategy).toBe(versionStrategy);
  });
});

describe("the endpoint", () => {
  it.each([
    "https://api2.weixin.qq.com",
    "https://api.weixin.qq.com/",
    "https://10.0.0.1:8443",
    "http://127.0.0.1:8800",
    "http://127.8.9.10",
    "http://localhost:1",
    "http://[::1]:8800",
    "HTTP://LOCALHOST",
    "https://relay.example/wechat/",
    "http://localhost:1/a/b",
  ])("may be %s", (endpoint) => {
    expect(read({ endpoint }).endpoint.href).toBe(new URL(endpoint).href);
  });

  it.each([
    "api.weixin.qq.com",
    "https://api.weixin.qq.com/?a=b",
    "https://api.weixin.qq.com/#a",
    "https://user@api.weixin.qq.com",
    "https://:password@api.weixin.qq.com",
    "/tcb",
    "https://",
  ])("is no base URL as %s", (endpoint) => {
    expect(() => read({ endpoint })).toThrow(
      "WECHAT_CLOUDBASE_ENDPOINT is not a base URL. Give scheme, host and perhaps a path, e.g. https://api.weixin.qq.com",
    );
  });

  it.each([
    "http://api.weixin.qq.com",
    "http://127.0.0.1.evil.example",
    "http://a127.0.0.1.example",
    "http://localhost.evil.example",
    "http://evil-localhost",
    "http://128.0.0.1",
    "http://0.0.0.0",
    "http://10.0.0.1",
    "http://[::2]",
    "ftp://127.0.0.1/",
    "ws://127.0.0.1",
  ])("must be https, which %s is not", (endpoint) => {
    expect(() => read({}, { endpoint })).toThrow(
      "wechat-cloudbase:endpoint must be https; plain http goes to a loopback address only. The token is in the URL: use https",
    );
  });
});
