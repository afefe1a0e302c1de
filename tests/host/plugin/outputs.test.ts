import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import { CloudAccessTokenPolicy as Dynamic } from "../../../provider";
// What the class loads late, when this test may have ended: jest refuses that.
import "../../../provider/core/whitelist-warnings";
import { PROVIDER } from "../../../provider/program/dynamic/reference";
import { RESOURCE } from "../../../provider/core/constants";
import { CloudAccessTokenPolicy as Native } from "../../../provider/native";
import { schema } from "../../../provider/host/plugin/schema";
import type { PolicyOutputs } from "../../../provider/program/args";
import { PRODUCTION } from "../../support/world";

const { properties, inputProperties } = schema.resources[RESOURCE];
/** What the provider tells a program, which gives none of it: `open` is left out below. */
const told = [
  ...Object.keys(properties).filter((name) => !Object.keys(inputProperties).includes(name)),
  "open",
] as (keyof PolicyOutputs)[];
const given = { env: PRODUCTION, apiWhitelist: ["/a"] };
const stored = {
  open: true,
  version: 2,
  managesOpen: false,
  original: { open: true, apiWhitelist: ["/*"] },
};
const unverified = { open: true, apiWhitelist: ["/b"] };

/** Has Pulumi store so much of each resource beside its inputs; answers with what was registered. */
async function storing(state: object): Promise<MockResourceArgs[]> {
  const registered: MockResourceArgs[] = [];
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      return { id: PRODUCTION, state: { ...(args.inputs as object), ...state } };
    },
    call: () => ({}),
  });
  return registered;
}

/** All that a program can read of these outputs. */
const read = (policy: PolicyOutputs) =>
  new Promise((resolve) => {
    const outputs = Object.fromEntries(told.map((name) => [name, policy[name]]));
    pulumi.output(outputs).apply(resolve);
  });

const ways: [string, () => PolicyOutputs][] = [
  ["the dynamic class", () => new Dynamic("it", given)],
  ["the plugin's class", () => new Native("it", given)],
  ["a look with get", () => Native.get("it", PRODUCTION)],
];

describe.each(ways)("the outputs of %s", (_way, declare) => {
  it("are there for a program to use before anything is known of them", async () => {
    await storing(stored);
    const policy = declare();
    const outputs = Object.keys(properties) as (keyof PolicyOutputs)[];
    expect(outputs).toEqual(expect.arrayContaining([...told, "env", "restoreTo"]));
    expect(outputs.filter((name) => !pulumi.Output.isInstance(policy[name]))).toEqual([]);
    await read(policy);
  });

  it("tell what a write that nobody could verify was to make", async () => {
    await storing({ ...stored, unverified });
    expect(await read(declare())).toEqual({ ...stored, unverified });
  });

  it("tell of no such write where there is none", async () => {
    await storing(stored);
    expect(await read(declare())).toEqual({ ...stored, unverified: undefined });
  });
});

describe.each([
  ["dynamic", Dynamic, { __provider: PROVIDER }],
  ["plugin's", Native, {}],
])("the %s class", (_kind, Policy, own) => {
  it.each([{}, { open: false }, { open: true, onDelete: "revoke" as const }])(
    "sends what the program gives, and nothing in place of an output: with %j",
    async (more) => {
      const registered = await storing(stored);
      await read(new Policy("it", { ...given, ...more }));
      expect(registered.map(({ inputs }) => inputs as object)).toEqual([
        { ...given, ...more, ...own },
      ]);
    },
  );
});
