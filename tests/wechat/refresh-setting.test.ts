import { UNKNOWN } from "../../provider/core/constants";
import { readRefreshBeforeUpdate, wrongRefresh } from "../../provider/wechat/refresh-setting";

const variable = "WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE";

describe("refreshBeforeUpdate", () => {
  it.each<[Record<string, string>, unknown, boolean]>([
    [{}, undefined, true],
    [{}, "true", true],
    [{}, "false", false],
    [{}, false, false],
    [{}, true, true],
    [{ [variable]: "false" }, "true", false],
    [{ [variable]: "true" }, "false", true],
    [{ [variable]: " " }, "false", false],
  ])("%j, configuration %j: %p", (environment, refreshBeforeUpdate, expected) => {
    const config = { refreshBeforeUpdate };
    expect(readRefreshBeforeUpdate(environment, config)).toBe(expected);
    expect(wrongRefresh(environment, config)).toBeUndefined();
  });
});

describe("a wrong refreshBeforeUpdate", () => {
  const key = "wechat-cloudbase:refreshBeforeUpdate";

  it.each([
    [{}, "no", `${key} must be true or false. The default is true`],
    [{}, { a: 1 }, `${key} must be true or false. The default is true`],
    [{ [variable]: "no" }, "true", `${variable} must be true or false. The default is true`],
    [{ [variable]: " true " }, "no", undefined],
    [{ [variable]: " " }, "false", undefined],
    [{}, true, undefined],
    [{}, UNKNOWN, undefined],
    [{}, undefined, undefined],
  ])("%j, configuration %j: %p", (environment, refreshBeforeUpdate, message) => {
    expect(wrongRefresh(environment, { refreshBeforeUpdate })?.message).toBe(message);
  });
});
