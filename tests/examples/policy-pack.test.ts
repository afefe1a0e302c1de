import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceValidationArgs } from "@pulumi/policy";
import * as deserialize from "@pulumi/policy/deserialize";
import * as proxy from "@pulumi/policy/proxy";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { policies, types } from "../../examples/policy-pack/policies";
import { TYPE } from "../../provider/program/dynamic/reference";
import { schema } from "../../provider/host/plugin/schema";
import { findEngines } from "../support/engine";
import { CliStack } from "../support/engine/cli/cli-engine";
import { adapters, PRODUCTION, terminal, World } from "../support/world";

/** What the SDK does with a resource's properties; its types leave these out. */
const { deserializeProperties } = deserialize as unknown as {
  deserializeProperties: (struct: Struct, proxySecrets: boolean) => object;
};
const { unknownCheckingProxy, unknownStringValue: unknown } = proxy as unknown as {
  unknownCheckingProxy: (props: object) => Record<string, unknown>;
  unknownStringValue: string;
};

const pack = join(__dirname, "../../examples/policy-pack");
const [dynamicType = "", pluginType = ""] = types;

interface Case {
  type?: string;
  stack?: string;
  /** By policy; the rest has the default of the schema, as the engine fills it in. */
  config?: Record<string, object>;
}

/** What each policy says against a resource, `?` if it needs what a preview cannot know. */
function objections(
  inputs: object,
  { type = dynamicType, stack = "production", config = {} }: Case = {},
) {
  const found: Record<string, string> = {};
  const props = { env: PRODUCTION, apiWhitelist: ["/wxa/msg_sec_check"], ...inputs };
  for (const { name, configSchema, validateResource } of policies) {
    if (typeof validateResource !== "function") throw new Error(`${name} validates nothing`);
    const defaults = Object.entries(configSchema?.properties ?? {}).map(
      ([key, value]) => [key, value.default as unknown] as const,
    );
    const args = {
      type,
      urn: `urn:pulumi:${stack}::project::${type}::it`,
      // As the SDK hands it over: secrets unpacked, unknown values throw when they are read.
      props: unknownCheckingProxy(deserializeProperties(Struct.fromJavaScript(props), false)),
      getConfig: () => ({ ...Object.fromEntries(defaults), ...config[name] }),
    } as unknown as ResourceValidationArgs;
    try {
      void validateResource(args, (message) => (found[name] = message));
    } catch (error) {
      expect(String(error)).toContain("can't be known during preview");
      found[name] = "?";
    }
  }
  return found;
}

const paths = (count: number) => Array.from({ length: count }, (_, i) => `/wxa/path_${i}`);
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const closed = (reasons: object) => ({ config: { "closed-with-reason": { reasons } } });
const max = (count: number) => ({ config: { "at-most-entries": { max: count } } });
const own = { productionStacks: ["live"] };
const live = { "no-wildcard-in-production": own, "no-wildcard": own };
const wide = { apiWhitelist: ["/a", "/*"] };
const mandatory = ["no-wildcard-in-production"];
const advisory = ["no-wildcard"];
const tooMany = ["at-most-entries"];
const unexplained = ["closed-with-reason"];

it("the policy pack is for the dynamic resource and the plugin's, and no other", () => {
  const resources = Object.entries(schema.resources);
  const own = resources.filter(([, resource]) => !("isComponent" in resource));
  expect(types).toEqual([TYPE, ...own.map(([type]) => type)]);
  const bad = { apiWhitelist: ["/*"], open: false };
  expect(objections(bad, { type: "aws:s3/bucket:Bucket" })).toEqual({});
  const levels = policies.map(({ name, enforcementLevel }) => [name, enforcementLevel]);
  expect(Object.fromEntries(levels)).toMatchObject({
    "no-wildcard-in-production": "mandatory",
    "no-wildcard": "advisory",
  });
});

