import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { remark, unwrap, type Props } from "../value";
import { channelOptions, propsOf, structOf, type Failure } from "./engine-service";

/** The resource that a call is about. */
export interface Subject {
  urn: string;
  id: string;
}

/** What a provider's diff said. */
export interface DiffAnswer {
  hasChanges: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** What a provider says of a resource that it has made or read. */
export interface Made {
  outputs: Props;
  /** Whether the engine is to read it before every preview and up. */
  refreshBeforeUpdate: boolean;
}

/** A call that a provider refused; `partial` where the resource exists all the same. */
export class ProviderError extends Error {
  constructor(
    message: string,
    readonly partial?: { id: string; outputs: Props; reasons: string[] },
  ) {
    super(message);
  }
}

/**
 * A provider's process as the engine sees it: plain values in and out. Secrets are unwrapped on the way in, unless the
 * provider said that it takes them, and what had been secret is marked again on the way out.
 */
export class ProviderClient {
  /** The protocol itself, for what plain values cannot say. */
  readonly rpc: ResourceProviderClient;
  private acceptsSecrets = false;

  constructor(address: string) {
    this.rpc = new ResourceProviderClient(
      address,
      grpc.credentials.createInsecure(),
      channelOptions,
    );
  }

  /** The configuration as the provider wants it; one that does not check it takes it as it is. */
  async checkConfig(news: Props): Promise<Props> {
    const request = new proto.CheckRequest().setNews(structOf(unwrap(news)));
    const response = await new Promise<proto.CheckResponse | undefined>((resolve, reject) => {
      this.rpc.checkConfig(request, (error, answer) => {
        if (!error) resolve(answer);
        else if (error.code === grpc.status.UNIMPLEMENTED) resolve(undefined);
        else reject(translate(error, news));
      });
    });
    if (!response) return news;
    const failures = response.getFailuresList().map((failure) => failure.toObject());
    if (failures.length === 0) return remark(propsOf(response.getInputs()), news);
    throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
  }

  async configure(args: Props): Promise<void> {
    const request = new proto.ConfigureRequest().setArgs(structOf(args)).setAcceptsecrets(true);
    const response = await ask<proto.ConfigureResponse>((done) =>
      this.rpc.configure(request, done),
    );
    this.acceptsSecrets = response.getAcceptsecrets();
  }

  async check(
    { urn }: { urn: string },
    olds: Props,
    news: Props,
  ): Promise<{ inputs: Props; failures: Failure[] }> {
    const request = new proto.CheckRequest()
      .setUrn(urn)
      .setOlds(this.given(olds))
      .setNews(this.given(news));
    const response = await ask<proto.CheckResponse>((done) => this.rpc.check(request, done));
    const failures = response.getFailuresList().map((failure) => failure.toObject());
    return { inputs: remark(propsOf(response.getInputs()), news), failures };
  }

  async diff(
    { urn, id }: Subject,
    old: { inputs: Props; outputs: Props },
    news: Props,
    ignoreChanges: string[] = [],
  ): Promise<DiffAnswer> {
    const request = new proto.DiffRequest()
      .setUrn(urn)
      .setId(id)
      .setOlds(this.given(old.outputs))
      .setOldInputs(this.given(old.inputs))
      .setNews(this.given(news))
      .setIgnorechangesList(ignoreChanges);
    const response = await ask<proto.DiffResponse>((done) => this.rpc.diff(request, done));
    return {
      hasChanges: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(urn: string, inputs: Props): Promise<Made & { id: string }> {
    const request = new proto.CreateRequest().setUrn(urn).setProperties(this.given(inputs));
    const response = await ask<proto.CreateResponse>(
      (done) => this.rpc.create(request, done),
      inputs,
    );
    if (response.getId() === "") throw new Error(`create of ${urn} returned no id`);
    return { id: response.getId(), ...made(response, inputs) };
  }

  /** Undefined outputs: the resource is gone. Undefined inputs: state keeps its own. */
  async read(
    { urn, id }: Subject,
    old: { inputs: Props; outputs: Props },
  ): Promise<(Made & { id: string; inputs: Props | undefined }) | undefined> {
    const request = new proto.ReadRequest()
      .setUrn(urn)
      .setId(id)
      .setProperties(this.given(old.outputs))
      .setInputs(this.given(old.inputs));
    const response = await ask<proto.ReadResponse>((done) => this.rpc.read(request, done));
    if (response.getId() === "") return undefined;
    const inputs = response.getInputs();
    return {
      id: response.getId(),
      inputs: inputs && remark(propsOf(inputs), old.inputs),
      ...made(response, old.outputs),
    };
  }

  async update(
    { urn, id }: Subject,
    old: { inputs: Props; outputs: Props },
    news: Props,
  ): Promise<Made> {
    const request = new proto.UpdateRequest()
      .setUrn(urn)
      .setId(id)
      .setOlds(this.given(old.outputs))
      .setOldInputs(this.given(old.inputs))
      .setNews(this.given(news));
    const response = await ask<proto.UpdateResponse>(
      (done) => this.rpc.update(request, done),
      news,
    );
    return made(response, news);
  }

  async delete({ urn, id }: Subject, old: { inputs: Props; outputs: Props }): Promise<void> {
    const request = new proto.DeleteRequest()
      .setUrn(urn)
      .setId(id)
      .setProperties(this.given(old.outputs))
      .setOldInputs(this.given(old.inputs));
    await ask<Empty>((done) => this.rpc.delete(request, done));
  }

  async invoke(token: string, args: Props): Promise<{ result: Props; failures: Failure[] }> {
    const request = new proto.InvokeRequest().setTok(token).setArgs(this.given(args));
    const response = await ask<proto.InvokeResponse>((done) => this.rpc.invoke(request, done));
    const failures = response.getFailuresList().map((failure) => failure.toObject());
    return { result: propsOf(response.getReturn()), failures };
  }

  close(): void {
    this.rpc.close();
  }

  private given(props: Props): Struct {
    return structOf(unwrap(props, { keepsSecrets: this.acceptsSecrets }));
  }
}

type MadeResponse = proto.CreateResponse | proto.ReadResponse | proto.UpdateResponse;

function made(response: MadeResponse, marks: Props): Made {
  return {
    outputs: remark(propsOf(response.getProperties()), marks),
    refreshBeforeUpdate: response.getRefreshBeforeUpdate(),
  };
}

/** `inputs` are those of a create or update: they tell what is secret in a partial state. */
export function ask<Response>(
  call: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
  inputs: Props = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(translate(error, inputs)) : resolve(response)));
  });
}

function translate(error: grpc.ServiceError, inputs: Props): ProviderError {
  for (const bytes of error.metadata.get("grpc-status-details-bin")) {
    const details = Status.deserializeBinary(new Uint8Array(bytes as Buffer)).getDetailsList();
    const detail = details.find((any) => any.getTypeName() === "pulumirpc.ErrorResourceInitFailed");
    if (!detail) continue;
    const failed = proto.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    const outputs = remark(propsOf(failed.getProperties()), inputs);
    const reasons = failed.getReasonsList();
    return new ProviderError(`exists but is not ready: ${reasons.join("; ")}`, {
      id: failed.getId(),
      outputs,
      reasons,
    });
  }
  return new ProviderError(error.details);
}
