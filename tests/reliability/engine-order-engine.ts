import type { Fault } from "../../emulator";
import { PolicyError } from "../../provider/core/errors";
import type { Lifecycle } from "../../provider/core/lifecycle";
import { inputsOf, type PolicyInputs, type PolicyState } from "../../provider/core/policy";
import type { RawInputs } from "../../provider/core/validation";
import type { Connected } from "../support/connected";
import type { Declaration } from "./engine-order-program";

/** Between the engine and the core: the two differ in what they tell the core, and when. */
export const adapters = ["dynamic", "plugin"] as const;
export type Adapter = (typeof adapters)[number];

/** One resource of the engine's state. */
export interface Resource {
  name: string;
  inputs: RawInputs;
  state: PolicyState;
  /** `initErrors`: the engine calls update although nothing changed. */
  isFailed?: boolean;
  /** `delete: true`: it was replaced, and its delete is still to come. */
  isLeftover?: boolean;
  /** Deleted before its replacement, which is still to be created. */
  isPendingReplacement?: boolean;
}

/** What goes wrong in an operation, and when. */
export interface Failure {
  /**
   * `sibling`: a resource of another provider fails. `refused`: nothing was applied. `lost`: WeChat
   * applied it, and nobody can read that. `killed`: it was applied, and the engine ends.
   */
  kind: "sibling" | "refused" | "lost" | "killed";
  /** Which create, update or delete of the operation it meets, counted from 0. */
  at: number;
  /** Whether the engine still registers what it has of the program by then. */
  isRestRegistered: boolean;
}

/** One command of the Pulumi CLI. */
export interface Operation {
  verb: "up" | "refresh" | "destroy";
  isRefreshed?: boolean;
  /** Whether the engine starts the provider anew between refresh and program. */
  isRefreshApart?: boolean;
  /** Whether each resource depends on the one before it. */
  isSequential?: boolean;
  isReversed?: boolean;
  replace?: string | undefined;
  failure?: Failure | undefined;
}

type Verb = "create" | "update" | "delete";

/** How a command ended. */
export interface Result {
  hasFailed: boolean;
  errors: { env: string; failure: string; message: string }[];
  injected?: { kind: Failure["kind"]; verb: Verb; env: string };
  /** The environments of which something was applied that is not in state. */
  unstored: string[];
}

/** Thrown if the engine begins nothing more. */
class Stopping extends Error {}

/**
 * As much of the engine as decides in which order the provider is called, as traced on Pulumi 3.248:
 * check comes before each delete of an `up`, refresh and destroy call none, and after a failure no
 * delete is done: what was replaced stays in state until a later `up` ends.
 */
export class Engine {
  resources: Resource[] = [];
  private life!: Lifecycle;
  private operation!: Operation;
  private result!: Result;
  private writes = 0;
  private isKilled = false;
  private isRegistering = false;

  constructor(
    private readonly world: Connected,
    private readonly adapter: Adapter,
  ) {}

  /** Runs one command in a process of its own. */
  async run(operation: Operation, program: readonly Declaration[]): Promise<Result> {
    this.life = this.world.newProcess();
    this.operation = operation;
    this.result = { hasFailed: false, errors: [], unstored: [] };
    this.writes = 0;
    this.isKilled = false;
    if (this.readsFirst(operation)) {
      await this.all([...this.resources], (resource) => this.refresh(resource));
      if (operation.isRefreshApart === true) this.life = this.world.newProcess();
    }
    if (operation.verb === "up" && !this.result.hasFailed) {
      this.isRegistering = true;
      await this.all(program, (declared) => this.register(declared));
      this.isRegistering = false;
    }
    if (operation.verb === "refresh" || this.result.hasFailed) return this.result;
    const kept = operation.verb === "up" ? program.map(({ name }) => name) : [];
    const isKept = ({ name, isLeftover }: Resource) => isLeftover !== true && kept.includes(name);
    const condemned = this.resources.filter((each) => !isKept(each));
    if (operation.isReversed === true) condemned.reverse();
    await this.all(condemned, async (old) => {
      if (old.isPendingReplacement !== true) await this.delete(old);
      this.settle(old);
    });
    return this.result;
  }

  /** Whether every state is refreshed first: the plugin asks for that (`refreshBeforeUpdate`). */
  readsFirst({ verb, isRefreshed }: Operation): boolean {
    return this.adapter === "plugin" || verb === "refresh" || isRefreshed === true;
  }