describe.each([dynamicType, pluginType])("the policy pack on %s", (type) => {
  it.each<[what: string, inputs: object, objectors: string[], given?: Case]>([
    ["named paths", {}, []],
    ["an empty list, open", { apiWhitelist: [], open: true }, []],
    ["a wildcard", wide, mandatory],
    ["a wildcard in a path", { apiWhitelist: ["/a", "/wxa/*"] }, mandatory],
    ["a wildcard, stack prod", wide, mandatory, { stack: "prod" }],
    ["a wildcard, stack dev", wide, advisory, { stack: "dev" }],
    ["a wildcard, a configured stack", wide, mandatory, { stack: "live", config: live }],
    ["a wildcard, production not configured", wide, advisory, { config: live }],
    ["restoreTo with a wildcard", { restoreTo: ["/a", "/*"] }, mandatory],
    ["restoreTo with a wildcard, dev", { restoreTo: ["/a", "/*"] }, advisory, { stack: "dev" }],
    ["a wildcard with restore", { restoreTo: ["/a", "/wxa/*"], onDelete: "restore" }, mandatory],
    ["a wildcard with retain", { restoreTo: ["/*"], onDelete: "retain" }, mandatory],
    ["a wildcard with revoke", { restoreTo: ["/*"], onDelete: "revoke" }, mandatory],
    ["restoreTo with named paths", { restoreTo: ["/a"], onDelete: "restore" }, []],
    ["an empty restoreTo", { restoreTo: [] }, []],
    ["20 entries", { apiWhitelist: paths(20) }, []],
    ["21 entries", { apiWhitelist: paths(21) }, tooMany],
    ["as many entries as configured", { apiWhitelist: paths(2) }, [], max(2)],
    ["more entries than configured", { apiWhitelist: paths(3) }, tooMany, max(2)],
    ["closed without a reason", { open: false }, unexplained],
    ["closed, another's reason", { open: false }, unexplained, closed({ other: "why" })],
    ["closed, an empty reason", { open: false }, unexplained, closed({ [PRODUCTION]: " " })],
    ["closed with a reason", { open: false }, [], closed({ [PRODUCTION]: "why" })],
    ["closed, a reason of every object", { open: false, env: "constructor" }, unexplained],
    ["a partly known list", { apiWhitelist: ["/a", unknown] }, [...mandatory, ...tooMany], max(1)],
    ["an unknown env", { env: unknown }, []],
  ])("objects, or not, to %s", (_what, inputs, objectors, given: Case = {}) => {
    expect(Object.keys(objections(inputs, { type, ...given }))).toEqual(objectors);
  });

  it.each([
    ["the list", { apiWhitelist: unknown }, [...mandatory, ...tooMany]],
    ["restoreTo", { restoreTo: unknown }, mandatory],
    ["a part of restoreTo", { restoreTo: ["/a", unknown] }, mandatory],
    ["open", { open: unknown }, unexplained],
  ])("cannot be checked in a preview that does not know %s", (_what, inputs, names) => {
    const expected = Object.fromEntries(names.map((name) => [name, "?"]));
    expect(objections(inputs, { type })).toEqual(expected);
  });

  it("says which lists and how many entries are wrong", () => {
    const opens = (lists: string) =>
      `An entry with * in ${lists} opens more than it names. List the paths that are called.`;
    const many = "apiWhitelist has 21 entries; at most 20 are allowed.";
    for (const [[objector = ""], inputs, message] of [
      [mandatory, wide, opens("apiWhitelist")],
      [mandatory, { restoreTo: ["/*"] }, opens("restoreTo")],
      [mandatory, { ...wide, restoreTo: ["/*"] }, opens("apiWhitelist and restoreTo")],
      [tooMany, { apiWhitelist: paths(21) }, many],
    ] as const)
      expect(objections(inputs, { type })).toEqual({ [objector]: message });
  });

  it("checks secrets and repeats none of them", () => {
    const hidden = {
      env: secret("myttest-hidden"),
      apiWhitelist: secret(["/hidden/*", ...paths(20)]),
      open: secret(false),
    };
    const inputs = [hidden, { restoreTo: secret(["/hidden/*"]) }];
    const found = inputs.map((each) => objections(each, { type }));
    const objectors = [[...mandatory, ...tooMany, ...unexplained], mandatory];
    expect(found.map((each) => Object.keys(each))).toEqual(objectors);
    expect(JSON.stringify(found)).not.toContain("hidden");
  });
});

describe("pulumi preview --policy-pack", () => {
  const { cli, skipped } = findEngines();
  if (!cli) {
    it.skip(`skipped: ${skipped.join(", ")}`, () => undefined);
    return;
  }
  const readme = readFileSync(join(pack, "README.md"), "utf8");
  const printed = /```text\n([^`]*)```/.exec(readme)?.[1]?.trimEnd().split("\n") ?? [];

  it.each(adapters)("prints what its README shows, and takes reasons [%s]", async (adapter) => {
    const world = await World.on(cli, { adapter, stackName: "production" });
    const { stack } = world;
    if (!(stack instanceof CliStack)) throw new Error("this is not the CLI");
    const preview = (apiWhitelist: string[], ...more: string[]) => {
      world.declare({ name: "shop", args: { env: PRODUCTION, apiWhitelist, open: false } });
      return stack.command(["preview", "--policy-pack", pack, ...more]);
    };
    try {
      const refused = await world.fails(() => preview(["/*"]));
      // The pack's folder is another one in the README.
      const lines = printed.filter((line) => !line.includes("(local: "));
      for (const line of lines) expect(refused.replaceAll(pluginType, dynamicType)).toContain(line);
      expect(lines.length).toBeGreaterThan(6);

      const config = ["--policy-pack-config", join(pack, "production.json")];
      const passed = await world.succeeds(() => preview(["/a"], ...config));
      expect(terminal(passed)).toContain("✅ wechat-cloudbase@v0.1.0");
      expect(world.emulator.requests()).toEqual([]);
    } finally {
      await world.remove();
    }
  });
});
