import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EmulatorOptions } from "../../emulator";
import { parseDeployment } from "./engine/deployment";
import type { StateResource } from "./engine";
import { type Adapter, type Declared } from "./world";

const folder = join(__dirname, "states");

/** A state that an earlier release wrote, and the world in which it is true. */
export interface ReleasedState {
  /** e.g. `0.1.0` */
  release: string;
  /** The file, e.g. `native-plain`. */
  name: string;
  /** With which class it was declared. */
  adapter: Adapter;
  /** The raw text, to be imported. */
  text: string;
  policies: StateResource[];
  /** The program that led to it. */
  program: Declared[];
  emulator: EmulatorOptions;
}

/** The states of every release so far. */
export function releasedStates(): ReleasedState[] {
  const releases = readdirSync(folder, { withFileTypes: true }).filter((file) =>
    file.isDirectory(),
  );
  return releases.flatMap(({ name: release }) =>
    readdirSync(join(folder, release)).map((file) =>
      releasedState(release, file.replace(".json", "")),
    ),
  );
}

function releasedState(release: string, name: string): ReleasedState {
  const text = readFileSync(join(folder, release, `${name}.json`), "utf8");
  const policies = parseDeployment(text).resources.filter(({ type }) =>
    type.endsWith(":CloudAccessTokenPolicy"),
  );
  const environments = policies.map(({ outputs: { env, apiWhitelist, version } }) => [
    env as string,
    { apiWhitelist: apiWhitelist as string[], version: version as number },
  ]);
  return {
    release,
    name,
    adapter: policies.some(({ type }) => type.startsWith("pulumi-nodejs:")) ? "dynamic" : "native",
    text,
    policies,
    program: policies.map((policy) => ({ name: policy.name, args: argsOf(policy) })),
    emulator: {
      accounts: {
        wx0000000000000001: {
          open: policies[0]?.outputs["open"] === true,
          environments: Object.fromEntries(environments) as Record<string, object>,
        },
      },
    },
  };
}

function argsOf({ inputs }: StateResource): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
}
