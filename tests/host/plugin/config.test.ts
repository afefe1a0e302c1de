import { checkConfig } from "../../../provider/host/plugin/config";
import { unknown } from "../../support/engine/value";

const starting = (words: string) => expect.stringMatching(new RegExp(`^${words}`)) as string;

describe("checkConfig", () => {
  it("accepts every known key, what the engine adds, and what is not known yet", () => {
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

  it("names every wrong key, also if the environment is what is wrong", () => {
    const environment = { WECHAT_CLOUDBASE_VERSION_STRATEGY: "newest" };
    const config = {
      endpoint: "ftp://x",
      requestTimeoutMs: "0",
      refreshBeforeUpdate: "perhaps",
      acessToken: "t",
    };
    expect(checkConfig(environment, config)).toEqual(
      [
        ["", '"acessToken" is not a key of wechat-cloudbase; use one of accessToken, '],
        ["endpoint", "wechat-cloudbase:endpoint must be https; "],
        ["requestTimeoutMs", "wechat-cloudbase:requestTimeoutMs must"],
        ["versionStrategy", "WECHAT_CLOUDBASE_VERSION_STRATEGY must be auto"],
        ["refreshBeforeUpdate", "wechat-cloudbase:refreshBeforeUpdate must be true or false"],
      ].map(([property, words = ""]) => ({ property, reason: starting(words) })),
    );
  });

  // The engine prints the value of the property that a failure names.
  it("names a secret's key in the reason alone", () => {
    const reason = starting("wechat-cloudbase:accessToken must");
    const failures = checkConfig({}, { accessToken: { token: "t" } });
    expect(failures).toEqual([{ property: "", reason }]);
  });

  it("names what is no setting's key by its variable", () => {
    const failures = checkConfig({ NODE_TLS_REJECT_UNAUTHORIZED: "0" }, {});
    expect(failures).toMatchObject([{ property: "NODE_TLS_REJECT_UNAUTHORIZED" }]);
  });
});
