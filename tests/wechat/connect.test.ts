import { connect } from "../../provider/wechat";
import { closeAfterTest } from "../support/connected";
import { readFrom } from "../support/settings";

it.each([
  [{}, undefined],
  [{ accessToken: "T" }, "WECHAT_CLOUDBASE_ACCESS_TOKEN"],
  [{ accessTokenFile: "/no" }, "WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE"],
  [{ accessTokenCommand: "no-such-command" }, undefined],
  [{ componentAppId: "wxp" }, undefined],
])("connect with %j names the source if it serves one account only: %s", (variables, named) => {
  const options = { environment: {}, warn: () => undefined };
  const client = closeAfterTest(connect(readFrom(variables), options));
  expect(client.singleAccountSource).toBe(named);
});
