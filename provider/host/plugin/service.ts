import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  type ConstructRequest,
  type ConstructResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { channelOptions } from "./channel";
import type { EngineLog } from "./engine-log";
import type { Plugin } from "./plugin";
import { schema } from "./schema";
import { PartialError } from "./state";

/** Loaded if a program has a component: without it the plugin starts sooner. */
const construct = (request: ConstructRequest): Promise<ConstructResponse> =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazily
  (require("./construct") as typeof import("./construct")).construct(request);

/** A server that speaks Pulumi's provider protocol; what is not served answers UNIMPLEMENTED by itself. */
export function createServer(plugin: Plugin, log: EngineLog): grpc.Server {
  const unary = answering(log);
  const server = new grpc.Server(channelOptions);
  server.addService(ResourceProviderService, {
    handshake: unary((request: { getEngineAddress(): string }) => {
      log.attach(request.getEngineAddress());
      return new ProviderHandshakeResponse().setAcceptSecrets(true);
    }),
    attach: unary((request: { getAddress(): string }) => {
      if (log.attach(request.getAddress())) plugin.begin();
      return new Empty();
    }),
    getPluginInfo: unary(() => new PluginInfo().setVersion(schema.version)),
    getSchema: unary(() => new GetSchemaResponse().setSchema(JSON.stringify(schema))),
    checkConfig: unary(plugin.checkConfig.bind(plugin)),
    diffConfig: unary(plugin.diffConfig.bind(plugin)),
    configure: unary(plugin.configure.bind(plugin)),
    check: unary(plugin.check.bind(plugin)),
    diff: unary(plugin.diff.bind(plugin)),
    create: unary(plugin.create.bind(plugin)),
    read: unary(plugin.read.bind(plugin)),
    update: unary(plugin.update.bind(plugin)),
    delete: unary(empty(plugin.delete.bind(plugin))),
    invoke: unary(plugin.invoke.bind(plugin)),
    construct: unary(construct),
    list: streaming(log, plugin.list.bind(plugin)),
    cancel: unary(empty(plugin.cancel.bind(plugin))),
  });
  return server;
}

const empty =
  <Request>(work: (request: Request) => Promise<void> | void) =>
  async (request: Request) => {
    await work(request);
    return new Empty();
  };

const answering =
  (log: EngineLog) =>
  <Request, Response>(
    work: (request: Request) => Promise<Response> | Response,
  ): grpc.handleUnaryCall<Request, Response> =>
  ({ request }, callback) => {
    Promise.resolve(request)
      .then(work)
      .finally(() => log.heard())
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(statusOf(error)),
      );
  };

const streaming =
  <Request, Response>(
    log: EngineLog,
    work: (request: Request) => AsyncIterable<Response>,
  ): grpc.handleServerStreamingCall<Request, Response> =>
  (call) => {
    const write = async () => {
      for await (const response of work(call.request)) call.write(response);
    };
    write()
      .finally(() => log.heard())
      .then(
        () => call.end(),
        (error: unknown) => call.emit("error", statusOf(error)),
      );
  };

function statusOf(error: unknown): Partial<grpc.StatusObject> {
  const message = error instanceof Error ? error.message : String(error);
  const metadata = new grpc.Metadata();
  if (error instanceof PartialError) {
    const any = new Any();
    any.pack(error.detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(message);
    const bytes = status.setDetailsList([any]).serializeBinary();
    metadata.set("grpc-status-details-bin", Buffer.from(bytes));
  }
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
