import { isSameWhitelist, type Policy } from "../../provider/core/policy";
import { ACCOUNT, connected, type Connected } from "../support/connected";
import { type Adapter, Engine } from "./engine-order-engine";
import type { Operation, Resource, Result } from "./engine-order-engine";
import { type Declaration, type Edit, edited, type Program } from "./engine-order-program";

export const ENVS = ["env-a", "env-b", "env-c"] as const;
/** WeChat does not know this one: no resource of it can be created. */
export const MISSING = "env-missing";

/** A command of the CLI, or somebody's edit in WeChat's console. */
export type Step =
  | (Operation & { edits?: readonly Edit[] })
  | { verb: "console"; env: string; content: Partial<Policy> };

export interface Story {
  open: boolean;
  whitelists: string[][];
  steps: Step[];
}

/** How often what was there first was not restored, and whether a warning told it. */
export interface Lost {
  told: number;
  /** Of the account's switch alone: a whitelist that is lost untold breaks a promise. */
  untold: number;
}

/** An emulator that every story begins with anew. */
export function storyWorld(): Promise<Connected> {
  const environments = Object.fromEntries(ENVS.map((env) => [env, {}]));
  return connected({ emulator: { accounts: { [ACCOUNT]: { environments } } } });
}

/** Plays one story and throws if a step breaks a promise. */
export async function play(world: Connected, adapter: Adapter, story: Story): Promise<Lost> {
  const { emulator, warnings, clock } = world;
  emulator.clearJournal();
  warnings.length = 0;
  clock.sleeps.length = 0;
  emulator.editInConsole(ENVS[0], { open: story.open });
  ENVS.forEach((env, index) => {
    emulator.removeEnvironment(env);
    emulator.addEnvironment(ACCOUNT, env, { apiWhitelist: story.whitelists[index] ?? [] });
  });
  const played = new Play(world, new Engine(world, adapter));
  for (const step of story.steps)
    if (step.verb === "console") played.editInConsole(step.env, step.content);
    else await played.command(step, step.edits ?? []);
  return played.lost;
}

interface Wanted {
  apiWhitelist: string[];
  open: boolean | undefined;
}

/** One story, and what the design promises after each of its steps. */
class Play {
  readonly lost: Lost = { told: 0, untold: 0 };
  private program: Program = { declarations: [], isAccountNamed: false };
  private programBefore = this.program;
  /** The environments of which state is not what was there when the command began. */
  private readonly outdated = new Set<string>();
  /** Those of which the state of a resource that goes is not. */
  private readonly outdatedAtDelete = new Set<string>();
  /** Whether a command ended in the middle: what a process had seen is lost then. */
  private wasInterrupted = false;
  /** What was there before the stack managed it, as long as the stack alone can be to blame for a loss. */
  private readonly origins = new Map<string, readonly string[]>();
  private openAtFirst: boolean | undefined;

  constructor(
    private readonly world: Connected,
    private readonly engine: Engine,
  ) {}

  editInConsole(env: string, content: Partial<Policy>): void {
    this.world.emulator.editInConsole(env, content);
    this.origins.delete(env);
    if (content.open !== undefined) this.openAtFirst = undefined;
  }

  async command(operation: Operation, edits: readonly Edit[]): Promise<void> {
    const program = this.edited(edits);
    const managed = this.begin(program);
    const result = await this.engine.run(operation, program);
    this.wasInterrupted ||= result.injected !== undefined;
    const readsFirst = this.engine.readsFirst(operation);
    if (operation.verb === "up") {
      this.expectNoFalseAlarm(program, result, readsFirst);
      if (!result.hasFailed) this.expectDeclared(program, readsFirst);
    }
    if (readsFirst) this.outdated.clear();
    this.noteUnstored(result);
    if (operation.verb !== "destroy") this.expectState(program, result);
    for (const env of managed) if (this.at(env).length === 0) this.expectOriginal(env);
    if (managed.length > 0 && this.engine.resources.length === 0) this.expectOriginalOpen();
  }

  private edited(edits: readonly Edit[]): Declaration[] {
    const before = this.program;
    for (const each of edits) this.program = edited(each, this.program, this.programBefore);
    if (edits.length > 0) this.programBefore = before;
    const named = this.program.isAccountNamed ? { authorizerAppId: ACCOUNT } : {};
    return this.program.declarations.map((each) => ({ ...each, ...named }));
  }

  /** Records what is there before the program manages it; returns what the stack manages. */
  private begin(program: Declaration[]): string[] {
    if (this.engine.resources.length === 0) this.openAtFirst = this.live(ENVS[0]).open;
    this.outdated.clear();
    this.outdatedAtDelete.clear();
    for (const env of ENVS) {
      if (this.at(env).some((each) => this.isBehind(each, env))) this.outdatedAtDelete.add(env);
      if (this.at(env).length === 0) this.origins.set(env, this.live(env).apiWhitelist);
      else if (this.isOutdated(env, program)) this.outdated.add(env);
    }
    for (const { env, open, onDelete = "restore" } of program) {
      if (onDelete !== "restore") this.origins.delete(env);
      // A program that no longer gives the switch leaves it as it is.
      const isDropped = open === undefined && this.at(env).some(({ state }) => state.managesOpen);
      if (onDelete !== "restore" || isDropped) this.openAtFirst = undefined;
    }
    return ENVS.filter((env) => this.at(env).length > 0);
  }

