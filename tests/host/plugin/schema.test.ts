import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { environmentInputs } from "../../../provider/core/policies-problems";
import { checkInputs } from "../../../provider/core/validation";
import {
  COMPONENT_TYPE,
  ENVIRONMENTS_FUNCTION,
  FUNCTION,
  NAMESPACE,
  REFRESH,
  RESOURCE,
} from "../../../provider/core/constants";
import { TYPE } from "../../../provider/program/dynamic/reference";
import { schema } from "../../../provider/host/plugin/schema";
import { secretKeys, settingKeys } from "../../../provider/core/setting-names";

/** A property as the schema or the types tell it. */
interface Told {
  type: string;
  isRequired: boolean;
  description: string;
}

const root = join(__dirname, "../../..");

/** The members of a class or an interface: Input, Output and undefined taken off their types. */
function members(file: string, name: string): Record<string, Told> {
  const path = join(root, "provider", file);
  const text = readFileSync(path, "utf8");
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  for (const node of statements) {
    const isType = ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node);
    if (!isType || node.name?.text !== name) continue;
    const properties = [...node.members].filter(isProperty);
    return Object.fromEntries(properties.map((member) => [member.name.getText(), told(member)]));
  }
  throw new Error(`${file} has no ${name}`);
}

type Property = ts.PropertySignature | ts.PropertyDeclaration;
const isProperty = (member: ts.Node): member is Property =>
  ts.isPropertySignature(member) || ts.isPropertyDeclaration(member);

function told(member: Property): Told {
  const text = member.type?.getText() ?? "";
  const bare = text.replaceAll(/pulumi\.(Input|Output)<|>| \| undefined/g, "");
  const docs = ts.getJSDocCommentsAndTags(member).map(({ comment }) => comment as string);
  const description = docs.join(" ").replaceAll(/\s+/g, " ");
  return {
    type: schemaTypes[bare] ?? bare,
    isRequired: member.questionToken === undefined && !text.includes("undefined"),
    description: description.replace(/ A secret\.$/, ""),
  };
}

const schemaTypes: Record<string, string> = {
  'PolicyInputs["env"]': "string",
  "ApiPath[]": "string[]",
  number: "integer",
  OnConflict: "string",
  OnDelete: "string",
  '"auto" | "current" | "next"': "string",
  '"fail" | "keep"': "string",
};

interface SchemaProperty {
  type?: string;
  $ref?: string;
  items?: { type?: string; $ref?: string };
  /** An enum that takes any text as well. */
  oneOf?: { type?: string }[];
  description: string;
}

function ofSchema(
  properties: Record<string, SchemaProperty>,
  required: readonly string[] = [],
): Record<string, Told> {
  const entries = Object.entries(properties).map(([name, property]): [string, Told] => {
    const { type = "", $ref, items, oneOf, description } = property;
    const nameOf = (ref?: string) => ref?.split(":").at(-1);
    const list = items && `${items.type ?? nameOf(items.$ref)}[]`;
    const shown = nameOf($ref) ?? list ?? oneOf?.[0]?.type ?? type;
    return [name, { type: shown, isRequired: required.includes(name), description }];
  });
  return Object.fromEntries(entries);
}

const resource = schema.resources[RESOURCE];
const lookUp = schema.functions[FUNCTION];
const listing = schema.functions[ENVIRONMENTS_FUNCTION];
const account = schema.types["wechat-cloudbase:index:AuthorizedAccount"];
const environment = schema.types["wechat-cloudbase:index:CloudBaseEnvironment"];
const args = "program/args.ts";

