import { isSameWhitelist, type Policy } from "../../provider/core/policy";
import { ACCOUNT, connected, type Connected } from "../support/connected";
import {
  type Adapter,
  type Declaration,
  Engine,
  type Operation,
  type Resource,
  type Result,
} from "./engine-order-engine";

export const ENVS = ["env-a", "env-b", "env-c"] as const;
/** WeChat does not know this one: no resource of it can be created. */
export const MISSING = "env-missing";

/** A program: at most one resource for each environment, the account named by all or by none. */
interface Program {
  declarations: readonly Declaration[];
  isAccountNamed: boolean;
}

/** What somebody changes in the program. */
export type Edit =
  /** In the place of what had this environment or this name. */
  | { edit: "declare"; declared: Declaration }
  /** Without an alias. Whoever had that name gets the other's. */
  | { edit: "rename"; env: string; name: string }
  | { edit: "remove"; env: string }
  /** To the program before the last `up` that changed it. */
  | { edit: "revert" }
  | { edit: "reverse" }
  | { edit: "name the account" };

/** A command of the CLI, or somebody's edit in WeChat's console. */
export type Step =
  | (Operation & { edits?: readonly Edit[] | undefined })
  | { verb: "console"; env: string; content: Partial<Policy> };

export interface Story {
  open: boolean;
  whitelists: string[][];
  steps: Step[];
}

/** How often what was there first did not come back, and whether a warning told. */
export interface Lost {
  told: number;
  /** Of the account's switch alone: a whitelist that is lost untold breaks a promise. */
  untold: number;
}

function edited({ declarations, isAccountNamed }: Program, change: Edit): Program {
  const to = (news: readonly Declaration[]) => ({ declarations: news, isAccountNamed });
  switch (change.edit) {
    case "declare": {
      const { env, name, open } = change.declared;
      const others = declarations.filter((each) => each.env !== env && each.name !== name);
      // One switch: two resources that ask for different values are refused, which other tests show.
      const agreeing = others.map((each) =>
        each.open === undefined || open === undefined ? each : { ...each, open },
      );
      return to([...agreeing, change.declared]);
    }
    case "rename": {
      const own = declarations.find(({ env }) => env === change.env);
      if (!own) return to(declarations);
      const names = new Map([
        [change.name, own.name],
        [own.name, change.name],
      ]);
      return to(declarations.map((each) => ({ ...each, name: names.get(each.name) ?? each.name })));
    }
    case "remove":
      return to(declarations.filter(({ env }) => env !== change.env));
    case "reverse":
      return to([...declarations].reverse());
    case "name the account":
      return { declarations, isAccountNamed: !isAccountNamed };
    case "revert":
      throw new Error("it takes the program before");
  }
}

/** An emulator that every story begins with anew. */
export function storyWorld(): Promise<Connected> {
  const environments = Object.fromEntries(ENVS.map((env) => [env, {}]));
  return connected({ emulator: { accounts: { [ACCOUNT]: { environments } } } });
}

/** Plays one story and throws where a step breaks a promise. */
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
  const played = new Play(world, adapter);
  for (const step of story.steps) await played.step(step);
  return played.lost;
}

/** One story, and what the design promises after each of its steps. */
class Play {
  readonly lost: Lost = { told: 0, untold: 0 };
  private readonly engine: Engine;
  private program: Program = { declarations: [], isAccountNamed: false };
  private programBefore = this.program;
  /** The environments of which state does not tell what was there when the command began. */
  private readonly outdated = new Set<string>();
  /** Those of which a resource that goes does not tell it. */
  private readonly outdatedAtDelete = new Set<string>();
  /** Whether a command ended in the middle: what a process had seen is lost then. */
  private wasInterrupted = false;
  /** What was there before the stack managed it, as long as the stack alone is to blame for a loss. */
  private readonly origins = new Map<string, readonly string[]>();
  private openAtFirst: boolean | undefined;

  constructor(
    private readonly world: Connected,
    adapter: Adapter,
  ) {
    this.engine = new Engine(world, adapter);
  }

  async step(step: Step): Promise<void> {
    if (step.verb === "console") this.editInConsole(step.env, step.content);
    else await this.command(step, this.written(step.edits ?? []));
  }

  private editInConsole(env: string, content: Partial<Policy>): void {
    this.world.emulator.editInConsole(env, content);
    this.origins.delete(env);
    if (content.open !== undefined) this.openAtFirst = undefined;
  }

  /** The program as it is written now. */
  private written(edits: readonly Edit[]): Declaration[] {
    const before = this.program;
    for (const each of edits)
      this.program = each.edit === "revert" ? this.programBefore : edited(this.program, each);
    if (edits.length > 0) this.programBefore = before;
    const { declarations, isAccountNamed } = this.program;
    const named = isAccountNamed ? { authorizerAppId: ACCOUNT } : {};
    return declarations.map((each) => ({ ...each, ...named }));
  }

  private async command(operation: Operation, program: Declaration[]): Promise<void> {
    const managed = this.begin(program);
    const result = await this.engine.run(operation, program);
    this.wasInterrupted ||= result.injected !== undefined;
    if (operation.verb === "up") this.expectNoFalseAlarm(operation, program, result);
    if (operation.verb === "up" && !result.hasFailed) this.expectDeclared(operation, program);
    if (this.engine.looksFirst(operation)) this.outdated.clear();
    this.noteUnstored(result);
    if (operation.verb !== "destroy") this.expectState(program, result);
    for (const env of managed) if (this.at(env).length === 0) this.expectOriginal(env);
    if (managed.length > 0 && this.engine.resources.length === 0) this.expectOriginalOpen();
  }

