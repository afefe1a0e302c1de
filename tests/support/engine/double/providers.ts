import { randomUUID } from "node:crypto";
import { unknown, type Props } from "../value";
import type { Operation } from "./operation";
import type { ProviderClient } from "./provider-client";
import { startProvider, type ProviderHost } from "./provider-host";
import { blankState, operationOf, providerUrn, urnOf, type ResourceState } from "./resource-state";

/** The providers of one step. */
export class Providers {
  /** By URN and config: the engine, too, keeps the process that has read for the program. */
  readonly #hosts: Record<string, Promise<ProviderHost>> = {};
  readonly #defaults: Record<string, Promise<ResourceState>> = {};

  /** Set as soon as the engine listens. */
  engineAddress = "";

  constructor(private readonly operation: Operation) {}

  /** The default provider of a package in this run of the program; it gets the present config. */
  default(name: string): Promise<ResourceState> {
    return (this.#defaults[name] ??= this.#register(name));
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
    for (const host of await Promise.allSettled(Object.values(this.#hosts)))
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
    this.operation.done(operationOf(old, config), true, old, state);
    return state;
  }

  #host({ urn, type, inputs }: ResourceState): Promise<ProviderHost> {
    const { project, job } = this.operation;
    const start = () =>
      startProvider(type.slice("pulumi:providers:".length), inputs, {
        project,
        env: job.env,
        engineAddress: this.engineAddress,
        print: (line) => this.operation.print("info", line),
      });
    return (this.#hosts[JSON.stringify([urn, inputs])] ??= start());
  }
}

/** What a package gets of the stack's configuration; dynamic providers get all of it. */
function configOf(name: string, all: Props): Props {
  if (name === "pulumi-nodejs") return all;
  const own = Object.entries(all).filter(([key]) => key.startsWith(`${name}:`));
  return Object.fromEntries(own.map(([key, value]) => [key.slice(name.length + 1), value]));
}
