import * as pulumi from "@pulumi/pulumi";
import { CloudAccessTokenPolicy as Dynamic } from "../../../provider";
import { PROVIDER } from "../../../provider/program/dynamic/reference";
import { RESOURCE } from "../../../provider/core/constants";
import { CloudAccessTokenPolicy as Native } from "../../../provider/native";
import { schema } from "../../../provider/host/plugin/schema";
import type { PolicyOutputs } from "../../../provider/program/args";
import { mockPulumi, valueOf } from "../../support/mocks";
import { PRODUCTION } from "../../support/world";

const { properties, inputProperties } = schema.resources[RESOURCE];
const outputs = Object.keys(properties) as (keyof PolicyOutputs)[];
/** What the provider tells a program, which gives none of it: `open` is left out below. */
const told = outputs.filter((name) => !(name in inputProperties) || name === "open");
const given = { env: PRODUCTION, apiWhitelist: ["/a"] };
const stored = {
  open: true,
  version: 2,
  managesOpen: false,
  original: { open: true, apiWhitelist: ["/*"] },
};

describe.each<[string, () => PolicyOutputs]>([
  ["the dynamic class", () => new Dynamic("it", given)],
  ["the plugin's class", () => new Native("it", given)],
  ["the static get", () => Native.get("it", PRODUCTION)],
])("the outputs of %s", (_way, declare) => {
  it.each([undefined, { open: true, apiWhitelist: ["/b"] }])(
    "are there before they are known, with the unverified write %j",
    async (unverified) => {
      await mockPulumi({ ...stored, ...(unverified && { unverified }) });
      const policy = declare();
      expect(outputs).toEqual(expect.arrayContaining([...told, "env", "restoreTo"]));
      expect(outputs.filter((name) => !pulumi.Output.isInstance(policy[name]))).toEqual([]);
      const values = Object.fromEntries(told.map((name) => [name, policy[name]]));
      expect(await valueOf(pulumi.output(values))).toEqual({ ...stored, unverified });
    },
  );
});

describe.each([
  ["dynamic", Dynamic, { __provider: PROVIDER }],
  ["plugin's", Native, {}],
])("the %s class", (_kind, Policy, own) => {
  it.each([{}, { open: false }, { open: true, onDelete: "revoke" as const }])(
    "sends what the program gives, and nothing in place of an output: with %j",
    async (more) => {
      const registered = await mockPulumi(stored);
      await valueOf(new Policy("it", { ...given, ...more }).urn);
      expect(registered.map(({ inputs }) => inputs as object)).toEqual([
        { ...given, ...more, ...own },
      ]);
    },
  );
});
