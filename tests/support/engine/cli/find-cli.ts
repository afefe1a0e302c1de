import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version } from "@pulumi/pulumi/version";
import { CliEngine } from "./cli-engine";

/** A CLI on PATH, else an official installation of this user; or why there is none. */
export function findCli(): CliEngine | string {
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const onPath = (process.env["PATH"] ?? "").split(delimiter).filter((dir) => dir !== "");
  const folders = [...onPath, join(home, "bin"), join(home, "versions", version, "bin")];
  const found = folders.filter((dir) => existsSync(join(dir, "pulumi"))).map(cliIn);
  return (
    found.find((engine) => typeof engine !== "string") ??
    found[0] ??
    `the Pulumi CLI is neither on PATH nor in ${home}`
  );
}

/** Downloads the official release of the SDK's version, or says why it cannot. */
export async function installCli(): Promise<CliEngine | string> {
  try {
    const signal = AbortSignal.timeout(3_000);
    await fetch("https://get.pulumi.com/install.sh", { method: "HEAD", signal });
    const late = sleep(180_000, undefined, { ref: false });
    const installed = await Promise.race([PulumiCommand.install(), late]);
    return installed
      ? cliIn(dirname(installed.command))
      : "the Pulumi CLI was not installed in time";
  } catch (error) {
    return `the Pulumi CLI cannot be downloaded: ${String(error)}`;
  }
}

function cliIn(dir: string): CliEngine | string {
  try {
    const command = execFileSync(join(dir, "pulumi"), ["version"], {
      encoding: "utf8",
      timeout: 20_000,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return new CliEngine(command.trim(), dir);
  } catch (error) {
    return `${join(dir, "pulumi")} does not run: ${String(error)}`;
  }
}
