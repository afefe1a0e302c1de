import { execFileSync, type ChildProcess } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import type { Killable, StepResult } from "./engine";

/** Wraps a step that runs in a process of its own; `conclude` reads the result of one that was let live. */
export function killable(
  process: ChildProcess & { stdout: Readable },
  conclude: (code: number, stdout: string, stderr: string) => StepResult | Promise<StepResult>,
): Killable {
  const output = Promise.all([text(process.stdout), process.stderr ? text(process.stderr) : ""]);
  const closed = new Promise<number>((resolve, reject) => {
    process.once("error", reject);
    process.once("close", (code) => resolve(code ?? -1));
  });
  const result = (async () => {
    const code = await closed;
    const [stdout, stderr] = await output;
    if (code === -1) throw new Error("The engine was killed");
    return conclude(code, stdout, stderr);
  })();
  result.catch(() => undefined);
  return {
    process,
    result,
    async kill() {
      if (process.pid !== undefined) killTree(process.pid);
      await closed;
    },
  };
}

/** The CLI starts language host and providers in process groups of their own: the group alone would leave them running. */
function killTree(pid: number): void {
  for (const member of [pid, ...descendants(pid)]) {
    try {
      globalThis.process.kill(member, "SIGKILL");
    } catch (error) {
      // It may have ended by itself in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

function descendants(pid: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const pairs = table.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    pairs.filter(([, ppid]) => ppid === parent).flatMap(([child = 0]) => [child, ...below(child)]);
  return below(pid);
}