  /** If nothing was injected, only an edit or what nobody can know ends in an error. */
  private expectNoFalseAlarm(program: Declaration[], result: Result, readsFirst: boolean): void {
    if (result.injected) return;
    const isMissing = program.some(({ env }) => env === MISSING);
    const unexpected = result.errors.filter(({ env, failure }) => {
      if (failure === "conflict") return readsFirst || !this.outdatedAtDelete.has(env);
      return !isMissing || env !== MISSING;
    });
    if (unexpected.length > 0) throw new Error(`a false alarm: ${JSON.stringify(unexpected)}`);
  }

  /** After an `up` that succeeded what the program declares is there, and nothing else is in state. */
  private expectDeclared(program: Declaration[], readsFirst: boolean): void {
    const names = this.engine.resources.map(({ name }) => name);
    expect(names.sort()).toEqual(program.map(({ name }) => name).sort());
    for (const { env, apiWhitelist, open } of program)
      if (readsFirst || !this.outdated.has(env))
        this.expectLive("not as declared", env, { apiWhitelist, open });
  }

  /** What the program declares is there as in state, unless state has an error. */
  private expectState(program: Declaration[], { hasFailed }: Result): void {
    const isUnsound = ({ isFailed, isLeftover, isPendingReplacement }: Resource) =>
      [isFailed, isLeftover, isPendingReplacement].includes(true);
    for (const { name, env } of program) {
      const own = this.at(env).find((each) => each.name === name && !isUnsound(each));
      if (!own || this.outdated.has(env)) continue;
      const { managesOpen, open, apiWhitelist } = own.state;
      // In an `up` that failed a sibling may have moved the switch.
      const known = managesOpen && !hasFailed ? open : undefined;
      this.expectLive("not as in state", env, { apiWhitelist, open: known });
    }
  }

  private expectLive(wrong: string, env: string, wanted: Wanted): void {
    const { open, apiWhitelist } = this.live(env);
    const isThere = isSameWhitelist(apiWhitelist, wanted.apiWhitelist);
    if (isThere && open === (wanted.open ?? open)) return;
    const live = JSON.stringify({ apiWhitelist, open });
    throw new Error(`${wrong}: ${env} is ${live}, not ${JSON.stringify(wanted)}`);
  }

  /** What was there first is back or a warning tells it, unless a process that knew it was killed. */
  private expectOriginal(env: string): void {
    const origin = this.origins.get(env);
    if (!origin || isSameWhitelist(origin, this.live(env).apiWhitelist)) return;
    const isTold = this.isTold(JSON.stringify(origin));
    if (!isTold && !this.wasInterrupted)
      throw new Error(`lost, and nothing said: ${env} was ${JSON.stringify(origin)}`);
    this.lost[isTold ? "told" : "untold"] += 1;
  }

  private expectOriginalOpen(): void {
    const { openAtFirst } = this;
    if (openAtFirst === undefined || openAtFirst === this.live(ENVS[0]).open) return;
    const isTold = this.isTold(`"open":${openAtFirst}`) || this.isTold("switch stays");
    this.lost[isTold ? "told" : "untold"] += 1;
  }

  private isTold(words: string): boolean {
    return this.world.warnings.some((warning) => warning.includes(words));
  }

  /** State cannot have what was lost with its process, or was applied without a reply. */
  private noteUnstored({ injected, unstored, hasFailed }: Result): void {
    // A delete that came first, before the check of who owns the environment, and an end before that one's update.
    for (const { state, isPendingReplacement } of this.engine.resources)
      if (hasFailed && isPendingReplacement === true) this.outdated.add(state.env);
    if (unstored.length > 0) this.openAtFirst = undefined;
    const isLost = injected?.kind === "lost" && injected.verb === "delete";
    for (const env of isLost ? [...unstored, injected.env] : unstored) {
      this.outdated.add(env);
      this.origins.delete(env);
    }
  }

  /**
   * Whether an edit, a process that was killed or another resource of the stack left something else
   * than is in the state of the resource that is to manage it now. Only a refresh can tell.
   */
  private isOutdated(env: string, program: Declaration[]): boolean {
    const name = program.find((each) => each.env === env)?.name;
    const all = this.at(env).filter((each) => each.isPendingReplacement !== true);
    const own = all.filter((each) => each.name === name && each.isLeftover !== true);
    return (own.length > 0 ? own : all).some((each) => this.isBehind(each, env));
  }

  private isBehind({ state }: Resource, env: string): boolean {
    const live = this.live(env);
    const isLive = ({ open, apiWhitelist }: Wanted) =>
      isSameWhitelist(apiWhitelist, live.apiWhitelist) &&
      (!state.managesOpen || open === live.open);
    return !isLive(state) && !isLive(state.unverified ?? state);
  }

  private at(env: string): Resource[] {
    return this.engine.resources.filter(({ state }) => state.env === env);
  }

  private live(env: string) {
    return this.world.emulator.policy(env);
  }
}
