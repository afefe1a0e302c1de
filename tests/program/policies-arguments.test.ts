import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceOutputsRequest } from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import * as dynamic from "../../provider";
import * as native from "../../provider/native";
import { mockPulumi, valueOf } from "../support/mocks";
import { soon } from "../support/soon";
import { PRODUCTION } from "../support/world";

describe.each([
  ["dynamic", dynamic.CloudAccessTokenPolicies],
  ["native", native.CloudAccessTokenPolicies],
])("the %s component", (_adapter, Policies) => {
  it.each<[unknown, string]>([
    [undefined, "the arguments must be an object"],
    [
      { environments: Promise.resolve({}) },
      "environments must be an object with the paths of at least one environment, by its id",
    ],
    [
      { environments: { e: null }, env: "e" },
      'env is not an input; use one of authorizerAppId, open, onConflict, onDelete, environments; environments["e"] must be',
    ],
  ])("refuses the arguments %p: %s", (args, said) => {
    expect(() => new Policies("shop", args as never)).toThrow(
      `CloudAccessTokenPolicies "shop": ${said}`,
    );
  });

  it("gives an environment whose own inputs are undefined those of the account", async () => {
    const declared = await mockPulumi();
    const own = { apiWhitelist: ["/a"], onConflict: undefined, onDelete: undefined };
    const account = { onConflict: "overwrite", onDelete: "retain" } as const;
    const shop = new Policies("shop", { ...account, environments: { [PRODUCTION]: own } });
    await valueOf(pulumi.output(shop.policies[PRODUCTION]?.urn));
    expect(declared.at(-1)?.inputs).toMatchObject({ env: PRODUCTION, ...account });
  });

  it("has its versions stored", async () => {
    await mockPulumi({ version: 2 });
    const stored = jest.spyOn(MockMonitor.prototype, "registerResourceOutputs").mockClear();
    const shop = new Policies("shop", { environments: { [PRODUCTION]: [] } });
    await valueOf(shop.versions);
    await soon(() => stored.mock.calls.length > 0);
    const request = stored.mock.lastCall?.[0] as RegisterResourceOutputsRequest;
    expect(request.getOutputs()?.toJavaScript()).toEqual({ versions: { [PRODUCTION]: 2 } });
  });
});
