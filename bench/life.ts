import { once } from "node:events";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { startEmulator } from "../emulator";
import type { Engine } from "../tests/support/engine";
import { type Name, names, type Step, steps, up, type Variant, variants } from "./variants";

/** How large a stack is, and how slow its WeChat. */
export interface Scenario {
  count: number;
  latencyMs: number;
}

/** What one stack cost from `preview` to `destroy`; bytes are those after `up`. */
export interface Life {
  /** The engine's, from start to exit, by step. */
  seconds: Record<string, number>;
  stateBytes: number;
}

type Chosen = Partial<Record<Name, Variant>>;
export type Lives = Partial<Record<Name, Life>>;

/** Runs a life of each variant, in turns at each step: what else the machine does meets all of them. */
export async function liveOnce(
  engine: Engine,
  scenario: Scenario,
  { first = 0, all = variants }: { first?: number; all?: Chosen } = {},
): Promise<Lives> {
  const stacks: Awaited<ReturnType<typeof start>>[] = [];
  // On Ctrl-C the engine gets the signal too: its step fails, and the stacks are removed.
  process.once("SIGINT", () => undefined);
  try {
    for (const name of names) {
      const variant = all[name];
      if (variant) stacks.push(await start(engine, { name, ...variant }, scenario));
    }
    for (const [index, step] of steps.entries())
      for (let turn = 0; turn < stacks.length; turn++)
        // Who goes first meets cold caches.
        await stacks[(first + index + turn) % stacks.length]?.run(step);
    return Object.fromEntries(stacks.map(({ name, life }) => [name, life]));
  } finally {
    await Promise.all(stacks.map(({ close }) => close()));
  }
}

const apiWhitelist = ["/wxa/getwxacode", "/wxa/msg_sec_check"];
/** Nothing that a create would write over, and warn of. */
const BEFORE: string[] = [];

/** Starts one variant's stack, with an emulator to itself. */
export async function start(engine: Engine, variant: Variant & { name: Name }, scenario: Scenario) {
  const { name, write } = variant;
  const { count, latencyMs } = scenario;
  const environments = Array.from({ length: count }, (_, n) => `shop-${1000 + n}-8gu57so0`);
  const seeds = environments.map((env) => [env, { apiWhitelist: BEFORE }] as const);
  const accounts = { wx0000000000000001: { environments: Object.fromEntries(seeds) } };
  const emulator = await startEmulator({ latencyMs, accounts });
  // The user's own settings would change the figures.
  const own = Object.keys(process.env).filter((key) => key.startsWith("WECHAT_CLOUDBASE_"));
  const stack = await engine.newStack({
    projectDir: join(__dirname, "program"),
    env: {
      ...Object.fromEntries(own.map((key) => [key, undefined])),
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
      WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken(),
      WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE: "false",
      BENCH_VARIANT: name,
      BENCH_WORKLOAD: JSON.stringify({ environments, apiWhitelist }),
    },
  });
  const life: Life = { seconds: {}, stateBytes: 0 };

  /** Throws if the step did anything but what it must. */
  async function run(step: Step): Promise<void> {
    emulator.clearJournal();
    const startedAt = performance.now();
    const expectNoChanges = step.change === "same";
    const running = stack.spawn(step.verb, { ...(expectNoChanges && { expectNoChanges }) });
    // Reading the engine's report afterwards takes long for a large stack.
    await once(running.process, "close");
    life.seconds[step.name] = (performance.now() - startedAt) / 1000;
    const { exitCode, changes, stdout, stderr } = await running.result;
    if (exitCode !== 0) throw new Error(`${name}, ${step.name}: ${stdout}${stderr}`);
    check(step, changes);
    if (step === up) life.stateBytes = Buffer.byteLength((await stack.exportState()).text);
  }

  function check({ sends, change, isDeclared, ...step }: Step, changes: object): void {
    const gets = (sends === "write" ? write.get : sends ? Math.min(1, write.get) : 0) * count;
    const applied = sends === "write" ? write.set * count : 0;
    const [requests, sets] = [emulator.requests(), emulator.applies()];
    const isGet = ({ action }: { action?: string }) => action === "get";
    const seen = { requests: requests.length, gets: requests.filter(isGet).length };
    const all = { requests: gets + applied, gets, applied };
    const asked = { changes: { [change]: count }, ...all };
    equal(step, "steps", { changes, ...seen, applied: sets.length }, asked);
    const expected = isDeclared && write.set > 0 ? apiWhitelist : BEFORE;
    for (const env of environments) {
      const { open, apiWhitelist: live } = emulator.policy(env);
      equal(step, env, { open, live }, { open: true, live: expected });
    }
  }

  function equal(step: { name: string }, what: string, actual: unknown, expected: unknown): void {
    if (isDeepStrictEqual(actual, expected)) return;
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
    throw new Error(`${name}, ${step.name}: ${what} should be ${should}, not ${is}`);
  }

  return { name, life, run, close: () => stack.remove().then(() => emulator.close()) };
}
