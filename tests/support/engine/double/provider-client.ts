import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { remark, unwrap, type Props } from "../value";
import { channelOptions, propsOf, structOf, type Failure } from "./engine-service";
import { type Made, ProviderError } from "./provider-error";
import type { ResourceState } from "./resource-state";

type Subject = Pick<ResourceState, "urn" | "id">;
type Old = Pick<ResourceState, "inputs" | "outputs">;

/**
 * A provider's process with plain values in and out. Secrets are unwrapped on the way in, unless the
 * provider accepts them, and marked again on the way out.
 */
export class ProviderClient {
  /** The protocol itself, for what plain values cannot say. */
  readonly rpc: ResourceProviderClient;
  private acceptsSecrets = false;

  constructor(address: string) {
    const credentials = grpc.credentials.createInsecure();
    this.rpc = new ResourceProviderClient(address, credentials, channelOptions);
  }

  /** The configuration as the provider wants it. */
  async checkConfig(news: Props): Promise<Props> {
    const request = new proto.CheckRequest().setNews(structOf(unwrap(news)));
    const response = await ask<proto.CheckResponse>((done) => this.rpc.checkConfig(request, done));
    const { inputs, failures } = checked(response, news);
    if (failures.length === 0) return inputs;
    throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
  }

  async configure(args: Props): Promise<void> {
    const request = new proto.ConfigureRequest().setArgs(structOf(args)).setAcceptsecrets(true);
    const response = await ask<proto.ConfigureResponse>((done) =>
      this.rpc.configure(request, done),
    );
    this.acceptsSecrets = response.getAcceptsecrets();
  }

  async check({ urn }: { urn: string }, olds: Props, news: Props) {
    const request = new proto.CheckRequest().setUrn(urn);
    request.setOlds(this.given(olds)).setNews(this.given(news));
    return checked(await ask((done) => this.rpc.check(request, done)), news);
  }

  async diff(subject: Subject, old: Old, news: Props, ignoreChanges: string[] = []) {
    const request = this.change(new proto.DiffRequest(), subject, old, news);
    request.setIgnorechangesList(ignoreChanges);
    const response = await ask<proto.DiffResponse>((done) => this.rpc.diff(request, done));
    return {
      hasChanges: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(urn: string, inputs: Props): Promise<Made & { id: string }> {
    const request = new proto.CreateRequest().setUrn(urn).setProperties(this.given(inputs));
    const create = (done: Done<proto.CreateResponse>) => this.rpc.create(request, done);
    const response = await ask(create, inputs);
    if (response.getId() === "") throw new Error(`create of ${urn} returned no id`);
    return { id: response.getId(), ...made(response, inputs) };
  }

  /** Undefined: the resource is gone. Undefined inputs: state keeps its own. */
  async read({ urn, id }: Subject, old: Old) {
    const request = new proto.ReadRequest().setUrn(urn).setId(id);
    request.setProperties(this.given(old.outputs)).setInputs(this.given(old.inputs));
    const response = await ask<proto.ReadResponse>((done) => this.rpc.read(request, done));
    if (response.getId() === "") return undefined;
    const struct = response.getInputs();
    const inputs = struct && remark(propsOf(struct), old.inputs);
    return { id: response.getId(), inputs, ...made(response, old.outputs) };
  }

  async update(subject: Subject, old: Old, news: Props): Promise<Made> {
    const request = this.change(new proto.UpdateRequest(), subject, old, news);
    const update = (done: Done<proto.UpdateResponse>) => this.rpc.update(request, done);
    return made(await ask(update, news), news);
  }

  async delete({ urn, id }: Subject, old: Old): Promise<void> {
    const request = new proto.DeleteRequest().setUrn(urn).setId(id);
    request.setProperties(this.given(old.outputs)).setOldInputs(this.given(old.inputs));
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

  private change<Request extends proto.DiffRequest | proto.UpdateRequest>(
    request: Request,
    { urn, id }: Subject,
    { inputs, outputs }: Old,
    news: Props,
  ): Request {
    request.setUrn(urn).setId(id).setNews(this.given(news));
    request.setOlds(this.given(outputs)).setOldInputs(this.given(inputs));
    return request;
  }
}

function checked(response: proto.CheckResponse, news: Props) {
  const failures = response.getFailuresList().map((failure) => failure.toObject());
  return { inputs: remark(propsOf(response.getInputs()), news), failures };
}

function made(
  response: Pick<proto.ReadResponse, "getProperties" | "getRefreshBeforeUpdate">,
  marks: Props,
): Made {
  return {
    outputs: remark(propsOf(response.getProperties()), marks),
    refreshBeforeUpdate: response.getRefreshBeforeUpdate(),
  };
}

type Done<Response> = (error: grpc.ServiceError | null, response: Response) => void;

/** `inputs` are those of a create or update: they tell what is secret in a partial state. */
export function ask<Response>(
  call: (done: Done<Response>) => unknown,
  inputs: Props = {},
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => (error ? reject(translate(error, inputs)) : resolve(response)));
  });
}

function translate(error: grpc.ServiceError, inputs: Props): ProviderError {
  const details = error.metadata
    .get("grpc-status-details-bin")
    .flatMap((bytes) => Status.deserializeBinary(bytes as Buffer).getDetailsList());
  const detail = details.find((any) => any.getTypeName() === "pulumirpc.ErrorResourceInitFailed");
  if (!detail) return new ProviderError(error.details);
  const failed = proto.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  const [id, reasons] = [failed.getId(), failed.getReasonsList()];
  const message = `exists but is not ready: ${reasons.join("; ")}`;
  const partial = { id, reasons, inputs: propsOf(failed.getInputs()), ...made(failed, inputs) };
  return new ProviderError(message, partial);
}