  private async all<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const attempt = async (item: T) => {
      if (this.isStopped()) return;
      await work(item).catch((error: unknown) => {
        if (!(error instanceof PolicyError || error instanceof Stopping)) throw error;
      });
    };
    if (this.operation.isSequential === true) for (const item of items) await attempt(item);
    else await Promise.all(items.map(attempt));
  }

  /** The engine calls diff to show a change. */
  private async refresh(old: Resource): Promise<void> {
    if (old.isPendingReplacement === true) return;
    const state = await this.report(old.state.env, this.life.read(old.state));
    if (!state) throw new Error(`${old.state.env} was taken for gone`);
    this.life.diff(state, old.inputs);
    this.settle(old, { ...old, state, inputs: { ...inputsOf(state) }, isFailed: false });
  }

  private async register({ name, isDeletedFirst, ...raw }: Declaration): Promise<void> {
    const old = this.resources.find((each) => each.name === name && each.isLeftover !== true);
    const inputs = this.check(name, raw);
    if (!old) return this.create(name, inputs);
    const isAskedFor = this.operation.replace === name;
    const { changed, replaces } = isAskedFor
      ? { changed: [], replaces: ["id"] }
      : this.life.diff(old.state, inputs);
    if (replaces.length === 0 && old.isPendingReplacement !== true) {
      if (changed.length === 0 && old.isFailed !== true) return;
      const update = () => this.life.update(old.state, inputs);
      this.settle(old, { ...old, inputs, ...(await this.write("update", raw.env, update)) });
      return;
    }
    this.check(name, raw);
    if (isDeletedFirst !== true || old.isPendingReplacement === true)
      return this.create(name, inputs, old);
    await this.delete(old);
    const pending = { ...old, isPendingReplacement: true };
    this.settle(old, pending);
    return this.create(name, inputs, pending);
  }

  /** The plugin tells the core which resource it is. */
  private check(name: string, raw: PolicyInputs): RawInputs {
    const resource = { urn: `urn:pulumi:dev::it::policy::${name}`, name };
    const options = this.adapter === "plugin" ? { resource } : {};
    const { inputs, failures } = this.life.check({ ...raw }, options);
    if (failures.length === 0) return inputs;
    this.result.errors.push({ env: raw.env, failure: "check", message: JSON.stringify(failures) });
    this.result.hasFailed = true;
    throw new Stopping();
  }

  private async create(name: string, inputs: RawInputs, old?: Resource): Promise<void> {
    const create = async () => (await this.life.create(inputs)).state;
    const created = await this.write("create", String(inputs["env"]), create);
    const left = old && old.isPendingReplacement !== true ? [{ ...old, isLeftover: true }] : [];
    this.settle(old, ...left, { name, inputs, ...created });
  }

  private async delete({ state }: Resource): Promise<void> {
    await this.step("delete", state.env, () => this.life.delete(state));
  }

  private async write(verb: Verb, env: string, work: () => Promise<PolicyState>) {
    try {
      return { state: await this.step(verb, env, work), isFailed: false };
    } catch (error) {
      if (!(error instanceof PolicyError) || !error.partial) throw error;
      return { state: error.partial, isFailed: true };
    }
  }

  /** One create, update or delete, with what goes wrong in it. */
  private async step<T>(verb: Verb, env: string, work: () => Promise<T>): Promise<T> {
    if (this.isStopped()) throw new Stopping();
    const { failure } = this.operation;
    const kind = failure?.at === this.writes++ ? failure.kind : undefined;
    if (kind) this.result.injected = { kind, verb, env };
    if (kind === "sibling") this.result.hasFailed = true;
    if (this.isStopped()) throw new Stopping();
    const disarm = arm(this.world, kind, env);
    try {
      return await this.report(env, work());
    } finally {
      disarm();
      this.isKilled ||= kind === "killed";
      this.result.hasFailed ||= this.isKilled;
    }
  }

  /** Records the provider's error, if it is one that a user may see. */
  private async report<T>(env: string, work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      if (!(error instanceof PolicyError)) throw error;
      const { problem, message } = error;
      this.result.errors.push({ env, failure: problem.failure, message });
      this.result.hasFailed = true;
      throw error;
    });
  }

  private isStopped(): boolean {
    const goesOn = this.isRegistering && this.operation.failure?.isRestRegistered === true;
    return this.isKilled || (this.result.hasFailed && !goesOn);
  }

  /** Stores what becomes of a resource, unless the engine was killed. */
  private settle(old: Resource | undefined, ...news: Resource[]): void {
    const env = (news.at(-1) ?? old)?.state.env;
    if (this.isKilled) this.result.unstored.push(...(env === undefined ? [] : [env]));
    else this.resources.splice(old ? this.resources.indexOf(old) : Infinity, old ? 1 : 0, ...news);
  }
}

/** Has one step go wrong; returns how to end that. */
function arm({ emulator }: Connected, kind: Failure["kind"] | undefined, env: string): () => void {
  const unavailable = { status: 503, times: Infinity };
  const handles: { remove(): void }[] = [];
  const add = (fault: Fault) => void handles.push(emulator.faults.add(fault));
  if (kind === "refused") add({ ...unavailable, on: { env } });
  if (kind === "lost") {
    // Not before the set: until then the operation is to see what is there.
    const after = () => add({ ...unavailable, on: { action: "get", env } });
    add({ status: 502, apply: true, after, on: { action: "set", env } });
  }
  return () => handles.forEach((handle) => handle.remove());
}
