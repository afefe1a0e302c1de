import { execFileSync } from "node:child_process";

/** A process that is alive, by what `ps` says. */
export interface Process {
  pid: number;
  args: string;
}

/** The children of a process, their children, and so on. */
export function descendants(pid: number): Process[] {
  const table = processes();
  const below = (parent: number): Process[] =>
    table
      .filter(({ ppid }) => ppid === parent)
      .flatMap((child) => [{ pid: child.pid, args: child.args }, ...below(child.pid)]);
  return below(pid);
}

/** Whether any of them is still there. */
export function isAnyAlive(pids: readonly number[]): boolean {
  return processes().some(({ pid }) => pids.includes(pid));
}

/** SIGKILL; one that has ended by itself counts as killed. */
export function killNow(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

function processes(): (Process & { ppid: number })[] {
  const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="], {
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  });
  return table.split("\n").flatMap((line) => {
    const [, pid, ppid, stat = "", args = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    // A zombie is over: only its parent has not asked for its end yet.
    return pid === undefined || stat.startsWith("Z")
      ? []
      : [{ pid: Number(pid), ppid: Number(ppid), args }];
  });
}
