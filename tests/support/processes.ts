import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** How a process ended, and what it printed. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, with nothing on stdin. */
export async function run(
  command: string,
  args: string[],
  where: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<Ended> {
  const child = spawn(command, args, { ...where, stdio: ["ignore", "pipe", "pipe"] });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, "close") as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, stdout, stderr };
}

/** The living processes by `ps`. A zombie is over: only its parent has not asked for its end yet. */
function processes(): { pid: number; ppid: number; args: string }[] {
  const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="], {
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  });
  return [...table.matchAll(/^ *(\d+) +(\d+) +[^Z\s]\S* +(.*)$/gm)].map(
    ([, pid, ppid, args = ""]) => ({ pid: Number(pid), ppid: Number(ppid), args }),
  );
}

/** The children of a process, their children, and so on. */
export function descendants(pid: number): { pid: number; args: string }[] {
  const table = processes();
  const below = (parent: number): typeof table =>
    table.filter(({ ppid }) => ppid === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

/** Whether any of them still runs. */
export function isAnyAlive(pids: readonly number[]): boolean {
  return processes().some(({ pid }) => pids.includes(pid));
}

/** SIGKILL; a process that has ended by itself counts as killed. */
export function killNow(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}
