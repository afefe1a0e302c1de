import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { median } from "./statistics";

/** What one process of the plugin costs before it has done anything. */
export interface PluginStart {
  /** From the start to the line with the port, milliseconds. */
  toPortMs: number;
  /** The same for a Node.js program that does nothing but print a line, milliseconds. */
  nodeMs: number;
  /** Resident memory then, bytes; undefined where the system does not say. */
  residentBytes?: number;
}

const PLUGIN = join(__dirname, "../plugin/pulumi-resource-wechat-cloudbase");
const STARTS = 11;

/** Medians of some starts, one after the other; the first only warms the file system. */
export async function measurePluginStart(): Promise<PluginStart> {
  await start(PLUGIN, []);
  const starts: Start[] = [];
  const nothing: number[] = [];
  for (let round = 0; round < STARTS; round++) {
    starts.push(await start(PLUGIN, []));
    nothing.push((await start(process.execPath, ["-e", NOTHING])).toPortMs);
  }
  const residents = starts.flatMap(({ residentBytes }) => residentBytes ?? []);
  return {
    toPortMs: median(starts.map(({ toPortMs }) => toPortMs)),
    nodeMs: median(nothing),
    ...(residents.length > 0 && { residentBytes: median(residents) }),
  };
}

/** What one start cost. */
export interface Start {
  toPortMs: number;
  residentBytes: number | undefined;
}

const NOTHING = "console.log(0); setInterval(() => 0, 1e6)";

/** Starts a program, and ends it as soon as it has printed something. */
export async function start(command: string, args: string[]): Promise<Start> {
  const startedAt = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const toPortMs = performance.now() - startedAt;
  const residentBytes = residentOf(child.pid ?? 0);
  child.kill();
  await once(child, "close");
  return { toPortMs, residentBytes };
}

function residentOf(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
