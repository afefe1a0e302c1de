import { readdirSync, readFileSync } from "node:fs";

/** Whose a process is. The language host and other short helpers of the engine count as the engine. */
export type Role = "engine" | "program" | "provider";

/** What the processes of one role took. */
export interface Usage {
  /** Processor time of all of them, user and system. */
  cpuSeconds: number;
  /** The most that one of them had resident at any time, bytes. */
  peakBytes: number;
}

/** How often the processes are looked at. What one does after the last look is not counted. */
const INTERVAL_MS = 50;
/** In which /proc counts processor time: 100 a second on every Linux. */
const TICKS_PER_SECOND = 100;

/** Watches a process and all that it starts, through /proc: there is none elsewhere than on Linux. */
export class UsageWatch {
  readonly #parents = new Map<number, number>();
  readonly #seen = new Map<number, Usage & { role: Role }>();
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(private readonly root: number) {
    if (process.platform !== "linux") return;
    this.#timer = setInterval(() => this.#look(), INTERVAL_MS);
    this.#look();
  }

  /** Ends the watch; undefined where the system does not say. */
  stop(): Record<Role, Usage> | undefined {
    if (!this.#timer) return undefined;
    clearInterval(this.#timer);
    const of = (role: Role): Usage => {
      const own = [...this.#seen.values()].filter((usage) => usage.role === role);
      return {
        cpuSeconds: own.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
        peakBytes: Math.max(0, ...own.map(({ peakBytes }) => peakBytes)),
      };
    };
    return { engine: of("engine"), program: of("program"), provider: of("provider") };
  }

  #look(): void {
    for (const name of readdirSync("/proc")) {
      const pid = Number(name);
      if (!Number.isInteger(pid)) continue;
      // By who started it: an orphan is still ours, and who is not ours will not be later.
      const parent = this.#parents.get(pid) ?? statOf(pid)?.parent;
      if (parent !== undefined) this.#parents.set(pid, parent);
      if (this.#isBelowRoot(pid)) this.#keep(pid);
    }
  }

  #isBelowRoot(pid: number | undefined): boolean {
    for (let at = pid; at !== undefined; at = this.#parents.get(at)) {
      if (at === this.root) return true;
    }
    return false;
  }

  #keep(pid: number): void {
    const stat = statOf(pid);
    // One that has ended, or is a zombie, has no memory any more: its last look counts.
    const peakKibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(read(pid, "status"))?.[1];
    if (!stat || peakKibibytes === undefined) return;
    this.#seen.set(pid, {
      cpuSeconds: stat.cpuSeconds,
      peakBytes: Number(peakKibibytes) * 1024,
      role: pid === this.root ? "engine" : roleOf(read(pid, "cmdline")),
    });
  }
}

function roleOf(commandLine: string): Role {
  if (/dynamic-provider|pulumi-resource-/.test(commandLine)) return "provider";
  return /cmd\/run/.test(commandLine) ? "program" : "engine";
}

function statOf(pid: number): { parent: number; cpuSeconds: number } | undefined {
  // The name before it is in parentheses and may hold anything.
  const fields = /^.*\) (.*)$/s.exec(read(pid, "stat"))?.[1]?.split(" ").map(Number) ?? [];
  const { 1: parent, 11: user, 12: system } = fields;
  if (parent === undefined || user === undefined || system === undefined) return undefined;
  return { parent, cpuSeconds: (user + system) / TICKS_PER_SECOND };
}

function read(pid: number, file: "stat" | "status" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch (error) {
    // It has ended meanwhile.
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return "";
    throw error;
  }
}
