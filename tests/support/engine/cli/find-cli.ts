import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { version } from "@pulumi/pulumi/version";
import { CliEngine } from "./cli-engine";

/** A CLI on PATH, else an official installation of this user; or why there is none. */
export function findCli(): CliEngine | string {
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const onPath = (process.env["PATH"] ?? "").split(delimiter).filter((dir) => dir !== "");
  const folders = [...onPath, join(home, "bin"), join(home, "versions", version, "bin")];
  let reason = `the Pulumi CLI is neither on PATH nor in ${home}`;
  for (const dir of folders.filter((each) => existsSync(join(each, "pulumi")))) {
    const engine = cliIn(dir);
    if (typeof engine !== "string") return engine;
    reason = engine;
  }
  return reason;
}

/** The CLI in a folder, if it runs and has its Node.js language host beside it or on PATH. */
export function cliIn(dir: string): CliEngine | string {
  try {
    const version = execFileSync(join(dir, "pulumi"), ["version"], {
      encoding: "utf8",
      timeout: 20_000,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      stdio: ["ignore", "pipe", "ignore"],
    });
    return new CliEngine(version.trim(), dir);
  } catch (error) {
    return `${join(dir, "pulumi")} does not run: ${error instanceof Error ? error.message : String(error)}`;
  }
}