  /** Keeps in mind what is there before the program manages it. */
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

  /** Where nothing goes wrong, only what somebody else did, or nobody can know, ends in an error. */
  private expectNoFalseAlarm(
    operation: Operation,
    program: Declaration[],
    { errors, injected }: Result,
  ): void {
    if (injected) return;
    const isMissing = program.some(({ env }) => env === MISSING);
    const unexpected = errors.filter(({ env, failure }) => {
      if (failure === "conflict")
        return this.engine.looksFirst(operation) || !this.outdatedAtDelete.has(env);
      return !isMissing || env !== MISSING;
    });
    if (unexpected.length > 0) throw new Error(`a false alarm: ${JSON.stringify(unexpected)}`);
  }

  /** After an `up` that succeeded what the program declares is there, and nothing else is in state. */
  private expectDeclared(operation: Operation, program: Declaration[]): void {
    const names = this.engine.resources.map(({ name }) => name);
    expect(names.sort()).toEqual(program.map(({ name }) => name).sort());
    for (const { env, apiWhitelist, open } of program) {
      if (this.outdated.has(env) && !this.engine.looksFirst(operation)) continue;
      this.expectLive("not as declared", env, { apiWhitelist, open });
    }
  }

  /** What the program declares is there as state tells it, but where state tells of an error. */
  private expectState(program: Declaration[], { hasFailed }: Result): void {
    for (const { name, env } of program) {
      const state = this.at(env).find((each) => each.name === name && isSound(each))?.state;
      if (!state || this.outdated.has(env)) continue;
      // In an `up` that failed a sibling may have moved the switch.
      const open = state.managesOpen && !hasFailed ? state.open : undefined;
      this.expectLive("not as in state", env, { apiWhitelist: state.apiWhitelist, open });
    }
  }

  private expectLive(
    wrong: string,
    env: string,
    wanted: { apiWhitelist: string[]; open: boolean | undefined },
  ): void {
    const { open, apiWhitelist } = this.live(env);
    const isThere = isSameWhitelist(apiWhitelist, wanted.apiWhitelist);
    if (isThere && open === (wanted.open ?? open)) return;
    const live = JSON.stringify({ apiWhitelist, open });
    throw new Error(`${wrong}: ${env} is ${live}, not ${JSON.stringify(wanted)}`);
  }

  /** What was there first is back, or a warning tells it, unless a process ended that could know it. */
  private expectOriginal(env: string): void {
    const origin = this.origins.get(env);
    if (!origin || isSameWhitelist(origin, this.live(env).apiWhitelist)) return;
    const isTold = this.isTold(JSON.stringify(origin));
    if (!isTold && !this.wasInterrupted)
      throw new Error(`lost, and nothing said: ${env} was ${JSON.stringify(origin)}`);
    this.lost[isTold ? "told" : "untold"] += 1;
  }

  private expectOriginalOpen(): void {
    if (this.openAtFirst === undefined || this.openAtFirst === this.live(ENVS[0]).open) return;
    const isTold = this.isTold(`"open":${this.openAtFirst}`) || this.isTold("switch stays");
    this.lost[isTold ? "told" : "untold"] += 1;
  }

  private isTold(words: string): boolean {
    return this.world.warnings.some((warning) => warning.includes(words));
  }

  /** What died with its process, or was applied without a word, state cannot tell. */
  private noteUnstored({ injected, unstored, hasFailed }: Result): void {
    // A delete that came first, before the check of who keeps the environment, and an end before that one's update.
    const isInterrupted = (each: Resource) => hasFailed && each.isPendingReplacement;
    for (const { state } of this.engine.resources.filter(isInterrupted))
      this.outdated.add(state.env);
    if (unstored.length > 0) this.openAtFirst = undefined;
    const isLost = injected?.kind === "lost" && injected.verb === "delete";
    for (const env of isLost ? [...unstored, injected.env] : unstored) {
      this.outdated.add(env);
      this.origins.delete(env);
    }
  }

  /**
   * Whether somebody, a process that was killed or another resource of the stack left something else
   * than is stored of the resource that is to manage it now. Only a refresh can tell.
   */
  private isOutdated(env: string, program: Declaration[]): boolean {
    const name = program.find((each) => each.env === env)?.name;
    const all = this.at(env).filter(({ isPendingReplacement }) => !isPendingReplacement);
    const own = all.filter((each) => each.name === name && !each.isLeftover);
    return (own.length > 0 ? own : all).some((each) => this.isBehind(each, env));
  }

  private isBehind({ state }: Resource, env: string): boolean {
    const live = this.live(env);
    return [state, state.unverified ?? state].every(
      ({ open, apiWhitelist }) =>
        !isSameWhitelist(apiWhitelist, live.apiWhitelist) ||
        (state.managesOpen && open !== live.open),
    );
  }

  private at(env: string): Resource[] {
    return this.engine.resources.filter(({ state }) => state.env === env);
  }

  private live(env: string) {
    return this.world.emulator.policy(env);
  }
}

function isSound({ isFailed, isLeftover, isPendingReplacement }: Resource): boolean {
  return !isFailed && !isLeftover && !isPendingReplacement;
}
