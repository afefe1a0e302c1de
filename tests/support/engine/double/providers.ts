import { randomUUID } from "node:crypto";
import { isEqual, unknown, type Props } from "../value";
import type { Operation } from "./operation";
import type { ProviderClient } from "./provider-client";
import { startProvider, type ProviderHost } from "./provider-host";
import { blankState, urnOf, type ResourceState } from "./resource-state";

/** A provider's process and the config that it was given. */
interface Running {
  config: Props;
  host: Promise<ProviderHost>;
}

/** The providers of one step. */
export class Providers {
  readonly #started: Promise<ProviderHost>[] = [];
  /** The process that answers now for a provider, by its URN. */
  readonly #running = new Map<string, Running>();
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

  /** The process behind a provider reference: one that the program registered, else one as state recorded it. */
  async client(reference: string): Promise<ProviderClient> {
    const urn = reference.slice(0, reference.lastIndexOf("::"));
    const running = this.#running.get(urn);
    if (running) return (await running.host).client;
    const recorded = this.operation.journal.find([urn]);
    if (!recorded) throw new Error(`The state has no provider ${reference}`);
    return (await this.#start(recorded)).client;
  }

  async stop(): Promise<void> {
    const hosts = await Promise.allSettled(this.#started);
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
    // The engine, too, keeps the process that has read for the program, unless the config is another.
    const running = this.#running.get(urn);
    await (running && isEqual(running.config, config) ? running.host : this.#start(state));
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
    this.#running.set(state.urn, { config: state.inputs, host });
    this.#started.push(host);
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