describe("the schema tells the same as the types", () => {
  it.each<[string, string, ...Parameters<typeof ofSchema>]>([
    [args, "CloudAccessTokenPolicyArgs", resource.inputProperties, resource.requiredInputs],
    [args, "PolicyOutputs", resource.properties, resource.required],
    [args, "GetCloudAccessTokenPolicyArgs", lookUp.inputs.properties, lookUp.inputs.required],
    ["program/native/provider.ts", "ProviderArgs", schema.provider.inputProperties],
    [args, "GetCloudBaseEnvironmentsArgs", listing.inputs.properties],
    ["core/discovery.ts", "AuthorizedAccount", account.properties, account.required],
    ["core/discovery.ts", "CloudBaseEnvironment", environment.properties, environment.required],
  ])("of %s %s", (file, name, ...inSchema) => {
    expect(ofSchema(...inSchema)).toEqual(members(file, name));
  });

  it("of the component's inputs, where other languages have them too", () => {
    const { inputProperties, requiredInputs } = schema.resources[COMPONENT_TYPE];
    const inTypes = members("program/args.ts", "CloudAccessTokenPoliciesArgs");
    const { environments, ...others } = ofSchema(inputProperties, requiredInputs);
    expect(Object.keys({ ...others, environments })).toEqual(Object.keys(inTypes));
    for (const [name, { description, isRequired }] of Object.entries(others))
      expect(inTypes[name]).toMatchObject({ description, isRequired });
    const { properties } = schema.types["wechat-cloudbase:index:EnvironmentPolicy"];
    expect(Object.keys(properties)).toEqual(environmentInputs);
    const { aliases, ...own } = properties;
    expect(resource.inputProperties).toMatchObject(own);
    expect(aliases.items).toEqual({ type: "string" });
  });

  it("of a look-up's result", () => {
    const { properties, required } = lookUp.outputs;
    const own = members("program/args.ts", "GetCloudAccessTokenPolicyResult");
    const names = ["id", "env", "authorizerAppId", "apiWhitelist", "open", "version"];
    expect(Object.keys(properties).sort()).toEqual(names.sort());
    expect([...required].sort()).toEqual(names.filter((name) => name !== "authorizerAppId").sort());
    expect(ofSchema(properties, required)).toMatchObject(own);
  });

  it("of a policy", () => {
    const { properties, required } = schema.types["wechat-cloudbase:index:Policy"];
    const types = (all: Record<string, Told>) =>
      Object.entries(all).map(([name, { type }]) => [name, type]);
    const own = members("core/policy.ts", "Policy");
    expect(types(ofSchema(properties, required))).toEqual(types(own));
    expect(required).toEqual(Object.keys(own));
  });
});

describe("the schema", () => {
  it("has every key of the configuration, for the stack and for a provider alike", () => {
    const { variables } = schema.config;
    expect(Object.keys(variables).sort()).toEqual([...settingKeys, REFRESH].sort());
    expect(schema.provider.inputProperties).toEqual(variables);
  });

  it.each(["onConflict", "onDelete"] as const)("has the words of %s, and no others", (name) => {
    const { oneOf } = resource.inputProperties[name];
    const type =
      schema.types[oneOf[1]?.$ref?.slice("#/types/".length) as keyof typeof schema.types];
    const words = "enum" in type ? type.enum.map(({ value }) => `"${value}"`) : [];
    const wrong = { env: "e", apiWhitelist: [], [name]: "?" };
    const reason = `must be ${words.join(" or ")}, not "?"`;
    expect(checkInputs(wrong, () => false).failures).toEqual([{ property: name, reason }]);
  });

  it("marks every secret, and takes none from the environment: that would stand in state", () => {
    const variables = Object.entries(schema.config.variables);
    const secrets = variables.filter(([, variable]) => "secret" in variable).map(([key]) => key);
    expect(new Set(secrets)).toEqual(secretKeys);
    expect(JSON.stringify(schema)).not.toContain("defaultInfo");
  });

  it("lets a dynamic resource become this one, and names what replaces", () => {
    expect(resource.aliases).toEqual([{ type: TYPE }]);
    const inputs = Object.entries(resource.inputProperties);
    const replacing = inputs.filter(([, input]) => "willReplaceOnChanges" in input);
    expect(replacing.map(([name]) => name)).toEqual(["env"]);
    expect(schema.name).toBe(NAMESPACE);
  });
});
