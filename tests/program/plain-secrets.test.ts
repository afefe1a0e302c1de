import * as pulumi from "@pulumi/pulumi";
import { CloudAccessTokenPolicy as Dynamic } from "../../provider";
import "../../provider/core/whitelist-warnings";
import { CloudAccessTokenPolicy as Native } from "../../provider/native";
import { PRODUCTION, STAGING } from "../support/world";

it.each([
  ["dynamic", Dynamic],
  ["native", Native],
])("a %s program is warned once of a secret in plain text", async (_kind, Policy) => {
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({ id: PRODUCTION, state: inputs as object }),
    call: () => ({}),
  });
  pulumi.runtime.setAllConfig(
    {
      "wechat-cloudbase:accessToken": "t",
      "wechat-cloudbase:componentAppSecret": "s",
      "wechat-cloudbase:endpoint": "https://e",
    },
    ["wechat-cloudbase:componentAppSecret"],
  );
  const warn = jest.spyOn(pulumi.log, "warn").mockReset().mockResolvedValue();
  await pulumi.runtime.runInPulumiStack(async () => {
    for (const env of [PRODUCTION, STAGING]) {
      const { urn } = new Policy(env, { env, apiWhitelist: [] });
      await new Promise((resolve) => urn.apply(resolve));
    }
  });
  expect(warn.mock.calls).toEqual([
    [
      "wechat-cloudbase:accessToken is plain text in the stack's configuration, and may be in its state. " +
        "Set it with `pulumi config set --secret wechat-cloudbase:accessToken`, or set WECHAT_CLOUDBASE_ACCESS_TOKEN in the environment alone",
    ],
  ]);
});
