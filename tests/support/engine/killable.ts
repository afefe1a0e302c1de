import { type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { descendants, killNow } from "../processes";
import type { Killable, StepResult } from "./engine";

/** Wraps a step that runs in a process of its own; `conclude` makes the result of a step that ends. */
export function killable(
  process: ChildProcess & { stdout: Readable },
  conclude: (code: number, stdout: string, stderr: string) => StepResult,
): Killable {
  const output = Promise.all([text(process.stdout), process.stderr ? text(process.stderr) : ""]);
  const closed = once(process, "close") as Promise<[number | null]>;
  const result = (async () => {
    const [code] = await closed;
    if (code === null) throw new Error("The engine was killed");
    return conclude(code, ...(await output));
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
