import * as grpc from "@grpc/grpc-js";
import * as resourceService from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as engineService from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Props } from "../value";
import { registrationOf, type Registration } from "./registration";

/** What the program and the providers ask of an engine, in plain values. */
export interface EngineHandlers {
  register(registration: Registration): Promise<Registered>;
  registerOutputs(urn: string, outputs: Props): Promise<void>;
  invoke(token: string, args: Props): Promise<{ result: Props; failures: Failure[] }>;
  log(severity: "debug" | "info" | "warning" | "error", message: string, urn: string): void;
}

/** What a program gets back for a resource. */
export interface Registered {
  urn: string;
  id: string;
  outputs: Props;
}

/** A property that a check or a function call refused. */
export interface Failure {
  property: string;
  reason: string;
}

/** Says that the engine will take no further registration; the SDK then ends the program quietly. */
export class Stopping extends Error {}

/** No limit: a policy may be larger than gRPC's 4 MB. */
export const channelOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
};

/** Properties of a message, empty where it has none. */
export const propsOf = (struct: Struct | undefined): Props => struct?.toJavaScript() ?? {};

/** Properties as a message. */
export const structOf = (props: Props): Struct => Struct.fromJavaScript(props);

/** What the double plays of the features that the SDK asks for; it refuses the others by their absence. */
const features = new Set(["secrets", "aliasSpecs"]);
const severities = ["debug", "info", "warning", "error"] as const;

/** Serves ResourceMonitor and Engine on one loopback port. */
export async function serveEngine(
  handlers: EngineHandlers,
): Promise<{ address: string; close(): void }> {
  const server = new grpc.Server(channelOptions);
  server.addService(resourceService.ResourceMonitorService, {
    supportsFeature: answer((request: resource.SupportsFeatureRequest) =>
      new resource.SupportsFeatureResponse().setHassupport(features.has(request.getId())),
    ),
    registerResource: answer(async (request: resource.RegisterResourceRequest) => {
      const registered = await handlers.register(registrationOf(request));
      return new resource.RegisterResourceResponse()
        .setUrn(registered.urn)
        .setId(registered.id)
        .setObject(structOf(registered.outputs));
    }),
    registerResourceOutputs: answer(async (request: resource.RegisterResourceOutputsRequest) => {
      await handlers.registerOutputs(request.getUrn(), propsOf(request.getOutputs()));
      return new Empty();
    }),
    invoke: answer(async (request: resource.ResourceInvokeRequest) => {
      const { result, failures } = await handlers.invoke(
        request.getTok(),
        propsOf(request.getArgs()),
      );
      return new provider.InvokeResponse()
        .setReturn(structOf(result))
        .setFailuresList(failures.map(failureMessage));
    }),
    signalAndWaitForShutdown: answer(() => new Empty()),
  });
  server.addService(engineService.EngineService, {
    log: answer((request: engine.LogRequest) => {
      handlers.log(severities[request.getSeverity()], request.getMessage(), request.getUrn());
      return new Empty();
    }),
    setRootResource: answer(() => new engine.SetRootResourceResponse()),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

function failureMessage({ property, reason }: Failure): provider.CheckFailure {
  return new provider.CheckFailure().setProperty(property).setReason(reason);
}

function answer<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
  return (call: { request: Request }, callback: grpc.sendUnaryData<Response>) => {
    void (async () => handle(call.request))().then(
      (response) => callback(null, response),
      (error: unknown) =>
        callback({
          code: error instanceof Stopping ? grpc.status.UNAVAILABLE : grpc.status.UNKNOWN,
          details: error instanceof Error ? error.message : String(error),
        }),
    );
  };
}
