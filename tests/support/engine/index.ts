import { findCli, installCli } from "./cli/find-cli";
import { EngineDouble } from "./double/engine-double";
import type { Engine } from "./engine";

export type * from "./engine";

/**
 * Every engine that tests can run on here; `skipped` says why the CLI cannot be had. A story whose
 * steps are not compared between engines takes `engine`: the CLI if it is here.
 */
export function findEngines(): {
  engines: Engine[];
  engine: Engine;
  cli?: Engine;
  skipped: string[];
} {
  const double = new EngineDouble();
  const cli = findCli();
  return typeof cli === "string"
    ? { engines: [double], engine: double, skipped: [`the Pulumi CLI was not run: ${cli}`] }
    : { engines: [double, cli], engine: cli, cli, skipped: [] };
}

/** The CLI that is here, else the official release, else the double. */
export async function selectEngine(): Promise<Engine> {
  const present = findCli();
  const cli = typeof present === "string" ? await installCli() : present;
  return typeof cli === "string" ? new EngineDouble(cli) : cli;
}
