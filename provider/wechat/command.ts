import { type ChildProcess, spawn } from "node:child_process";

/** What came of a command: its output, or how it ended instead, without a word of its own, and what to do. */
export type Outcome = { output: string } | { ended: string; remedy: string };

/** What bounds a command, and what it is given. */
export interface CommandOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** What it prints at most. */
  maxBytes: number;
  /** Milliseconds. */
  timeoutMs: number;
  /** Ends it early. */
  signal: AbortSignal;
}

/** How a command must be written. */
export const noShell =
  "It is started without a shell: for a shell, or white space in an argument, write a JSON array such as " +
  '["sh", "-c", "…"]';
const notRun = `Look whether this machine has it and may run it. ${noShell}`;
const byHand =
  "It ran on this machine, with nothing to read: run it there by hand, and look at what it prints. " +
  "None of that is shown here, because it could hold a token";

/** For how long the last of a command's output is waited for once it has ended. Milliseconds. */
const LAST_WORDS_MS = 100;

/**
 * Runs a command without a shell, with nothing to read, until it has ended itself: what it started
 * may go on, and may hold its output open. When its time is up it is killed. Never rejects.
 */
export async function runCommand(
  [file, ...args]: readonly [string, ...string[]],
  options: CommandOptions,
): Promise<Outcome> {
  const { env, maxBytes, timeoutMs, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await outcomeOf(
      spawn(file, args, {
        env,
        // What it says of errors could hold a token as well.
        stdio: ["ignore", "pipe", "ignore"],
        signal: AbortSignal.any([signal, timeout]),
        killSignal: "SIGKILL",
      }),
      maxBytes,
    );
  } catch (error) {
    // Nothing else of Node's error may go any further: it has the arguments.
    if (timeout.aborted) return { ended: `did not end within ${timeoutMs} ms`, remedy: byHand };
    if (signal.aborted) return { ended: "was cancelled", remedy: "Run it again" };
    const { code } = error as NodeJS.ErrnoException;
    return { ended: `could not be run: ${String(code)}`, remedy: notRun };
  }
}

function outcomeOf(child: ChildProcess, maxBytes: number): Promise<Outcome> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    // If the process has no file descriptor left, there is no stdout.
    child.stdout?.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes <= maxBytes) return;
      resolve({ ended: "printed more than a token", remedy: byHand });
      child.kill("SIGKILL");
    });
    child.once("exit", (code, killedBy) => {
      const ended = killedBy === null ? `ended with exit code ${code}` : `was ended by ${killedBy}`;
      const end = () =>
        resolve(
          code === 0 ? { output: Buffer.concat(chunks).toString() } : { ended, remedy: byHand },
        );
      child.once("close", end);
      // If this process was busy meanwhile, it reads once more before that.
      setTimeout(() => setImmediate(end), LAST_WORDS_MS).unref();
    });
  }).finally(() => child.stdout?.destroy());
}
