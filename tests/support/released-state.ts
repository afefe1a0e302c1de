import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EmulatorOptions } from "../../emulator";
import { parseDeployment } from "./engine/deployment";
import type { StateResource } from "./engine";
import { type Adapter, type Declared, own } from "./world";

const folder = join(__dirname, "states");

/** A state that an earlier release wrote, and the world in which it is true. */
export interface ReleasedState {
  /** e.g. `0.1.0` */
  release: string;
  /** The file, e.g. `native-plain`. */
  name: string;
  adapter: Adapter;
  /** The raw text, to be imported. */
  text: string;
  policies: StateResource[];
  program: Declared[];
  emulator: EmulatorOptions;
}

/** The states of every release so far. */
export function releasedStates(): ReleasedState[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .map((file) => releasedState(file));
}

function releasedState(file: string): ReleasedState {
  const [release = "", name = ""] = file.replace(".json", "").split("/");
  const text = readFileSync(join(folder, file), "utf8");
  const policies = parseDeployment(text).resources.filter(({ type }) =>
    type.endsWith(":CloudAccessTokenPolicy"),
  );
  const environments = policies.map(({ outputs: { env, apiWhitelist, version } }) => [
    env as string,
    { apiWhitelist: apiWhitelist as string[], version: version as number },
  ]);
  const account = {
    open: policies[0]?.outputs["open"] === true,
    environments: Object.fromEntries(environments) as Record<string, object>,
  };
  return {
    release,
    name,
    adapter: policies.some(({ type }) => type.startsWith("pulumi-nodejs:")) ? "dynamic" : "native",
    text,
    policies,
    program: policies.map((policy) => ({ name: policy.name, args: own(policy.inputs) })),
    emulator: { accounts: { wx0000000000000001: account } },
  };
}
