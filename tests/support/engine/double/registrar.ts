import { Semaphore } from "async-mutex";
import { isEqual, unknown, type Props } from "../value";
import { diffAndCheck, type Plan } from "./plan";
import { callDelete } from "./deletion";
import { Stopping, type Registered } from "./engine-service";
import { aliasUrns } from "./alias";
import type { Operation } from "./operation";
import { ProviderError, type ProviderClient } from "./provider-client";
import { referenceTo, type Providers } from "./providers";
import { stateOf, type Registration } from "./registration";
import { stackType, urnOf, type ResourceState } from "./resource-state";

/** Answers a program's registrations: decides what each resource needs, and does it. */
export class Registrar {
  /** The operation of each URN that the program has named. */
  readonly #operations = new Map<string, string>();
  readonly #slots: Semaphore;
  #stackOutputs: { state: ResourceState; outputs: Props } | undefined;

  constructor(
    private readonly operation: Operation,
    private readonly providers: Providers,
  ) {
    this.#slots = new Semaphore(operation.job.parallel ?? 16);
  }

  /** Runs one registration; after a failure, its own or another's, the program is told that the engine is stopping. */
  async register(registration: Registration): Promise<Registered> {
    const urn = urnOf(this.operation.names, registration);
    const state = await this.#guarded(urn, () => {
      // Ignoring an option would prove nothing.
      const unplayed = registration.unplayed.join(", ");
      if (unplayed) throw new Error(`The engine double does not play ${unplayed}`);
      return registration.custom
        ? this.#custom(urn, registration)
        : this.#component(urn, registration);
    });
    return { urn, id: state.id === unknown ? "" : state.id, outputs: state.outputs };
  }

  /** A component's outputs, known only once its children are. The stack's wait for `finish`. */
  async registerOutputs(urn: string, outputs: Props): Promise<void> {
    const { journal } = this.operation;
    const state = journal.news.find((candidate) => candidate.urn === urn);
    if (!state) throw new Error(`No resource ${urn} to give outputs to`);
    if (state.type === stackType) this.#stackOutputs = { state, outputs };
    else await this.#setOutputs(state, outputs);
  }

  /** To be called at the end of a step. After a failure, an output that is missing may only not have been reached. */
  async finish(): Promise<void> {
    if (!this.#stackOutputs) return;
    const { state, outputs } = this.#stackOutputs;
    const kept = this.operation.hasFailed ? state.outputs : {};
    await this.#setOutputs(state, { ...kept, ...outputs });
  }

  async #setOutputs(state: ResourceState, outputs: Props): Promise<void> {
    const before = { ...state };
    state.outputs = outputs;
    await this.operation.journal.save();
    this.operation.done(this.#operations.get(state.urn) ?? "same", true, before, state);
  }

  async #guarded(
    urn: string,
    step: () => ResourceState | Promise<ResourceState>,
  ): Promise<ResourceState> {
    const { operation } = this;
    try {
      operation.refuseAfterFailure();
      if (this.#operations.has(urn))
        throw new Error(`Two resources have the URN ${urn}: give one another name`);
      this.#operations.set(urn, "same");
      return await step();
    } catch (error) {
      operation.fail(error, urn);
      await operation.journal.save();
      throw new Stopping("The step has failed");
    }
  }

  async #component(urn: string, registration: Registration): Promise<ResourceState> {
    const { journal } = this.operation;
    const old = this.#old(urn, registration);
    const next = { ...stateOf(urn, registration, ""), outputs: old?.outputs ?? {} };
    const op = old ? (isEqual(old.inputs, next.inputs) ? "same" : "update") : "create";
    return this.#finish(op, old, next, journal);
  }

  async #custom(urn: string, registration: Registration): Promise<ResourceState> {
    const provider = await this.providers.default(registration.type.split(":")[0] ?? "");
    const next = stateOf(urn, registration, referenceTo(provider));
    return this.#slots.runExclusive(async () => {
      this.operation.refuseAfterFailure();
      const client = await this.providers.client(next.provider);
      const old = this.#old(urn, registration);
      const plan = await diffAndCheck({
        operation: this.operation,
        client,
        registration,
        old,
        next,
      });
      next.inputs = plan.inputs;
      this.operation.refuseAfterFailure();
      return this.#apply(plan, client, old, next);
    });
  }

  async #apply(
    plan: Plan,
    client: ProviderClient,
    old: ResourceState | undefined,
    next: ResourceState,
  ): Promise<ResourceState> {
    const { journal } = this.operation;
    if (!old) return this.#create("create", client, undefined, next);
    if (plan.op === "replace") return this.#replace(plan.deleteBeforeReplace, client, old, next);
    next.id = old.id;
    if (plan.op === "same") {
      next.outputs = old.outputs;
      next.refreshBeforeUpdate = old.refreshBeforeUpdate;
      return this.#finish("same", old, next, journal);
    }
    const update = () => client.update(next, old, next.inputs);
    Object.assign(
      next,
      this.operation.isPreview
        ? { outputs: next.inputs }
        : await this.#write("updating", old, next, update),
    );
    return this.#finish("update", old, next, journal);
  }

  async #create(
    op: "create" | "create-replacement",
    client: ProviderClient,
    old: ResourceState | undefined,
    next: ResourceState,
  ): Promise<ResourceState> {
    const { journal, isPreview } = this.operation;
    if (isPreview) {
      next.outputs = next.inputs;
    } else {
      const create = () => client.create(next.urn, next.inputs);
      Object.assign(next, await this.#write("creating", undefined, next, create));
    }
    journal.add(next);
    if (old?.pendingReplacement) journal.settle(old);
    else if (old) old.delete = true;
    await journal.save();
    this.operation.done(op, op === "create", old, next);
    return next;
  }

  async #replace(
    deleteFirst: boolean,
    client: ProviderClient,
    old: ResourceState,
    next: ResourceState,
  ): Promise<ResourceState> {
    const { journal } = this.operation;
    if (deleteFirst && !old.pendingReplacement) {
      await callDelete(old, this.operation, this.providers);
      this.operation.done("delete-replaced", false, old, undefined);
      old.pendingReplacement = true;
      await journal.save();
    }
    if (!deleteFirst) await this.#create("create-replacement", client, old, next);
    this.operation.done("replace", true, old, next);
    return deleteFirst ? this.#create("create-replacement", client, old, next) : next;
  }

  /** A write that leaves the resource there but not ready is kept in state with its reasons, then fails the step. */
  async #write<T>(
    type: "creating" | "updating",
    old: ResourceState | undefined,
    next: ResourceState,
    write: () => Promise<T>,
  ): Promise<T> {
    const { journal } = this.operation;
    try {
      return await journal.during(type, next, write);
    } catch (error) {
      if (error instanceof ProviderError && error.partial) {
        const { id, outputs, reasons } = error.partial;
        if (old) journal.settle(old);
        // An update's new inputs have not been reached, so the next diff has to see the old ones.
        const inputs = old?.inputs ?? next.inputs;
        journal.add(
          Object.assign(next, { id: old?.id ?? id, inputs, outputs, initErrors: reasons }),
        );
      }
      throw error;
    }
  }

  async #finish(
    op: string,
    old: ResourceState | undefined,
    next: ResourceState,
    journal: Operation["journal"],
  ): Promise<ResourceState> {
    if (old) journal.settle(old);
    journal.add(next);
    await journal.save();
    this.#operations.set(next.urn, op);
    this.operation.done(op, true, old, next);
    return next;
  }

  #old(urn: string, registration: Registration): ResourceState | undefined {
    const { journal, names } = this.operation;
    const old = journal.find([urn, ...aliasUrns(registration, names)]);
    if (old && old.urn !== urn && journal.olds.some(({ parent }) => parent === old.urn)) {
      throw new Error(
        `The engine double does not play aliases of resources with children (${urn})`,
      );
    }
    return old;
  }
}
