import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { version } from "../../../package.json";
import { COMPONENT_TYPE, RESOURCE, UNKNOWN } from "../../../provider/core/constants";
import { construct } from "../../../provider/host/plugin/construct";
import { closeAfterTest } from "../../support/connected";
import { propsOf, serveEngine, structOf } from "../../support/engine/double/engine-service";
import { type Props, secret, type Value } from "../../support/engine/value";

interface Registered {
  type: string;
  name: string;
  parent: string;
  inputs: Props;
  request: RegisterResourceRequest;
}

/** Constructs a component in an engine that gives its policies these outputs. */
async function constructed(
  inputs: Props,
  change: (request: proto.ConstructRequest) => void = () => undefined,
  outputs: Props = { version: 2 },
) {
  const registered: Registered[] = [];
  const told: [string, Props][] = [];
  const engine = closeAfterTest(
    await serveEngine({
      register: (request) => {
        const [type, name] = [request.getType(), request.getName()];
        const props = propsOf(request.getObject());
        registered.push({ type, name, parent: request.getParent(), inputs: props, request });
        return Promise.resolve({ urn: `urn of ${name}`, id: name, outputs });
      },
      registerOutputs: (urn, props) => Promise.resolve(void told.push([urn, props])),
      invoke: () => Promise.reject(new Error("there is no function")),
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
  const [component, ...policies] = registered;
  return { component, policies, told, response };
}

const environments = {
  "env-1": { apiWhitelist: ["/a"] },
  "env-2": { apiWhitelist: ["/b"], onDelete: "revoke", restoreTo: ["/c"] },
};

describe("a component of another language", () => {
  it("has a policy for each environment, with the account's inputs and its own", async () => {
    const account = { authorizerAppId: "wx1", open: true, onDelete: "retain" };
    const { component, policies, told, response } = await constructed({ ...account, environments });
    const shop = { type: COMPONENT_TYPE, name: "shop", parent: "urn of the stack", inputs: {} };
    expect(component).toMatchObject(shop);
    const child = { type: RESOURCE, parent: "urn of shop" };
    expect(policies).toEqual([
      {
        ...child,
        name: "env-1",
        inputs: { ...account, env: "env-1", apiWhitelist: ["/a"] },
        request: expect.anything() as unknown,
      },
      {
        ...child,
        name: "env-2",
        inputs: { ...account, env: "env-2", ...environments["env-2"] },
        request: expect.anything() as unknown,
      },
    ]);
    for (const { request } of policies)
      expect([request.getCustom(), request.getVersion()]).toEqual([true, version]);
    const state = { versions: { "env-1": 2, "env-2": 2 } };
    expect(told).toEqual([["urn of shop", state]]);
    expect([response.getUrn(), propsOf(response.getState())]).toEqual(["urn of shop", state]);
  });

  it("does not know the versions before its policies are there", async () => {
    const { response } = await constructed({ environments }, undefined, {});
    const versions = { "env-1": UNKNOWN, "env-2": UNKNOWN };
    expect(propsOf(response.getState())).toEqual({ versions });
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
    for (const each of [component, ...policies])
      expect(each?.request.toObject()).toMatchObject({
        protect: true,
        retainondelete: true,
        deletedwith: "urn of x",
      });
    expect(component?.request.toObject()).toMatchObject({
      aliasesList: [{ urn: "urn of old" }],
      dependenciesList: ["urn of y"],
      replaceWithList: ["urn of z"],
      providersMap: [["wechat-cloudbase", "urn of it::id"]],
    });
    expect(policies[0]?.request.toObject()).toMatchObject({
      provider: "urn of it::id",
      aliasesList: [],
      propertydependenciesMap: [
        ["apiWhitelist", { urnsList: ["urn of d"] }],
        ["open", { urnsList: ["urn of d"] }],
      ],
    });
  });

  it("leaves protect and retainOnDelete unsaid where they are", async () => {
    const { policies } = await constructed({ environments });
    const { request } = policies[0] as Registered;
    expect([request.hasProtect(), request.hasRetainondelete()]).toEqual([false, false]);
  });

  it("names what a policy was before", async () => {
    const own = { apiWhitelist: ["/a"], aliases: ["urn of a single policy"] };
    const { policies } = await constructed({ environments: { "env-1": secret(own) } });
    expect(policies[0]?.inputs).toEqual({ env: "env-1", apiWhitelist: secret(["/a"]) });
    const aliases = policies[0]?.request.getAliasesList().map((alias) => alias.getUrn());
    expect(aliases).toEqual(["urn of a single policy"]);
  });

  it.each<[string, Value, Value]>([
    ["a list", ["/a"], ["/a"]],
    ["a list that is not known", UNKNOWN, UNKNOWN],
    ["a secret list", secret(["/a"]), secret(["/a"])],
    ["a list that is not known inside", { apiWhitelist: [UNKNOWN] }, [UNKNOWN]],
  ])("takes %s", async (_what, given, apiWhitelist) => {
    const { policies } = await constructed({ environments: { "env-1": given } });
    expect(policies[0]?.inputs).toEqual({ env: "env-1", apiWhitelist });
  });

  it("keeps a secret map secret in each policy", async () => {
    const { policies } = await constructed({ environments: secret(environments) });
    expect(policies[1]?.inputs).toEqual({
      env: "env-2",
      apiWhitelist: secret(["/b"]),
      onDelete: secret("revoke"),
      restoreTo: secret(["/c"]),
    });
  });

  it.each<[string, Props, string]>([
    ["no environment", {}, "environments must be an object with"],
    ["a list of environments", { environments: ["/a"] }, 'environments\\["0"\\] must be'],
    ["ids that are not known", { environments: UNKNOWN }, "environments must be known"],
    ["a wrong input", { environments, extra: 1 }, "extra is not an input"],
    [
      "a wrong input of one",
      { environments: { e: { open: true } } },
      "open is the whole account's",
    ],
  ])("is refused with %s", (_what, inputs, problem) =>
    expect(constructed(inputs)).rejects.toThrow(
      new RegExp(`^CloudAccessTokenPolicies "shop": .*${problem}`),
    ),
  );

  it("of no such type is refused", () =>
    expect(
      constructed({ environments }, (request) => request.setType("wechat-cloudbase:index:X")),
    ).rejects.toThrow("wechat-cloudbase has no component wechat-cloudbase:index:X"));

  it("passes on what the engine refuses", () =>
    expect(
      constructed({ environments }, (request) => request.setMonitorendpoint("127.0.0.1:1")),
    ).rejects.toThrow("UNAVAILABLE"));
});
