import * as pulumi from "@pulumi/pulumi";
import type * as resources from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { CloudAccessTokenPolicy as Dynamic } from "../../provider";
// What the class loads late, when this test may have ended: jest refuses that.
import "../../provider/core/whitelist-warnings";
import { CloudAccessTokenPolicy as Native } from "../../provider/native";
import { PRODUCTION } from "../support/world";

describe.each([
  ["dynamic", Dynamic],
  ["native", Native],
])("the %s class", (_kind, CloudAccessTokenPolicy) => {
  it("lets Pulumi store the program's line with a resource, not one of this package", async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ inputs }) => ({ id: PRODUCTION, state: inputs as object }),
      call: () => ({}),
    });
    const heard = jest.spyOn(MockMonitor.prototype, "registerResource");
    const { urn } = new CloudAccessTokenPolicy("production", { env: PRODUCTION, apiWhitelist: [] });
    await new Promise((resolve) => urn.apply(resolve));

    const request = heard.mock.lastCall?.[0] as resources.RegisterResourceRequest;
    expect(request.getSourceposition()?.getUri()).toMatch(/\/tests\/program\/resource\.test\.ts$/);
    // The line is the caller of the class below Pulumi's. Node.js may leave a class without a
    // constructor out of the stack here, but not where Pulumi runs a program.
    expect(Object.getPrototypeOf(CloudAccessTokenPolicy)).toBe(pulumi.CustomResource);
  });
});
