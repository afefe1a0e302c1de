import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** How to start one of the engine's helpers. */
export interface Start {
  command: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
}

/** Starts a helper and hands on each line it prints. */
export function start(
  { command, args, cwd, env }: Start,
  onLine: (line: string) => void,
): ChildProcess {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) eachLine(stream, onLine);
  return child;
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on("line", onLine);
}

/** The exit code once all output has been read; -1 where a signal ended the process or it never began. */
export function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
}
