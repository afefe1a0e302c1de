import { Semaphore } from "async-mutex";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { unknown, type Props } from "../value";
import { callDelete } from "./deletion";
import { Stopping } from "./engine-service";
import type { Operation } from "./operation";
import type { ProviderClient } from "./provider-client";
import { ProviderError } from "./provider-error";
import { aliasUrns, registrationOf, stateOf, type Registration } from "./registration";
import { operationOf, urnOf, type ResourceState } from "./resource-state";

/** A custom resource beside what state knows of it. */
interface Target {
  client: ProviderClient;
  registration: Registration;
  old: ResourceState | undefined;
  next: ResourceState;
}

/** Answers a program's registrations: decides what each resource needs, and does it. */
export class Registrar {
  /** The operation of each URN that the program has registered. */
  readonly #operations = new Map<string, string>();
  readonly #slots: Semaphore;

  constructor(private readonly operation: Operation) {
    this.#slots = new Semaphore(operation.job.parallel ?? 16);
  }

  /** After any failure, the program is told that the engine is stopping. */
  async register(request: RegisterResourceRequest) {
    const { operation } = this;
    let urn = "";
    try {
      operation.refuseAfterFailure();
      const registration = registrationOf(request);
      urn = urnOf(operation.names, registration);
      if (this.#operations.has(urn)) throw new Error(`Two resources have the URN ${urn}`);
      this.#operations.set(urn, "same");
      const { id, outputs } = registration.custom
        ? await this.#custom(urn, registration)
        : await this.#component(urn, registration);
      return { urn, id: id === unknown ? "" : id, outputs };
    } catch (error) {
      operation.fail(error, urn);
      await operation.journal.save();
      throw new Stopping("The step has failed");
    }
  }

  /** A component's outputs, or the stack's, known only once its children are. */
  async registerOutputs(urn: string, outputs: Props): Promise<void> {
    const { journal } = this.operation;
    const state = journal.news.find((candidate) => candidate.urn === urn);
    if (!state) throw new Error(`No resource ${urn} to give outputs to`);
    const before = { ...state };
    state.outputs = outputs;
    await journal.save();
    this.operation.done(this.#operations.get(urn) ?? "same", true, before, state);
  }

  async #component(urn: string, registration: Registration): Promise<ResourceState> {
    const old = this.#old(urn, registration);
    const next = { ...stateOf(urn, registration, ""), outputs: old?.outputs ?? {} };
    return this.#finish(operationOf(old, next.inputs), old, next);
  }

  async #custom(urn: string, registration: Registration): Promise<ResourceState> {
    const { operation } = this;
    const provider = await operation.providers.default(registration.type.split(":")[0] ?? "");
    const next = stateOf(urn, registration, `${provider.urn}::${provider.id}`);
    return this.#slots.runExclusive(async () => {
      operation.refuseAfterFailure();
      const client = await operation.providers.client(next.provider);
      const target = { client, registration, old: this.#old(urn, registration), next };
      const op = await this.#decide(target);
      operation.refuseAfterFailure();
      return this.#apply(op, target);
    });
  }

  /** Has the provider check the inputs and compare them with state. */
  async #decide({ client, registration, old, next }: Target) {
    const { targets, replaced } = this.operation;
    const check = async (olds: Props) => {
      const { inputs, failures } = await client.check(next, olds, registration.properties);
      const messages = failures.map(({ property, reason }) =>
        property ? `${property}: ${reason}` : reason,
      );
      if (messages.length > 0) throw new Error(messages.join("\n"));
      next.inputs = inputs;
    };
    const anew = async <Op>(op: Op) => (await check({}), op);
    if (!old) return anew("create" as const);
    if (replaced.includes(next.urn)) return anew("replace" as const);
    if (targets.length > 0 && !targets.includes(next.urn)) {
      next.inputs = old.inputs;
      return "same";
    }
    await check(old.inputs);
    const { hasChanges, replaces } = await client.diff(old, old, next.inputs);
    if (old.pendingReplacement || (hasChanges && replaces.length > 0))
      return anew("replace" as const);
    return hasChanges || old.initErrors.length > 0 ? "update" : "same";
  }

  async #apply(op: string, target: Target): Promise<ResourceState> {
    const { client, old, next } = target;
    if (!old) return this.#create("create", target);
    if (op === "replace") return this.#replace(target, old);
    const { id, outputs, refreshBeforeUpdate } = old;
    Object.assign(next, { id, outputs, refreshBeforeUpdate });
    if (op === "update")
      await this.#write("updating", old, next, () => client.update(next, old, next.inputs));
    return this.#finish(op, old, next);
  }

  async #create(
    op: "create" | "create-replacement",
    { client, old, next }: Target,
  ): Promise<ResourceState> {
    const { journal } = this.operation;
    await this.#write("creating", undefined, next, () => client.create(next.urn, next.inputs));
    journal.news.push(next);
    if (old?.pendingReplacement) journal.settle(old);
    else if (old) old.delete = true;
    await journal.save();
    this.operation.done(op, op === "create", old, next);
    return next;
  }

  async #replace(target: Target, old: ResourceState): Promise<ResourceState> {
    const { operation } = this;
    const create = () => this.#create("create-replacement", target);
    const deletesFirst = target.registration.deletebeforereplace;
    if (!deletesFirst) await create();
    else if (!old.pendingReplacement) {
      await callDelete(old, operation);
      operation.done("delete-replaced", false, old);
      old.pendingReplacement = true;
      await operation.journal.save();
    }
    operation.done("replace", true, old, target.next);
    return deletesFirst ? create() : target.next;
  }

  /**
   * Takes into `next` what a write makes; a preview writes nothing and shows the inputs. If the write leaves
   * a resource that is not ready, stores it with the reasons before the step fails.
   */
  async #write(
    type: "creating" | "updating",
    old: ResourceState | undefined,
    next: ResourceState,
    write: () => Promise<Partial<ResourceState>>,
  ): Promise<void> {
    const { journal, isPreview } = this.operation;
    try {
      const made = isPreview ? { outputs: next.inputs } : await journal.during(type, next, write);
      Object.assign(next, made);
    } catch (error) {
      if (error instanceof ProviderError && error.partial) {
        const { id, outputs, reasons: initErrors } = error.partial;
        journal.settle(old);
        // An update's new inputs have not been reached, so the next diff has to see the old ones.
        const inputs = old?.inputs ?? next.inputs;
        journal.news.push({ ...next, id: old?.id ?? id, inputs, outputs, initErrors });
      }
      throw error;
    }
  }

  async #finish(
    op: string,
    old: ResourceState | undefined,
    next: ResourceState,
  ): Promise<ResourceState> {
    const { journal } = this.operation;
    journal.settle(old);
    journal.news.push(next);
    await journal.save();
    this.#operations.set(next.urn, op);
    this.operation.done(op, true, old, next);
    return next;
  }

  #old(urn: string, registration: Registration): ResourceState | undefined {
    const { journal, names } = this.operation;
    return journal.find([urn, ...aliasUrns(registration, names)]);
  }
}
