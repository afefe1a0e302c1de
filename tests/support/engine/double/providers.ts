import { randomUUID } from "node:crypto";
import { isEqual, unknown, type Props } from "../value";
import type { Operation } from "./operation";
import type { ProviderClient } from "./provider-client";
import { startProvider, type ProviderHost } from "./provider-host";
import { blankState, providerUrn, urnOf, type ResourceState } from "./resource-state";

/** The providers of one step. */
export class Providers {
  /** By URN and config: the engine, too, keeps the process that has read for the program. */
  readonly #hosts = new Map<string, Promise<ProviderHost>>();
  readonly #defaults = new Map<string, Promise<ResourceState>>();

  /** Set as soon as the engine listens. */
  engineAddress = "";

  constructor(private readonly operation: Operation) {}

  /** The default provider of a package in this run of the program; it gets the present config. */
  default(name: string): Promise<ResourceState> {
    const provider = this.#defaults.get(name) ?? this.#register(name);
    this.#defaults.set(name, provider);
    return provider;
  }

  /** The process of a provider that the program uses, or of one in state with its recorded config. */
  async client(reference: string): Promise<ProviderClient> {
    const { journal } = this.operation;
    const urn = providerUrn(reference);
    const provider = journal.news.find((state) => state.urn === urn) ?? journal.find([urn]);
    if (!provider) throw new Error(`The state has no provider ${reference}`);
    return (await this.#host(provider)).client;
  }

  async stop(): Promise<void> {
    for (const host of await Promise.allSettled(this.#hosts.values()))
      if (host.status === "fulfilled") await host.value.stop();
  }

  async #register(name: string): Promise<ResourceState> {
    const { journal, names, isPreview } = this.operation;
    const config = configOf(name, this.operation.config);
    const type = `pulumi:providers:${name}`;
    const urn = urnOf(names, { type, name: "default", parent: "" });
    const old = journal.find([urn]);
    const id = old?.id ?? (isPreview ? unknown : randomUUID());
    const state = { ...blankState, custom: true, urn, type, id, inputs: config, outputs: config };
    await this.#host(state);
    journal.settle(old);
    journal.news.push(state);
    await journal.save();
    const op = old ? (isEqual(old.inputs, config) ? "same" : "update") : "create";
    this.operation.done(op, true, old, state);
    return state;
  }

  #host({ urn, type, inputs }: ResourceState): Promise<ProviderHost> {
    const key = JSON.stringify([urn, inputs]);
    const { project, job } = this.operation;
    const host =
      this.#hosts.get(key) ??
      startProvider(type.slice("pulumi:providers:".length), inputs, {
        project,
        env: job.env,
        engineAddress: this.engineAddress,
        print: (line) => this.operation.print("info", line),
      });
    this.#hosts.set(key, host);
    return host;
  }
}

/** What a package gets of the stack's configuration; dynamic providers get all of it. */
function configOf(name: string, all: Props): Props {
  if (name === "pulumi-nodejs") return all;
  const own = Object.entries(all).filter(([key]) => key.startsWith(`${name}:`));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(name.length + 1), value]));
}
