import { plainSecretAdvice } from "../../provider/core/setting-names";

it("a secret in plain text is named with both ways out", () => {
  expect(plainSecretAdvice("accessToken")).toEqual({
    message:
      "wechat-cloudbase:accessToken is plain text in the stack's configuration, and may be in its state",
    remedy:
      "Set it with `pulumi config set --secret wechat-cloudbase:accessToken`, or set " +
      "WECHAT_CLOUDBASE_ACCESS_TOKEN in the environment alone",
  });
});
