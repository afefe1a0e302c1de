import { Deadline, systemClock } from "../../provider/core/timing";
import { connect } from "../../provider/wechat";
import { Redactor } from "../../provider/wechat/redact";
import { readSettings } from "../../provider/wechat/settings";
import { type SettingKey, variableOf } from "../../provider/core/setting-names";
import { closeAfterTest, connected, ENV } from "../support/connected";

const connectWith = (variables: Partial<Record<SettingKey, string>>) => {
  const environment = Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [variableOf(key as SettingKey), value]),
  );
  const settings = readSettings({ environment, config: () => undefined });
  return closeAfterTest(connect(settings, { environment, warn: () => undefined }));
};

describe("connect", () => {
  it.each([
    ["accessToken", "T"],
    ["accessTokenFile", "/no/such/file"],
  ] as const)("says that %s serves one account only", (key, value) => {
    expect(connectWith({ [key]: value }).singleAccountSource).toBe(variableOf(key));
  });

  it.each([
    ["accessTokenCommand", "no-such-command"],
    ["componentAppId", "wxp"],
  ] as const)("knows that %s serves any number", (key, value) => {
    expect(connectWith({ [key]: value })).not.toHaveProperty("singleAccountSource");
  });

  it("sends nothing and asks for no token, nor does it need one", async () => {
    expect(connectWith({})).not.toHaveProperty("singleAccountSource");
    expect((await connected()).emulator.journal).toEqual([]);
  });

  it("tells a given redactor of each token before it is used", async () => {
    const { emulator, token } = await connected();
    const redactor = new Redactor();
    const environment = {
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
      WECHAT_CLOUDBASE_ACCESS_TOKEN: token,
    };
    const settings = readSettings({ environment, config: () => undefined });
    const client = connect(settings, { environment, warn: () => undefined, redactor });
    await closeAfterTest(client).api.get({ env: ENV }, new Deadline(systemClock, 10_000));
    expect(redactor.hide(`a ${token} b`)).toBe("a [redacted] b");
  });

  it("bounds a request as the settings say", async () => {
    const { api, emulator, deadline } = await connected({
      environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "30" },
    });
    emulator.faults.add({ hang: true, times: Infinity });
    await expect(api.get({ env: ENV }, deadline())).rejects.toThrow("DEADLINE");
  });
});
