import { once } from "node:events";
import type { Fault } from "../../emulator";
import type { Killable } from "./engine";
import { descendants, isAnyAlive, killNow } from "./processes";
import { PRODUCTION, type World } from "./world";

/** What is killed with SIGKILL. */
export type Victim = "the engine" | "the provider host" | "both";
export const victims: readonly Victim[] = ["the engine", "the provider host", "both"];

/** When: at which request of the write, and on which side of its handling. */
interface Moment extends Pick<Fault, "on" | "skip" | "reset"> {
  hook: "before" | "after";
  /** Whether the write has been applied by then. */
  isApplied: boolean;
}

export const moments = {
  "before the set is applied": {
    on: { action: "set" },
    hook: "before",
    reset: "before",
    isApplied: false,
  },
  "after the set is applied and before its reply": {
    on: { action: "set" },
    hook: "after",
    reset: "after",
    isApplied: true,
  },
  "after the set's reply": {
    on: { action: "get" },
    skip: 1,
    hook: "before",
    isApplied: true,
  },
} as const satisfies Record<string, Moment>;
export type MomentName = keyof typeof moments;

/** Runs `up`, kills the victim at the moment, and resolves when nothing of that `up` is left. */
export async function crash(world: World, name: MomentName, victim: Victim): Promise<void> {
  const { isApplied: _isApplied, hook, ...when }: Moment = moments[name];
  const running = world.stack.spawn("up");
  let survivors: number[] = [];
  const struck = new Promise<void>((resolve, reject) => {
    const strike = async () => {
      try {
        survivors = await kill(running, victim);
        resolve();
      } catch (error) {
        reject(error as Error);
      }
    };
    world.emulator.faults.add({ ...when, [hook]: strike });
    running.result.then(() => reject(new Error("it ended before the moment")), reject);
  });
  try {
    await struck;
    if (victim === "the provider host") await running.result;
    // A host without its engine goes on: it must be over before anybody looks at what there is.
    while (isAnyAlive(survivors) && !hasProved(world)) await pause();
  } finally {
    killNow(survivors);
    await running.kill();
    while (isAnyAlive(survivors)) await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Kills, and says which processes outlive it. */
async function kill(running: Killable, victim: Victim): Promise<number[]> {
  const { pid = 0 } = running.process;
  const family = descendants(pid);
  const hosts = family.filter(({ args }) => args.includes("cmd/dynamic-provider"));
  if (hosts.length === 0) throw new Error("there is no provider host");
  switch (victim) {
    case "the provider host":
      killNow(hosts.map((host) => host.pid));
      return [];
    case "the engine": {
      const gone = once(running.process, "exit");
      killNow([pid]);
      await gone;
      return family.map((member) => member.pid);
    }
    case "both":
      killNow([pid, ...family.map((member) => member.pid)]);
      return family.map((member) => member.pid);
  }
}

/** Whether a `get` was answered after the write was applied: the last request of a write. */
function hasProved({ emulator }: World): boolean {
  const [apply] = emulator.applies(PRODUCTION);
  const last = emulator.requests({ action: "get" }).at(-1);
  return apply !== undefined && last?.status !== undefined && last.id > apply.id;
}
