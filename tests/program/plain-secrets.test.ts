import * as pulumi from "@pulumi/pulumi";
import { CloudAccessTokenPolicy as Dynamic } from "../../provider";
import { CloudAccessTokenPolicy as Native } from "../../provider/native";
import { configure, mockPulumi, valueOf } from "../support/mocks";
import { PRODUCTION, STAGING } from "../support/world";

it.each([
  ["dynamic", Dynamic],
  ["native", Native],
])("a %s program is warned once of a secret in plain text", async (_kind, Policy) => {
  await mockPulumi();
  const secretKey = "componentAppSecret";
  configure({ accessToken: "t", [secretKey]: "s", endpoint: "https://e" }, [secretKey]);
  const warn = jest.spyOn(pulumi.log, "warn").mockReset().mockResolvedValue();
  await pulumi.runtime.runInPulumiStack(async () => {
    for (const env of [PRODUCTION, STAGING])
      await valueOf(new Policy(env, { env, apiWhitelist: [] }).urn);
  });
  expect(warn.mock.calls).toEqual([
    [
      "wechat-cloudbase:accessToken is plain text in the stack's configuration, and may be in its state. " +
        "Set it with `pulumi config set --secret wechat-cloudbase:accessToken`, or set WECHAT_CLOUDBASE_ACCESS_TOKEN in the environment alone",
    ],
  ]);
});
