import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ResourceValidationArgs } from "@pulumi/policy";
import * as deserialize from "@pulumi/policy/deserialize";
import * as proxy from "@pulumi/policy/proxy";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { policies, types } from "../../examples/policy-pack/policies";
import { TYPE } from "../../provider/program/dynamic/reference";
import schema from "../../provider/host/plugin/schema.json";
import { findEngines } from "../support/engine";
import { CliStack } from "../support/engine/cli/cli-engine";
import { adapters, PRODUCTION, terminal, World } from "../support/world";

/** What the SDK does with a resource's properties; its types leave these out. */
const { deserializeProperties } = deserialize as unknown as {
  deserializeProperties: (struct: Struct, proxySecrets: boolean) => object;
};
const { unknownCheckingProxy, unknownStringValue } = proxy as unknown as {
  unknownCheckingProxy: (props: object) => Record<string, unknown>;
  unknownStringValue: string;
};

const pack = join(__dirname, "../../examples/policy-pack");
const [dynamicType = "", pluginType = ""] = types;

interface Case {
  type?: string;
  stack?: string;
  /** By policy; what is left out has the default of the schema, which is what the engine fills in. */
  config?: Record<string, object>;
}

/** The names of the policies that object to these inputs, `?` where one needs what a preview cannot know. */
function objections(
  inputs: object,
  { type = dynamicType, stack = "production", config = {} }: Case = {},
) {
  const found: Record<string, string> = {};
  for (const { name, configSchema, validateResource } of policies) {
    if (typeof validateResource !== "function") throw new Error(`${name} validates nothing`);
    const defaults: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(configSchema?.properties ?? {})) {
      defaults[key] = value.default;
    }
    const args = {
      type,
      urn: `urn:pulumi:${stack}::project::${type}::it`,
      // As the SDK hands it over: secrets unpacked, unknown values thrown when they are read.
      props: unknownCheckingProxy(
        deserializeProperties(Struct.fromJavaScript(inputs as never), false),
      ),
      getConfig: () => ({ ...defaults, ...config[name] }),
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

const inputs = { env: PRODUCTION, apiWhitelist: ["/wxa/msg_sec_check"] };
const paths = (count: number) => Array.from({ length: count }, (_, i) => `/wxa/path_${i}`);
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

describe("the policy pack's types", () => {
  it("are the dynamic resource's and the plugin's", () => {
    expect(types).toEqual([TYPE, ...Object.keys(schema.resources)]);
  });

  it("are the only ones that it looks at", () => {
    const bad = { ...inputs, apiWhitelist: ["/*"], open: false };
    expect(objections(bad, { type: "aws:s3/bucket:Bucket" })).toEqual({});
  });
});

describe.each([dynamicType, pluginType])("the policy pack on %s", (type) => {
  it("lets a short whitelist of named paths through", () => {
    expect(objections(inputs, { type })).toEqual({});
    expect(objections({ ...inputs, apiWhitelist: [], open: true }, { type })).toEqual({});
  });

  it.each(["/*", "/wxa/*"])("refuses %s in production and advises against it elsewhere", (path) => {
    const wide = { ...inputs, apiWhitelist: ["/a", path] };
    expect(Object.keys(objections(wide, { type }))).toEqual(["no-wildcard-in-production"]);
    expect(Object.keys(objections(wide, { type, stack: "dev" }))).toEqual(["no-wildcard"]);
    expect(Object.keys(objections(wide, { type, stack: "prod" }))).toEqual([
      "no-wildcard-in-production",
    ]);
    const level = (name: string) => policies.find((one) => one.name === name)?.enforcementLevel;
    expect(level("no-wildcard-in-production")).toBe("mandatory");
    expect(level("no-wildcard")).toBe("advisory");
  });

  it.each([{}, { onDelete: "restore" }, { onDelete: "retain" }, { onDelete: "revoke" }])(
    "refuses a destroy that would open more than it names, with %j",
    (settings) => {
      for (const path of ["/*", "/wxa/*"]) {
        const wide = { ...inputs, ...settings, restoreTo: ["/a", path] };
        expect(objections(wide, { type })).toEqual({
          "no-wildcard-in-production":
            "An entry with * in restoreTo opens more than it names. List the paths that are called.",
        });
        expect(Object.keys(objections(wide, { type, stack: "dev" }))).toEqual(["no-wildcard"]);
      }
      const named = { ...inputs, ...settings, restoreTo: ["/a"] };
      expect(objections(named, { type })).toEqual({});
      expect(objections({ ...named, restoreTo: [] }, { type })).toEqual({});
    },
  );

  it("names each list that has a wildcard", () => {
    const said = (wide: object) =>
      objections({ ...inputs, ...wide }, { type })["no-wildcard-in-production"];
    expect(said({ apiWhitelist: ["/*"], restoreTo: ["/a"] })).toContain("* in apiWhitelist opens");
    expect(said({ apiWhitelist: ["/*"], restoreTo: ["/*"] })).toContain(
      "* in apiWhitelist and restoreTo opens",
    );
  });

  it("takes the names of production from the configuration", () => {
    const wide = { ...inputs, apiWhitelist: ["/*"] };
    const own = { productionStacks: ["live"] };
    const config = { "no-wildcard-in-production": own, "no-wildcard": own };
    expect(Object.keys(objections(wide, { type, stack: "live", config }))).toEqual([
      "no-wildcard-in-production",
    ]);
    expect(Object.keys(objections(wide, { type, config }))).toEqual(["no-wildcard"]);
  });

  it("allows 20 entries, or as many as the configuration says", () => {
    const many = (count: number) => ({ ...inputs, apiWhitelist: paths(count) });
    expect(objections(many(20), { type })).toEqual({});
    expect(objections(many(21), { type })).toEqual({
      "at-most-entries": "apiWhitelist has 21 entries; at most 20 are allowed.",
    });
    const config = { "at-most-entries": { max: 2 } };
    expect(objections(many(2), { type, config })).toEqual({});
    expect(Object.keys(objections(many(3), { type, config }))).toEqual(["at-most-entries"]);
  });

  it("wants a reason under the environment's id where the switch is closed", () => {
    const closed = { ...inputs, open: false };
    const given = (reasons: object) => ({ type, config: { "closed-with-reason": { reasons } } });
    expect(Object.keys(objections(closed, { type }))).toEqual(["closed-with-reason"]);
    expect(Object.keys(objections(closed, given({ other: "why", [PRODUCTION]: " " })))).toEqual([
      "closed-with-reason",
    ]);
    expect(objections(closed, given({ [PRODUCTION]: "why" }))).toEqual({});
  });

  it("takes no reason from what every object has", () => {
    const closed = { ...inputs, env: "constructor", open: false };
    expect(Object.keys(objections(closed, { type }))).toEqual(["closed-with-reason"]);
  });

  it("says what it cannot know in a preview, and checks what it can", () => {
    const unknown = unknownStringValue;
    expect(objections({ ...inputs, apiWhitelist: unknown }, { type })).toEqual({
      "no-wildcard-in-production": "?",
      "at-most-entries": "?",
    });
    const config = { "at-most-entries": { max: 1 } };
    const mixed = { ...inputs, apiWhitelist: ["/a", unknown] };
    expect(Object.keys(objections(mixed, { type, config }))).toEqual([
      "no-wildcard-in-production",
      "at-most-entries",
    ]);
    for (const restoreTo of [unknown, ["/a", unknown]])
      expect(objections({ ...inputs, restoreTo }, { type })).toEqual({
        "no-wildcard-in-production": "?",
      });
    expect(objections({ ...inputs, open: unknown }, { type })).toEqual({
      "closed-with-reason": "?",
    });
    expect(objections({ ...inputs, env: unknown }, { type })).toEqual({});
  });

  it("looks into secrets and repeats none of them", () => {
    const hidden = {
      env: secret("myttest-hidden"),
      apiWhitelist: secret(["/hidden/*", ...paths(20)]),
      open: secret(false),
    };
    const found = objections(hidden, { type });
    expect(Object.keys(found)).toEqual([
      "no-wildcard-in-production",
      "at-most-entries",
      "closed-with-reason",
    ]);
    const restored = objections({ ...inputs, restoreTo: secret(["/hidden/*"]) }, { type });
    expect(Object.keys(restored)).toEqual(["no-wildcard-in-production"]);
    expect(JSON.stringify([found, restored])).not.toContain("hidden");
  });
});

describe("pulumi preview --policy-pack", () => {
  const { engines, skipped } = findEngines();
  const cli = engines.find(({ kind }) => kind === "cli");
  if (!cli) {
    it.skip(`skipped: ${skipped.join(", ")}`, () => undefined);
    return;
  }
  const readme = readFileSync(join(pack, "README.md"), "utf8");
  const printed = /```text\n([^`]*)```/.exec(readme)?.[1]?.trimEnd().split("\n") ?? [];

  it.each(adapters)(
    "says what the README prints, and takes reasons from the configuration [%s]",
    async (adapter) => {
      const world = await World.on(cli, { adapter, stackName: "production" });
      const { stack } = world;
      if (!(stack instanceof CliStack)) throw new Error("this is not the CLI");
      const preview = (...more: string[]) =>
        stack.command(["preview", "--policy-pack", pack, ...more]);
      const withConfig = ["--policy-pack-config", join(pack, "production.json")];
      try {
        world.declare({
          name: "shop",
          args: { env: PRODUCTION, apiWhitelist: ["/*"], open: false },
        });
        const refused = await world.fails(() => preview());
        // The pack's folder is another one in the README.
        const said = printed.filter((line) => !line.includes("(local: "));
        for (const line of said)
          expect(refused.replaceAll(pluginType, dynamicType)).toContain(line);
        expect(said.length).toBeGreaterThan(6);

        world.declare({
          name: "shop",
          args: { env: PRODUCTION, apiWhitelist: ["/a"], open: false },
        });
        const passed = await world.succeeds(() => preview(...withConfig));
        expect(terminal(passed)).toContain("✅ wechat-cloudbase@v0.1.0");
        expect(world.emulator.requests()).toEqual([]);
      } finally {
        await world.remove();
      }
    },
  );
});
