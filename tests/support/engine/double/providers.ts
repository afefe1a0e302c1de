import { randomUUID } from "node:crypto";
import { isEqual, unknown, type Props } from "../value";
import type { Operation } from "./operation";
import type { ProviderClient } from "./provider-client";
import { startProvider, type ProviderHost } from "./provider-host";
import { blankState, urnOf, type ResourceState } from "./resource-state";

/** The providers of one phase of a step. */
export class Providers {
  readonly #hosts = new Map<string, Promise<ProviderHost>>();
  readonly #defaults = new Map<string, Promise<ResourceState>>();

  /** Set as soon as the engine listens. */
  engineAddress = "";

  constructor(private readonly operation: Operation) {}

  /** The default provider of a package in this run of the program: it takes the config as it is now. */
  default(name: string): Promise<ResourceState> {
    const existing = this.#defaults.get(name) ?? this.#register(name);
    this.#defaults.set(name, existing);
    return existing;
  }

  /** The process behind a provider reference: one registered in this phase, else one as state recorded it. */
  async client(reference: string): Promise<ProviderClient> {
    const urn = reference.slice(0, reference.lastIndexOf("::"));
    let host = this.#hosts.get(urn);
    if (!host) {
      const recorded = this.operation.journal.find([urn]);
      if (!recorded) throw new Error(`The state has no provider ${reference}`);
      host = this.#start(recorded);
    }
    return (await host).client;
  }

  async stop(): Promise<void> {
    const hosts = await Promise.allSettled(this.#hosts.values());
    const running = hosts.filter((host) => host.status === "fulfilled");
    await Promise.all(running.map(({ value }) => value.stop()));
  }

  async #register(name: string): Promise<ResourceState> {
    const { journal, names, isPreview } = this.operation;
    const config = configOf(name, this.operation.config);
    const type = `pulumi:providers:${name}`;
    const urn = urnOf(names, { type, name: "default", parent: "" });
    const old = journal.find([urn]);
    const state: ResourceState = {
      ...blankState,
      custom: true,
      urn,
      type,
      id: old?.id ?? (isPreview ? unknown : randomUUID()),
      inputs: config,
      outputs: config,
    };
    await this.#start(state);
    if (old) journal.settle(old);
    journal.add(state);
    await journal.save();
    const op = old ? (isEqual(old.inputs, config) ? "same" : "update") : "create";
    this.operation.done(op, true, old, state);
    return state;
  }

  #start(state: ResourceState): Promise<ProviderHost> {
    const { project, job, transcript } = this.operation;
    const host = startProvider(state.type.slice("pulumi:providers:".length), state.inputs, {
      project,
      env: job.env,
      engineAddress: this.engineAddress,
      print: (line) => transcript.message("info", line),
    });
    this.#hosts.set(state.urn, host);
    return host;
  }
}

/** What a package gets of the stack's configuration; the dynamic providers' one gets all of it. */
function configOf(name: string, all: Props): Props {
  if (name === "pulumi-nodejs") return all;
  const own = Object.entries(all).filter(([key]) => key.startsWith(`${name}:`));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(name.length + 1), value]));
}

/** `<urn>::<id>`: how a resource names its provider. */
export const referenceTo = (provider: ResourceState): string => `${provider.urn}::${provider.id}`;
