import { connect } from "../../provider/wechat";
import { Redactor } from "../../provider/wechat/redact";
import { closeAfterTest, connected, ENV } from "../support/connected";
import { readFrom } from "../support/settings";
import { within } from "./calls";

const options = { environment: {}, warn: () => undefined };

it.each([
  [{}, undefined],
  [{ accessToken: "T" }, "WECHAT_CLOUDBASE_ACCESS_TOKEN"],
  [{ accessTokenFile: "/no" }, "WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE"],
  [{ accessTokenCommand: "no-such-command" }, undefined],
  [{ componentAppId: "wxp" }, undefined],
])("connect with %j names the source if it serves one account only: %s", (variables, named) => {
  const client = closeAfterTest(connect(readFrom(variables), options));
  expect(client.singleAccountSource).toBe(named);
});

it("connect has a given redactor learn each token before it is used", async () => {
  const { emulator, token } = await connected();
  const redactor = new Redactor();
  const settings = readFrom({ endpoint: emulator.url, accessToken: token });
  const { api } = closeAfterTest(connect(settings, { ...options, redactor }));
  await api.get({ env: ENV }, within());
  expect(redactor.hide(`a ${token} b`)).toBe("a [redacted] b");
});
