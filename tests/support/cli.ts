import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Command } from "../../cli/command";
import { doctor } from "../../cli/doctor";
import type { Check } from "../../cli/doctor/check";
import { Output } from "../../cli/output";
import type { Emulator } from "../../emulator";
import { Redactor } from "../../provider/wechat/redact";
import { withEnvironment } from "./environment";
import type { Ended } from "./processes";

const root = resolve(__dirname, "../..");
const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** How a command is run beside its arguments. */
export interface CliOptions {
  /** Variables of the environment, which has none of the provider's otherwise. */
  env?: Record<string, string>;
  /** What stdin holds; it is at its end otherwise. */
  input?: string;
  /** Default: the repository. */
  cwd?: string;
}

/** Starts the built command line as one process: a signal reaches it and nothing else. */
export function startCli(
  args: readonly string[],
  { env = {}, input, cwd = root }: CliOptions = {},
) {
  const others = Object.entries(process.env).filter(([name]) => !/^WECHAT_|^NO_COLOR$/.test(name));
  const child = spawn(process.execPath, [resolve(root, "dist/cli/main.js"), ...args], {
    cwd,
    env: { ...Object.fromEntries(others), ...env },
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  // A command that does not read its stdin may be gone before that is written.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input ?? "");
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (piece) => (said.stdout += String(piece)));
  child.stderr.on("data", (piece) => (said.stderr += String(piece)));
  return {
    child,
    said,
    ended: once(child, "close").then(([code]): Ended => ({ code: code as number | null, ...said })),
    /** Waits until stdout matches; rejects if the process ends without. */
    prints: async (pattern: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const match = pattern.exec(said.stdout);
        if (match !== null) return match;
        if (child.exitCode !== null) throw new Error(`ended: ${said.stderr}`);
        await once(child.stdout, "data", { signal: AbortSignal.timeout(20_000) });
      }
    },
  };
}

/** Runs the built command line to its end. */
export function runCli(args: readonly string[], options?: CliOptions): Promise<Ended> {
  return startCli(args, options).ended;
}

/** The variables that lead a command to an emulator. */
export function variablesFor(emulator: Emulator, token: string): Record<string, string> {
  return {
    WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: token,
    WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "3000",
  };
}

/** What doctor finds with these variables. */
export async function diagnose(args: readonly string[], env: Record<string, string>) {
  const { code, stdout } = await runHere(doctor, [...args, "--json"], env);
  return { code, checks: (JSON.parse(stdout) as { checks: Check[] }).checks };
}

/** Runs a command in this process, as main does: for what takes many runs. */
export async function runHere(
  command: Command,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  const into = (name: keyof typeof said) => ({
    write: (text: unknown) => ((said[name] += String(text)), true),
  });
  const out = new Output(new Redactor(), into("stdout"), into("stderr"));
  let code: number | null = null;
  await withEnvironment(env, async () => {
    code = (await command.run(args, out)) ?? null;
  });
  return { code, ...said };
}
