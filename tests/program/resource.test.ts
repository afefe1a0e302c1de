import * as pulumi from "@pulumi/pulumi";
import type * as resources from "@pulumi/pulumi/proto/resource_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { CloudAccessTokenPolicy as Dynamic } from "../../provider";
import { CloudAccessTokenPolicy as Native, Provider } from "../../provider/native";
import { TYPE } from "../../provider/program/dynamic/reference";
import { mockPulumi, valueOf } from "../support/mocks";
import { soon } from "../support/soon";
import { PRODUCTION } from "../support/world";

const args = { env: PRODUCTION, apiWhitelist: [] };
const heard = jest.spyOn(MockMonitor.prototype, "registerResource");

beforeEach(() => mockPulumi());

/** What Pulumi was asked to register with the resource of this URN. */
async function registered({ urn }: Pick<pulumi.Resource, "urn">) {
  await valueOf(urn);
  return heard.mock.lastCall?.[0] as resources.RegisterResourceRequest;
}

describe.each([
  ["dynamic", Dynamic],
  ["native", Native],
])("the %s class", (_kind, Policy) => {
  it("has Pulumi store the line of the program, not one of this package", async () => {
    const request = await registered(new Policy("production", args));
    expect(request.getSourceposition()?.getUri()).toMatch(/\/tests\/program\/resource\.test\.ts$/);
    // The line is the caller of the class below Pulumi's. Node.js may leave a class without a
    // constructor out of the stack here, but not where Pulumi runs a program.
    expect(Object.getPrototypeOf(Policy)).toBe(pulumi.CustomResource);
  });
});

it("the native class takes over a dynamic resource beside the aliases of the program", async () => {
  const request = await registered(new Native("now", args, { aliases: [{ name: "before" }] }));
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
  const request = await registered(new Provider("other", { ...secrets, endpoint: "e" }));
  const marked = Object.entries(request.getObject()?.toJavaScript() ?? {})
    .filter(([, value]) => typeof value === "object")
    .map(([key]) => key);
  expect(marked.sort()).toEqual(Object.keys(secrets).sort());
});

it("the native provider sends a false and a number as text", async () => {
  const request = await registered(
    new Provider("other", { refreshBeforeUpdate: false, requestTimeoutMs: 5 }),
  );
  expect(request.getObject()?.toJavaScript()).toEqual({
    refreshBeforeUpdate: "false",
    requestTimeoutMs: "5",
  });
});

it.each(["apiWhitelist", "restoreTo"])(
  "the dynamic class warns of a doubtful %s",
  async (input) => {
    const warn = jest.spyOn(pulumi.log, "warn").mockReset().mockResolvedValue();
    await registered(new Dynamic("one", { ...args, [input]: ["/*", "/a"] }));
    await soon(() => warn.mock.calls.length > 0);
    expect(warn.mock.calls.map(([message]) => message)).toEqual([
      expect.stringContaining(`${input}: "/*" allows everything`),
    ]);
  },
);

it("the dynamic class does not quote a doubtful path that is a secret in a list", async () => {
  const warn = jest.spyOn(pulumi.log, "warn").mockReset().mockResolvedValue();
  await registered(
    new Dynamic("one", { ...args, apiWhitelist: [pulumi.secret("/wxa/getwxacod")] }),
  );
  await soon(() => warn.mock.calls.length > 0);
  expect(warn.mock.calls.map(([message]) => message)).toEqual([
    expect.stringContaining("not shown here, because it is a secret"),
  ]);
});
