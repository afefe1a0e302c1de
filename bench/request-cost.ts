import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startWechat } from "./wechat";
import { median } from "./statistics";

/** Processor time of one `get`, milliseconds. */
export interface RequestCost {
  /** Of our provider, from the read that Pulumi asks for to the state that it answers. */
  oursMs: number;
  /** Of Node.js' own HTTP client, which does nothing else. */
  bareMs: number;
  /** Of the emulator that answers. */
  emulatorMs: number;
}

const COUNT = 1000;
const ROUNDS = 3;
const SCRIPT = join(__dirname, "programs/gets.js");

/** Medians of some processes of a thousand requests each, both ways in turns, without an engine. */
export async function measureRequest(parallel: number, count = COUNT): Promise<RequestCost> {
  const { emulator, env } = await startWechat({ count, latencyMs: 0 });
  const emulatorMs: number[] = [];
  const run = async (way: "bare" | "ours"): Promise<number> => {
    const before = process.cpuUsage();
    const args = [SCRIPT, way, String(count), String(parallel)];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, ...env },
    });
    const { user, system } = process.cpuUsage(before);
    emulatorMs.push((user + system) / 1000 / count);
    return Number(stdout) / count;
  };
  try {
    await run("bare"); // Only warms the emulator.
    emulatorMs.length = 0;
    const [bare, ours]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      bare.push(await run("bare"));
      ours.push(await run("ours"));
    }
    return { oursMs: median(ours), bareMs: median(bare), emulatorMs: median(emulatorMs) };
  } finally {
    await emulator.close();
  }
}
