import { once } from "node:events";
import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "../emulator";
import type { Engine, Killable, Stack } from "../tests/support/engine";
import { apiWhitelist, environments } from "./programs/workload";
import type { Step } from "./steps";
import { type Role, type Usage, UsageWatch } from "./usage";
import type { Variant } from "./variants";
import { BEFORE, startWechat } from "./wechat";

/** How large a stack is, and how slow its WeChat. */
export interface Scenario {
  count: number;
  latencyMs: number;
  /** How many resources the engine works on at once. */
  parallel: number;
}

/** What one step cost. */
export interface Cost {
  seconds: number;
  /** As the emulator counted them, for all resources. */
  requests: { get: number; set: number };
  /** From the first request's arrival to the last one's answer, seconds; undefined without any. */
  requestSeconds?: number;
  /** New TCP connections. */
  connections: number;
  /** Undefined where the system does not say. */
  usage?: Record<Role, Usage>;
  /** Processor time of the process with the emulator; the floor's tells what measuring takes of it. */
  emulatorCpuSeconds: number;
}

/** What a stack holds after `up`. */
export interface Weight {
  stateBytes: number;
  providerBytes: number;
}

/** One variant's stack, with an emulator to itself. */
export class Contender {
  #running: Killable | undefined;

  private constructor(
    readonly variant: Variant,
    private readonly scenario: Scenario,
    private readonly emulator: Emulator,
    private readonly stack: Stack,
  ) {}

  static async start(engine: Engine, variant: Variant, scenario: Scenario): Promise<Contender> {
    const { emulator, env } = await startWechat(scenario);
    try {
      const stack = await engine.newStack({
        projectDir: variant.projectDir,
        env: { ...env, BENCH_N: String(scenario.count) },
      });
      return new Contender(variant, scenario, emulator, stack);
    } catch (error) {
      await emulator.close();
      throw error;
    }
  }

  /** Runs a step; throws where anything but the expected came of it. */
  async run(step: Step): Promise<Cost> {
    const { emulator, stack } = this;
    const connectionsBefore = emulator.connections;
    emulator.clearJournal();

    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    this.#running = stack.spawn(step.verb, { ...step.options, parallel: this.scenario.parallel });
    const { result, process: root } = this.#running;
    const watch = new UsageWatch(root.pid ?? NaN);
    // The engine's own time: reading its report afterwards takes long for a large one.
    await once(root, "close");
    const seconds = (performance.now() - startedAt) / 1000;
    const usage = watch.stop();
    const cpu = process.cpuUsage(cpuBefore);

    const { exitCode, changes, stdout, stderr } = await result;
    this.#running = undefined;
    if (exitCode !== 0) throw this.#failure(step, `exit code ${exitCode}\n${stdout}${stderr}`);
    const requests = {
      get: emulator.requests({ action: "get" }).length,
      set: emulator.requests({ action: "set" }).length,
    };
    this.#check(step, { changes, requests });
    const span = this.#requestSpan();
    return {
      seconds,
      requests,
      ...(span !== undefined && { requestSeconds: span }),
      connections: emulator.connections - connectionsBefore,
      ...(usage && { usage }),
      emulatorCpuSeconds: (cpu.user + cpu.system) / 1e6,
    };
  }

  async weigh(): Promise<Weight> {
    const { text, resources } = await this.stack.exportState();
    const providers = resources.flatMap(({ inputs }) => {
      const provider = inputs["__provider"];
      return typeof provider === "string" ? [Buffer.byteLength(provider)] : [];
    });
    const { name, isDynamic = true } = this.variant;
    if (providers.length !== (isDynamic ? this.scenario.count : 0)) {
      throw new Error(`${name}: ${providers.length} resources have a __provider`);
    }
    return { stateBytes: Buffer.byteLength(text), providerBytes: Math.max(0, ...providers) };
  }

  /** Ends a step that runs; its `run` then rejects. */
  async interrupt(): Promise<void> {
    await this.#running?.kill();
  }

  async close(): Promise<void> {
    await this.stack.remove();
    await this.emulator.close();
  }

  #requestSpan(): number | undefined {
    const arrivals = this.emulator.requests().map(({ at }) => at);
    const [first, last] = [arrivals[0], arrivals.at(-1)];
    if (first === undefined || last === undefined) return undefined;
    return (last - first + this.scenario.latencyMs) / 1000;
  }

  #check(step: Step, seen: Pick<Cost, "requests"> & { changes: object }): void {
    const { count } = this.scenario;
    const { get, set } = step.requestsOf(this.variant);
    const requests = { get: get * count, set: set * count };
    this.#equal(step, "changes", seen.changes, { [step.change]: count });
    this.#equal(step, "requests", seen.requests, requests);
    this.#equal(step, "all requests", this.emulator.requests().length, requests.get + requests.set);
    this.#equal(step, "applied", this.emulator.applies().length, requests.set);

    const isDeclared = step.leaves === "what is declared" && this.variant.requests.up.set > 0;
    const expected = { open: true, apiWhitelist: isDeclared ? apiWhitelist : BEFORE };
    for (const env of environments(count)) {
      const { open, apiWhitelist: live } = this.emulator.policy(env);
      this.#equal(step, env, { open, apiWhitelist: live }, expected);
    }
  }

  #equal(step: Step, what: string, actual: unknown, expected: unknown): void {
    if (isDeepStrictEqual(actual, expected)) return;
    throw this.#failure(
      step,
      `${what} should be ${JSON.stringify(expected)}, but are ${JSON.stringify(actual)}`,
    );
  }

  #failure(step: Step, problem: string): Error {
    return new Error(`${this.variant.name}, N = ${this.scenario.count}, ${step.name}: ${problem}`);
  }
}
