import { once } from "node:events";
import type { Fault, FaultMatch } from "../../emulator";
import type { Killable } from "./engine";
import { descendants, isAnyAlive, killNow } from "./processes";
import { soon } from "./soon";
import type { World } from "./world";

/** What is killed with SIGKILL. */
export type Victim = "the engine" | "the provider host" | "both";
export const victims: readonly Victim[] = ["the engine", "the provider host", "both"];

/** When: at which request of the write, and on which side of its handling. */
interface Moment extends Pick<Fault, "skip" | "reset"> {
  on: FaultMatch;
  hook: "before" | "after";
  /** Whether the write has been applied by then. */
  isApplied: boolean;
}

const [set, get] = [{ action: "set" }, { action: "get" }] as const;
export const moments = {
  "before the set is applied": { on: set, hook: "before", reset: "before", isApplied: false },
  "after the set is applied and before its reply": {
    on: set,
    hook: "after",
    reset: "after",
    isApplied: true,
  },
  "after the set's reply": { on: get, skip: 1, hook: "before", isApplied: true },
} as const satisfies Record<string, Moment>;
export type MomentName = keyof typeof moments;

/** Runs `up`, kills the victim at the moment, and resolves when nothing of that `up` is left. */
export async function crash(world: World, name: MomentName, victim: Victim): Promise<void> {
  const { on, skip = 0, reset, hook }: Moment = moments[name];
  let survivors = { all: [] as number[], hosts: [] as number[] };
  let running: Killable | undefined;
  const struck = new Promise<Killable>((resolve, reject) => {
    const strike = async () => {
      if (!running) throw new Error("nothing runs");
      survivors = await kill(running, victim);
      resolve(running);
    };
    const fault = { on, skip, ...(reset && { reset }) };
    const handle = world.emulator.faults.add({ ...fault, [hook]: () => strike().catch(reject) });
    running = world.stack.spawn("up");
    // Once struck, how it ends says nothing more.
    const ended = () => handle.fired === 0 && reject(new Error("it ended before the moment"));
    running.result.then(ended, ended);
  });
  try {
    const { result } = await struck;
    if (victim === "the provider host") expect((await result).exitCode).toBe(1);
    // A host notices that its engine is gone, and ends: nobody would store what it writes.
    await soon(() => !isAnyAlive(survivors.hosts), PATIENCE_MS);
  } finally {
    killNow(survivors.all);
    await running?.kill();
    await soon(() => !isAnyAlive(survivors.all), PATIENCE_MS);
  }
}

const PATIENCE_MS = 60_000;

/** Kills, and returns the processes that outlive it at first, and which of them are provider hosts. */
async function kill(running: Killable, victim: Victim) {
  const { pid = 0 } = running.process;
  const family = descendants(pid);
  const isHost = /cmd\/dynamic-provider|plugin\/index\.js/;
  const hosts = family.filter(({ args }) => isHost.test(args)).map((host) => host.pid);
  const all = family.map((member) => member.pid);
  if (hosts.length === 0) throw new Error("there is no provider host");
  if (victim === "the provider host") {
    killNow(hosts);
    return { all: [], hosts: [] };
  }
  const gone = once(running.process, "exit");
  killNow(victim === "both" ? [pid, ...all] : [pid]);
  await gone;
  return { all, hosts };
}
