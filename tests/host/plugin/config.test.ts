import { checkConfig } from "../../../provider/host/plugin/config";
import { unknown } from "../../support/engine/value";

describe("a provider's configuration", () => {
  it("passes with every known key, what the engine adds, and what is not known yet", () => {
    const config = {
      accessToken: "t",
      endpoint: unknown,
      operationTimeoutMs: "5000",
      refreshBeforeUpdate: "false",
      version: "0.1.0",
      __internal: {},
    };
    expect(checkConfig({}, config)).toEqual([]);
  });

  it("has every wrong key named, also where the environment is what is wrong", () => {
    const environment = { WECHAT_CLOUDBASE_VERSION_STRATEGY: "newest" };
    const config = {
      endpoint: "ftp://x",
      requestTimeoutMs: "0",
      refreshBeforeUpdate: "perhaps",
      acessToken: "t",
    };
    const failures = checkConfig(environment, config);
    expect(failures.map(({ property }) => property)).toEqual([
      "",
      "endpoint",
      "requestTimeoutMs",
      "versionStrategy",
      "refreshBeforeUpdate",
    ]);
    const reasons = failures.map(({ reason }) => reason);
    expect(reasons[0]).toMatch(
      /^"acessToken" is not a key of wechat-cloudbase; use one of accessToken, /,
    );
    expect(reasons[1]).toMatch(/^wechat-cloudbase:endpoint must be https; /);
    expect(reasons[3]).toMatch(/^WECHAT_CLOUDBASE_VERSION_STRATEGY must be auto/);
    expect(reasons[4]).toBe(
      "wechat-cloudbase:refreshBeforeUpdate must be true or false. The default is true",
    );
  });

  it("names a secret's key in the reason alone: the engine prints the value of the property", () => {
    expect(checkConfig({}, { accessToken: { token: "t" } })).toEqual([
      {
        property: "",
        reason: expect.stringMatching(/^wechat-cloudbase:accessToken must/) as string,
      },
    ]);
  });

  it("names what is no setting's key by its variable", () => {
    const failures = checkConfig({ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, {});
    expect(failures).toMatchObject([{ property: "NODE_TLS_REJECT_UNAUTHORIZED" }]);
  });
});
