import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Environment } from "../engine";
import { environment, type Project } from "../project";

/** How to start a process. */
export interface Start {
  command: string;
  args: string[];
  cwd: string;
  env: Environment;
}

/** Starts a process and hands on each line it prints; `ended` is its exit code, -1 after a signal. */
export function start(
  { command, args, cwd, env }: Start,
  onLine: (line: string) => void,
): { child: ChildProcess; ended: Promise<number> } {
  const child = spawn(command, args, {
    cwd,
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", onLine);
  return { child, ended: once(child, "close").then(([code]) => (code as number | null) ?? -1) };
}

/** How to start a script of the SDK that the program itself would load, with the stack's own Node.js. */
export function sdkScript({ programDir: cwd }: Project, env: Environment, name: string): Start {
  const script = `@pulumi/pulumi/cmd/${name}`;
  if (env["PATH"] === undefined) {
    const file = createRequire(join(cwd, "index.js")).resolve(script);
    return { command: process.execPath, args: [file], cwd, env };
  }
  const where = { cwd, env: environment(env), encoding: "utf8" } as const;
  const file = execFileSync("node", ["-p", `require.resolve("${script}")`], where).trim();
  return { command: "node", args: [file], cwd, env };
}
