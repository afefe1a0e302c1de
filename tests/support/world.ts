import { join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { type Engine, findEngines, type Stack, type StepResult } from "./engine";
import type { Props } from "./engine/value";

/** The environments that every world begins with: both of one account, everything allowed. */
export const PRODUCTION = "myttest-8gu57so0bd9f9e8a";
export const STAGING = "myttest-staging-1a2b3c4d";

/** Which of the two classes a program declares its policies with. */
export type Adapter = "dynamic" | "native";
export const adapters: readonly Adapter[] = ["dynamic", "native"];

/** A policy of the program, or a component of policies; see programs/policies. */
export interface Declared {
  name: string;
  args: Record<string, unknown>;
  options?: Record<string, unknown>;
}

/** Declares a policy; `more` are further inputs. */
export const policy = (
  name: string,
  env: unknown,
  apiWhitelist: unknown,
  more: object = {},
  options: Record<string, unknown> = {},
): Declared => ({ name, args: { env, apiWhitelist, ...more }, options });

/** What `sent` is after a step that asked WeChat for nothing. */
export const nothing = { get: 0, set: 0, applies: 0 };

interface WorldOptions {
  emulator?: EmulatorOptions;
  projectDir?: string;
  stackName?: string;
  adapter?: Adapter;
}

/** One emulator and one stack on one engine. */
export class World {
  /** A token of the world's own, to be found nowhere. */
  readonly token: string;

  private constructor(
    readonly emulator: Emulator,
    readonly stack: Stack,
  ) {
    this.token = emulator.issueToken();
    stack.env["WECHAT_CLOUDBASE_ENDPOINT"] = emulator.url;
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = this.token;
  }

  static async on(engine: Engine, options: WorldOptions = {}): Promise<World> {
    const { projectDir = join(__dirname, "programs/policies"), stackName = "dev" } = options;
    // Requests are counted without the read that the plugin does before each step.
    const env = { WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE: "false" };
    const stack = await engine.newStack({ projectDir, stackName, env });
    return new World(await startEmulator(options.emulator), stack).use(
      options.adapter ?? "dynamic",
    );
  }

  /** Which class the program declares with from now on. */
  use(adapter: Adapter): this {
    this.stack.env["POLICY_ADAPTER"] = adapter;
    return this;
  }

  /** What the program declares from now on. */
  declare(...policies: Declared[]): this {
    this.stack.env["POLICIES"] = JSON.stringify(policies);
    return this;
  }

  /** Which components the program declares from now on. */
  declareFleets(...fleets: Declared[]): this {
    this.stack.env["FLEETS"] = JSON.stringify(fleets);
    return this;
  }

  /** Runs a step that must succeed; the journal then holds what it sent. */
  async succeeds(step: () => Promise<StepResult>): Promise<StepResult> {
    this.emulator.clearJournal();
    const result = await step();
    if (result.exitCode !== 0) throw new Error(`exit code ${result.exitCode}: ${terminal(result)}`);
    return result;
  }

  /** Runs a step that must fail; the result is what the user sees. */
  async fails(step: () => Promise<StepResult>): Promise<string> {
    this.emulator.clearJournal();
    const result = await step();
    if (result.exitCode === 0) throw new Error(`it succeeded: ${terminal(result)}`);
    return terminal(result);
  }

  up(): Promise<StepResult> {
    return this.succeeds(() => this.stack.up());
  }

  /** Expects that a preview with refresh is empty. */
  async isSettled(): Promise<void> {
    const { exitCode, diffs } = await this.stack.preview({ refresh: true, expectNoChanges: true });
    expect({ exitCode, diffs }).toEqual({ exitCode: 0, diffs: [] });
  }

  /** What WeChat got since the last step began. */
  get sent(): { get: number; set: number; applies: number } {
    const { emulator } = this;
    return {
      get: emulator.requests({ action: "get" }).length,
      set: emulator.requests({ action: "set" }).length,
      applies: emulator.applies().length,
    };
  }

  /** The policies in state, by name, without the reference to the code. */
  async state() {
    const { resources } = await this.stack.exportState();
    const policies = resources
      .filter(({ type }) => type.includes("CloudAccessTokenPolicy"))
      .map(({ name, id, inputs, outputs, initErrors }) => {
        const identity = id === undefined ? {} : { id };
        return [
          name,
          { ...identity, inputs: own(inputs), outputs: own(outputs), initErrors },
        ] as const;
      });
    return Object.fromEntries(policies);
  }

  /** The whitelist that WeChat has now. */
  live(env: string): readonly string[] {
    return this.emulator.policy(env).apiWhitelist;
  }

  async urnOf(name: string): Promise<string> {
    const { resources } = await this.stack.exportState();
    return resources.find((resource) => resource.name === name)?.urn ?? "";
  }

  async remove(): Promise<void> {
    await this.stack.remove();
    await this.emulator.close();
  }
}

/** All that a user would see of a step. */
export function terminal({ stdout, stderr }: StepResult): string {
  return `${stdout}\n${stderr}`;
}

/** Properties without Pulumi's own, such as the reference to the code. */
export function own(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([key]) => !key.startsWith("__")));
}

const { engines, engine: best, skipped } = findEngines();

interface Scene {
  emulator?: EmulatorOptions;
  adapters?: readonly Adapter[];
  /** A kill, or which of its resources comes first, leaves something to chance: one engine plays it. */
  isRacy?: boolean;
}

/** Runs a scenario in new worlds, with each adapter on each engine found; the engines must agree. */
export function onEachEngine(
  name: string,
  play: (world: World, engine: Engine) => Promise<void>,
  options: Scene = {},
): void {
  const played = options.isRacy ? [best] : engines;
  for (const adapter of options.adapters ?? adapters) {
    let first: unknown[] | undefined;
    for (const engine of played) {
      it(`${name} [${adapter}, ${engine.kind}]`, async () => {
        const world = await World.on(engine, { ...options, adapter });
        const steps = played.length > 1 ? recordSteps(world.stack) : [];
        try {
          await play(world, engine);
          first ??= steps;
          expect(steps).toEqual(first);
        } finally {
          await world.remove();
        }
      });
    }
    for (const reason of skipped)
      it.skip(`${name} [${adapter}] skipped: ${reason}`, () => undefined);
  }
}

/** Notes what each step of a stack does and leaves, its resources in any order. */
function recordSteps(stack: Stack): unknown[] {
  const steps: unknown[] = [];
  for (const verb of ["preview", "up", "refresh", "destroy"] as const) {
    const step = stack[verb];
    stack[verb] = async (options) => {
      const result = await step(options);
      const { stdout: _, stderr: __, diffs, ...did } = result;
      const { resources, pendingOperations } = await stack.exportState();
      const ours = resources.filter(({ type }) => !type.startsWith("pulumi:"));
      steps.push({ verb, ...did, diffs: new Set(diffs), left: new Set(ours), pendingOperations });
      return result;
    };
  }
  return steps;
}
