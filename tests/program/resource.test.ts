import * as pulumi from "@pulumi/pulumi";
import type * as resources from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { CloudAccessTokenPolicy as Dynamic } from "../../provider";
// What the class loads late, when this test may have ended: jest refuses that.
import "../../provider/core/whitelist-warnings";
import { CloudAccessTokenPolicy as Native, Provider } from "../../provider/native";
import { TYPE } from "../../provider/program/dynamic/reference";
import { soon } from "../support/soon";
import { PRODUCTION } from "../support/world";

const mocks = {
  newResource: ({ inputs }: pulumi.runtime.MockResourceArgs) => ({
    id: PRODUCTION,
    state: inputs as object,
  }),
  call: () => ({}),
};

beforeEach(() => pulumi.runtime.setMocks(mocks));

const heard = jest.spyOn(MockMonitor.prototype, "registerResource");

/** What Pulumi was asked to register with the resource of this URN. */
async function registered(urn: pulumi.Output<string>) {
  await new Promise((resolve) => urn.apply(resolve));
  return heard.mock.lastCall?.[0] as resources.RegisterResourceRequest;
}

describe.each([
  ["dynamic", Dynamic],
  ["native", Native],
])("the %s class", (_kind, CloudAccessTokenPolicy) => {
  it("lets Pulumi store the program's line with a resource, not one of this package", async () => {
    const { urn } = new CloudAccessTokenPolicy("production", { env: PRODUCTION, apiWhitelist: [] });
    const request = await registered(urn);
    expect(request.getSourceposition()?.getUri()).toMatch(/\/tests\/program\/resource\.test\.ts$/);
    // The line is the caller of the class below Pulumi's. Node.js may leave a class without a
    // constructor out of the stack here, but not where Pulumi runs a program.
    expect(Object.getPrototypeOf(CloudAccessTokenPolicy)).toBe(pulumi.CustomResource);
  });
});

it("the native class takes over a dynamic resource beside the aliases of the program", async () => {
  const aliases = [{ name: "before" }];
  const args = { env: PRODUCTION, apiWhitelist: [] };
  const { urn } = new Native("now", args, { aliases });
  const request = await registered(urn);
  const said = request.getAliasesList().map((alias) => alias.toObject().spec);
  expect(said).toMatchObject([{ type: TYPE }, { name: "before" }]);
});

it("the native provider marks what gives a token as a secret", async () => {
  const secrets = {
    accessToken: "t",
    componentAppSecret: "s",
    componentVerifyTicket: "v",
    authorizerRefreshToken: "r",
  };
  const { urn } = new Provider("other", { ...secrets, endpoint: "e" });
  const request = await registered(urn);
  const marked = Object.entries(request.getObject()?.toJavaScript() ?? {})
    .filter(([, value]) => typeof value === "object")
    .map(([key]) => key);
  expect(marked.sort()).toEqual(Object.keys(secrets).sort());
});

it.each(["apiWhitelist", "restoreTo"])(
  "the dynamic class warns of a doubtful %s",
  async (input) => {
    const warn = jest.spyOn(pulumi.log, "warn").mockReset().mockResolvedValue();
    const args = { env: PRODUCTION, apiWhitelist: ["/*"], [input]: ["/*", "/a"] };
    await registered(new Dynamic("one", args).urn);
    await soon(() => warn.mock.calls.length > 0);
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      expect.stringContaining(`${input}: "/*" allows everything`),
    ]);
  },
);
