import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { CliEngine } from "./cli-engine";

/** A CLI on PATH, else the newest among the official installations of this user; or why there is none. */
export function findCli(): CliEngine | string {
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const onPath = (process.env["PATH"] ?? "").split(delimiter).filter((dir) => dir !== "");
  const reasons: string[] = [];
  for (const dir of [...onPath, join(home, "bin"), ...installed(join(home, "versions"))]) {
    if (!existsSync(join(dir, "pulumi"))) continue;
    const engine = cliIn(dir);
    if (engine instanceof CliEngine) return engine;
    reasons.push(engine);
  }
  return reasons[0] ?? `the Pulumi CLI is neither on PATH nor in ${home}`;
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

function installed(versions: string): string[] {
  if (!existsSync(versions)) return [];
  const newestFirst = readdirSync(versions).sort((a, b) =>
    b.localeCompare(a, "en", { numeric: true }),
  );
  return newestFirst.map((version) => join(versions, version, "bin"));
}
