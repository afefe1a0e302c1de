import { readFileSync } from "node:fs";
import { sourceKeys } from "../../provider/wechat/settings";
import { settingKeys, variableOf } from "../../provider/core/setting-names";
import { RESOURCE } from "../../provider/core/constants";
import { schema } from "../../provider/host/plugin/schema";
import { filesWithErrors, withErrorTables } from "../../scripts/errors-page";
import { inputsOutputs, Page, readme } from "./page";

/** The one setting that the plugin alone has, with its variable. */
const plugins = ["refreshBeforeUpdate", "WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE"] as const;
const variablesOf = (keys: readonly string[]) =>
  keys.map((key) =>
    key === plugins[0] ? plugins[1] : variableOf(key as (typeof settingKeys)[number]),
  );

describe("the tables", () => {
  const { inputProperties, properties } = schema.resources[RESOURCE];

  it.each(filesWithErrors)(
    "have the errors that the provider knows; npm run generate writes them [%s]",
    (file) => {
      const text = readFileSync(file, "utf8");
      expect(withErrorTables(file, text) === text).toBe(true);
    },
  );

  it("have each setting with its variable, sources in the order of precedence", () => {
    const keys = inputsOutputs.column("Configuration", 0);
    expect(keys.at(-1)).toBe(plugins[0]);
    expect(keys.slice(0, -1).sort()).toEqual([...settingKeys].sort());
    expect(inputsOutputs.column("Configuration", 1)).toEqual(variablesOf(keys));
    expect(keys.slice(0, sourceKeys.length)).toEqual(sourceKeys);
    const sources = readme.column("Authentication", 0).slice(0, 3);
    expect(sources).toEqual(variablesOf(sourceKeys.slice(0, 3)));
  });

  it("have each option in the form of Pulumi's registry", () => {
    const page = new Page("docs/installation-configuration.md");
    const keys = inputsOutputs.column("Configuration", 0);
    expect(page.column("Configuration", 0)).toEqual(keys);
    expect(page.column("Configuration", 3)).toEqual(variablesOf(keys));
  });

  it("have each input", () => {
    const inputs = Object.keys(inputProperties);
    expect(inputsOutputs.column("Inputs", 0).sort()).toEqual(inputs.sort());
  });

  it("have each output that is more than an input as given", () => {
    const own = Object.keys(properties).filter((name) => !(name in inputProperties));
    const outputs = [...own, "apiWhitelist", "open"];
    expect(inputsOutputs.column("Outputs", 0).sort()).toEqual(outputs.sort());
  });

  it("have each answer to onDelete", () => {
    const cells = new Page("docs/lifecycle.md").column("Destroy", 0);
    const words = cells.map((cell) => /^"(\w+)"/.exec(cell)?.[1]);
    expect(words).toEqual(["restore", "retain", "revoke"]);
  });
});
