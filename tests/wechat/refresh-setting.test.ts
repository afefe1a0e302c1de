import { UNKNOWN } from "../../provider/core/constants";
import { readRefreshBeforeUpdate, wrongRefresh } from "../../provider/wechat/refresh-setting";

const variable = "WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE";
const key = "wechat-cloudbase:refreshBeforeUpdate";

it.each<[Record<string, string>, unknown, boolean | string]>([
  [{}, undefined, true],
  [{}, "true", true],
  [{}, "false", false],
  [{}, false, false],
  [{}, true, true],
  [{}, UNKNOWN, true],
  [{ [variable]: "false" }, "true", false],
  [{ [variable]: "true" }, "false", true],
  [{ [variable]: " " }, "false", false],
  [{ [variable]: " true " }, "no", true],
  [{}, "no", key],
  [{}, { a: 1 }, key],
  [{ [variable]: "no" }, "true", variable],
])("refreshBeforeUpdate of %j and configuration %j: %p", (environment, value, expected) => {
  const config = { refreshBeforeUpdate: value };
  const message = wrongRefresh(environment, config)?.message;
  if (typeof expected === "string") {
    expect(message).toBe(`${expected} must be true or false. The default is true`);
  } else {
    expect(readRefreshBeforeUpdate(environment, config)).toBe(expected);
    expect(message).toBeUndefined();
  }
});
