import type { ChildProcess } from "node:child_process";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { descendants, killNow } from "../processes";
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
      const { pid } = process;
      // The CLI's language host and providers are in process groups of their own.
      if (pid !== undefined) killNow([pid, ...descendants(pid).map((each) => each.pid)]);
      await closed;
    },
  };
}
