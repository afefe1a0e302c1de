import { wrongSettings } from "../../provider/wechat/settings";
import { type SettingKey, settingKeys, variableOf } from "../../provider/core/setting-names";
import { readFrom as read } from "../support/settings";

describe("a wrong setting", () => {
  const range = "must be a whole number of milliseconds from 1 to 86400000. The default is";

  it.each<[SettingKey, string, string]>([
    ["requestTimeoutMs", "0", `${range} 10000`],
    ["requestTimeoutMs", "10s", `${range} 10000`],
    ["requestTimeoutMs", "-1", `${range} 10000`],
    ["operationTimeoutMs", "1.5", `${range} 120000`],
    ["operationTimeoutMs", "86400001", `${range} 120000`],
    ["operationTimeoutMs", "Infinity", `${range} 120000`],
    ["versionStrategy", "latest", "must be auto, current or next. The default is auto"],
  ])("%s=%s is named, wherever it is set", (key, value, words) => {
    expect(() => read({ [key]: value })).toThrow(`${variableOf(key)} ${words}`);
    expect(() => read({}, { [key]: value })).toThrow(`wechat-cloudbase:${key} ${words}`);
  });

  it.each(settingKeys)("%s as an object is named", (key) => {
    const configuration = { componentAppId: "wx", [key]: { secret: "value" } };
    expect(() => read({}, configuration)).toThrow(
      `wechat-cloudbase:${key} must be a plain value. Set it with \`pulumi config set\`, without --path`,
    );
  });

  it.each(['{"secret":"value"}', "true", "false", "null"])(
    "%s, which is how Pulumi hands over what is no string, is named and not shown",
    (text) => {
      for (const key of settingKeys) {
        const words = `wechat-cloudbase:${key} must be a plain value. Set it with`;
        expect(() => read({}, { componentAppId: "wx", [key]: text })).toThrow(words);
        expect(() => read({ componentAppId: "wx", [key]: ` ${text}` })).toThrow(
          `${variableOf(key)} must be a plain value. Set it to it alone`,
        );
      }
    },
  );

  it("may be a list for a command alone", () => {
    expect(read({ accessTokenCommand: '["sh"]' }).source?.value).toBe('["sh"]');
    expect(() => read({ accessToken: '["T"]' })).toThrow("must be a plain value");
  });

  it("is an error that may be shown", () => {
    const error = (() => {
      try {
        return read({ versionStrategy: "x" });
      } catch (reason) {
        return reason;
      }
    })();
    expect(error).toMatchObject({
      name: "ApiError",
      problem: {
        failure: "invalid",
        summary: "WECHAT_CLOUDBASE_VERSION_STRATEGY must be auto, current or next",
        remedy: "The default is auto",
      },
    });
  });

  it("NODE_TLS_REJECT_UNAUTHORIZED=0 is refused, other values are Node's own matter", () => {
    expect(() => read({}, {}, { NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toThrow(
      "NODE_TLS_REJECT_UNAUTHORIZED is 0: the token would go to whoever answers. " +
        "Unset it, and use NODE_EXTRA_CA_CERTS for a private certificate authority",
    );
    expect(() => read({}, {}, { NODE_TLS_REJECT_UNAUTHORIZED: "1" })).not.toThrow();
  });
});

describe("several wrong settings", () => {
  const wrong = (environment: Record<string, string>, config: Record<string, unknown> = {}) =>
    wrongSettings({ environment, config: (key) => config[key] }).map(({ setting }) => setting);

  it("are all named, wherever they are set", () => {
    expect(
      wrong(
        { WECHAT_CLOUDBASE_ENDPOINT: "ftp://x", NODE_TLS_REJECT_UNAUTHORIZED: "0" },
        { endpoint: "x", requestTimeoutMs: "soon", versionStrategy: "auto", accessToken: {} },
      ),
    ).toEqual([
      "NODE_TLS_REJECT_UNAUTHORIZED",
      "wechat-cloudbase:accessToken",
      "WECHAT_CLOUDBASE_ENDPOINT",
      "wechat-cloudbase:endpoint",
      "wechat-cloudbase:requestTimeoutMs",
    ]);
  });

  it("are none where all is well", () => {
    expect(wrong({}, { requestTimeoutMs: 5 })).toEqual([]);
  });

  it("leave what is no setting's fault to who must see it", () => {
    const config = () => {
      throw new Error("broken");
    };
    expect(() => wrongSettings({ environment: {}, config })).toThrow("broken");
  });
});
