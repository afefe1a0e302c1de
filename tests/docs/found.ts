import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether a program is on PATH. */
export function isFound(program: string): boolean {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** Whether Python is there, with what an SDK for it needs. */
export function hasPulumiForPython(): boolean {
  try {
    execFileSync("python3", ["-c", "import pulumi, parver, semver, setuptools, wheel, pip"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}
