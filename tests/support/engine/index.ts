import { findCli } from "./cli/find-cli";
import { installCli } from "./cli/install-cli";
import { EngineDouble } from "./double/engine-double";
import type { Engine } from "./engine";

export type * from "./engine";

/** Every engine that tests can run on here: always the double, and the CLI where there is one; `skipped` says what could not be had and why. */
export function findEngines(): { engines: Engine[]; skipped: string[] } {
  const double = new EngineDouble();
  const cli = findCli();
  return typeof cli === "string"
    ? { engines: [double], skipped: [`the Pulumi CLI was not run: ${cli}`] }
    : { engines: [double, cli], skipped: [] };
}

/** The most real engine that can be had: the CLI that is here, else the official release, else the double. */
export async function selectEngine(): Promise<Engine> {
  const present = findCli();
  if (typeof present !== "string") return present;
  const installed = await installCli();
  return typeof installed === "string" ? new EngineDouble(installed) : installed;
}
