import { readdirSync, readFileSync } from "node:fs";
import { Semaphore } from "async-mutex";
import type { Engine } from "../tests/support/engine";
import { type Scenario, start } from "./life";
import { up, variants } from "./variants";

/** What it cost to bring so many policies up in so many stacks. */
export interface Sharded extends Scenario {
  stacks: number;
  atOnce: number;
  seconds: number;
  largestMB: number;
  statesMB: number;
}

/** Brings policies of the plugin up in stacks of equal size, at most four at a time. */
export async function upInShards(
  engine: Engine,
  { count, latencyMs, stacks }: Scenario & { stacks: number },
): Promise<Sharded> {
  const atOnce = Math.min(4, stacks);
  const places = new Semaphore(atOnce);
  let [largestMB, stateBytes] = [0, 0];
  const watch = setInterval(() => (largestMB = Math.max(largestMB, largestProcess())), 500);
  const startedAt = performance.now();
  const bringUp = async () => {
    const variant = { name: "native", ...variants.native } as const;
    const stack = await start(engine, variant, { count: Math.ceil(count / stacks), latencyMs });
    try {
      await stack.run(up);
      stateBytes += stack.life.stateBytes;
    } finally {
      await stack.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: stacks }, () => places.runExclusive(bringUp)));
  } finally {
    clearInterval(watch);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { count, stacks, atOnce, latencyMs, seconds, largestMB, statesMB: stateBytes / 1e6 };
}

/** The most that a process of Pulumi, of a program or a provider has held so far. Megabytes; Linux only. */
function largestProcess(): number {
  const held = readdirSync("/proc").map((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return 0;
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const isOurs = readFileSync(`/proc/${pid}/environ`, "utf8").includes("BENCH_VARIANT=");
      return isOurs ? Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000 : 0;
    } catch {
      // It has ended.
      return 0;
    }
  });
  return Math.max(...held);
}
