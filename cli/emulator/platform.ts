import type { AccountSeed, EnvironmentSeed } from "../../emulator";
import { UsageError } from "../command";

type Kind =
  | "a flag"
  | "a text"
  | "a whole number"
  | "an object"
  | "a list of texts"
  | "a list of whole numbers";

const kinds: Record<Kind, (value: unknown) => boolean> = {
  "a flag": (value) => typeof value === "boolean",
  "a text": (value) => typeof value === "string",
  "a whole number": Number.isSafeInteger,
  "an object": (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "a list of texts": (value) => Array.isArray(value) && value.every(kinds["a text"]),
  "a list of whole numbers": (value) => Array.isArray(value) && value.every(Number.isSafeInteger),
};

const accountFields: Record<keyof AccountSeed, Kind> = {
  open: "a flag",
  cloudDevelopment: "a flag",
  name: "a text",
  authorized: "a flag",
  refreshToken: "a flag",
  permissionSets: "a list of whole numbers",
  environments: "an object",
};

const environmentFields: Record<keyof EnvironmentSeed, Kind> = {
  apiWhitelist: "a list of texts",
  version: "a whole number",
  alias: "a text",
  status: "a text",
  kind: "a text",
};

/** The accounts in a `--platform` file. Throws UsageError that names the field that is wrong. */
export function platformAccounts(text: string): Record<string, AccountSeed> {
  let platform: unknown;
  try {
    platform = JSON.parse(text);
  } catch {
    throw new UsageError("--platform is not JSON");
  }
  const { accounts } = fieldsOf("--platform", platform, { accounts: "an object" });
  for (const [appId, seed] of Object.entries(accounts ?? missing("--platform", "accounts"))) {
    const at = `--platform: accounts.${appId}`;
    const { environments } = fieldsOf(at, seed, accountFields);
    for (const [env, each] of Object.entries(environments ?? missing(at, "environments")))
      fieldsOf(`${at}.environments.${env}`, each, environmentFields);
  }
  return accounts as Record<string, AccountSeed>;
}

function fieldsOf(at: string, value: unknown, fields: Readonly<Record<string, Kind>>) {
  if (!kinds["an object"](value)) throw new UsageError(`${at} is no object`);
  for (const [name, given] of Object.entries(value as object)) {
    const kind = fields[name];
    if (kind === undefined)
      throw new UsageError(`${at} has no field ${name}, but ${Object.keys(fields).join(", ")}`);
    if (!kinds[kind](given)) throw new UsageError(`${at}.${name} is not ${kind}`);
  }
  return value as Record<string, object | undefined>;
}

function missing(at: string, field: string): never {
  throw new UsageError(`${at} has no ${field}`);
}
