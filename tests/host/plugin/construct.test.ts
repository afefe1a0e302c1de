import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { version } from "../../../package.json";
import { COMPONENT_TYPE, RESOURCE, UNKNOWN } from "../../../provider/core/constants";
import { construct } from "../../../provider/host/plugin/construct";
import { closeAfterTest } from "../../support/connected";
import { propsOf, serveEngine, structOf } from "../../support/engine/double/engine-service";
import { type Props, secret, type Value } from "../../support/engine/value";

/** Constructs a component in an engine that gives its policies these outputs. */
async function constructed(
  inputs: Props,
  change: (request: proto.ConstructRequest) => void = () => undefined,
  outputs: Props = { version: 2 },
) {
  const requests: RegisterResourceRequest[] = [];
  const told: [string, Props][] = [];
  const none = () => Promise.reject(new Error("there is no function"));
  const engine = closeAfterTest(
    await serveEngine({
      register: (request) => {
        requests.push(request);
        const id = request.getName();
        return Promise.resolve({ urn: `urn of ${id}`, id, outputs });
      },
      registerOutputs: (urn, props) => Promise.resolve(void told.push([urn, props])),
      invoke: none,
      log: () => undefined,
    }),
  );
  const request = new proto.ConstructRequest()
    .setType(COMPONENT_TYPE)
    .setName("shop")
    .setParent("urn of the stack")
    .setMonitorendpoint(engine.address)
    .setInputs(structOf(inputs));
  change(request);
  const response = await construct(request);
  const [component, ...policies] = requests.map((registered) => ({
    ...registered.toObject(),
    object: propsOf(registered.getObject()),
    request: registered,
  }));
  return { component, policies, told, state: propsOf(response.getState()), urn: response.getUrn() };
}

const environments = {
  "env-1": { apiWhitelist: ["/a"] },
  "env-2": { apiWhitelist: ["/b"], onDelete: "revoke", restoreTo: ["/c"] },
};

describe("a component of another language", () => {
  it("has a policy for each environment, with the account's inputs and its own", async () => {
    const account = { authorizerAppId: "wx1", open: true, onDelete: "retain" };
    const made = await constructed({ ...account, environments });
    const shop = { type: COMPONENT_TYPE, name: "shop", parent: "urn of the stack", object: {} };
    expect(made.component).toMatchObject(shop);
    const child = { type: RESOURCE, parent: "urn of shop", custom: true, version };
    expect(made.policies).toMatchObject([
      { ...child, name: "env-1" },
      { ...child, name: "env-2" },
    ]);
    expect(made.policies.map(({ object }) => object)).toEqual([
      { ...account, env: "env-1", ...environments["env-1"] },
      { ...account, env: "env-2", ...environments["env-2"] },
    ]);
    const state = { versions: { "env-1": 2, "env-2": 2 } };
    expect(made.told).toEqual([["urn of shop", state]]);
    expect([made.urn, made.state]).toEqual(["urn of shop", state]);
  });

  it("gives an environment whose own input is null that of the account", async () => {
    const environments = { e: { apiWhitelist: ["/a"], onDelete: null, onConflict: "fail" } };
    const account = { onDelete: "retain", onConflict: "overwrite" };
    const { policies } = await constructed({ ...account, environments });
    expect(policies[0]?.object).toMatchObject({ onDelete: "retain", onConflict: "fail" });
  });

  it("does not know the versions before its policies are there", async () => {
    const { state } = await constructed({ environments }, undefined, {});
    expect(state).toEqual({ versions: { "env-1": UNKNOWN, "env-2": UNKNOWN } });
  });

  it("hands its options, and what its inputs depend on, to the policies", async () => {
    const { component, policies } = await constructed({ environments }, (request) => {
      request.setProtect(true).setRetainondelete(true).setDeletedwith("urn of x");
      request.setAliasesList([new Alias().setUrn("urn of old")]);
      request.setDependenciesList(["urn of y"]).setReplaceWithList(["urn of z"]);
      request.getProvidersMap().set("wechat-cloudbase", "urn of it::id");
      const dependencies = new proto.ConstructRequest.PropertyDependencies();
      request.getInputdependenciesMap().set("environments", dependencies.setUrnsList(["urn of d"]));
      request.getInputdependenciesMap().set("open", dependencies);
    });
    const common = { protect: true, retainondelete: true, deletedwith: "urn of x" };
    expect(component).toMatchObject({
      ...common,
      aliasesList: [{ urn: "urn of old" }],
      dependenciesList: ["urn of y"],
      replaceWithList: ["urn of z"],
      providersMap: [["wechat-cloudbase", "urn of it::id"]],
    });
    expect(policies).toMatchObject([common, common]);
    expect(policies[0]).toMatchObject({
      provider: "urn of it::id",
      aliasesList: [],
      propertydependenciesMap: [
        ["apiWhitelist", { urnsList: ["urn of d"] }],
        ["open", { urnsList: ["urn of d"] }],
      ],
    });
  });

  it("leaves protect and retainOnDelete unset if they are", async () => {
    const { policies } = await constructed({ environments });
    const { request } = policies[0] ?? {};
    expect([request?.hasProtect(), request?.hasRetainondelete()]).toEqual([false, false]);
  });

  it("names what a policy was before", async () => {
    const own = { apiWhitelist: ["/a"], aliases: ["urn of a single policy"] };
    const { policies } = await constructed({ environments: { "env-1": secret(own) } });
    expect(policies[0]?.object).toEqual({ env: "env-1", apiWhitelist: secret(["/a"]) });
    expect(policies[0]?.aliasesList).toMatchObject([{ urn: "urn of a single policy" }]);
  });

  it.each<[string, Value, Value]>([
    ["a list", ["/a"], ["/a"]],
    ["a list that is not known", UNKNOWN, UNKNOWN],
    ["a secret list", secret(["/a"]), secret(["/a"])],
    ["a list that is not known inside", { apiWhitelist: [UNKNOWN] }, [UNKNOWN]],
  ])("takes %s", async (_what, given, apiWhitelist) => {
    const { policies } = await constructed({ environments: { "env-1": given } });
    expect(policies[0]?.object).toEqual({ env: "env-1", apiWhitelist });
  });

  it("keeps a secret map secret in each policy", async () => {
    const { policies } = await constructed({ environments: secret(environments) });
    expect(policies[1]?.object).toEqual({
      env: "env-2",
      apiWhitelist: secret(["/b"]),
      onDelete: secret("revoke"),
      restoreTo: secret(["/c"]),
    });
  });

  it.each<[Props, string]>([
    [{}, "environments must be an object with"],
    [{ environments: ["/a"] }, 'environments\\["0"\\] must be'],
    [{ environments: UNKNOWN }, "environments must be known"],
    [{ environments, extra: 1 }, "extra is not an input"],
    [{ environments: { e: { open: true } } }, "open is the whole account's"],
  ])("is refused with %j: %s", (inputs, problem) =>
    expect(constructed(inputs)).rejects.toThrow(
      new RegExp(`^CloudAccessTokenPolicies "shop": .*${problem}`),
    ),
  );

  const other = "wechat-cloudbase:index:X";
  it.each<[string, (request: proto.ConstructRequest) => void]>([
    [`wechat-cloudbase has no component ${other}`, (request) => request.setType(other)],
    ["UNAVAILABLE", (request) => request.setMonitorendpoint("127.0.0.1:1")],
  ])("is refused: %s", (words, change) =>
    expect(constructed({ environments }, change)).rejects.toThrow(words),
  );
});
