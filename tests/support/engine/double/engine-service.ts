import * as grpc from "@grpc/grpc-js";
import * as resourceService from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as engineService from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as resource from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Props } from "../value";

/** What programs and providers ask of an engine. */
export interface EngineHandlers {
  register(
    request: resource.RegisterResourceRequest,
  ): Promise<{ urn: string; id: string; outputs: Props }>;
  registerOutputs(urn: string, outputs: Props): Promise<void>;
  invoke(token: string, args: Props): Promise<{ result: Props; failures: Failure[] }>;
  log(
    severity: "debug" | "info" | "warning" | "error",
    message: string,
    urn: string,
  ): void | Promise<void>;
}

/** A property that a check or a function call refused. */
export interface Failure {
  property: string;
  reason: string;
}

/** The engine takes no further registration; the SDK then ends the program quietly. */
export class Stopping extends Error {}

/** No limit: a policy may be larger than gRPC's 4 MB. */
export const channelOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
};

/** Properties of a message, empty if it has none. */
export const propsOf = (struct: Struct | undefined): Props => struct?.toJavaScript() ?? {};

/** Properties as a message. */
export const structOf = (props: Props): Struct => Struct.fromJavaScript(props);

const severities = ["debug", "info", "warning", "error"] as const;

/** Serves ResourceMonitor and Engine on one loopback port. */
export async function serveEngine(
  handlers: EngineHandlers,
): Promise<{ address: string; close(): void }> {
  const server = new grpc.Server(channelOptions);
  server.addService(resourceService.ResourceMonitorService, {
    supportsFeature: answer((request: resource.SupportsFeatureRequest) =>
      new resource.SupportsFeatureResponse().setHassupport(
        ["secrets", "aliasSpecs"].includes(request.getId()),
      ),
    ),
    registerResource: answer(async (request: resource.RegisterResourceRequest) => {
      const { urn, id, outputs } = await handlers.register(request);
      const response = new resource.RegisterResourceResponse();
      return response.setUrn(urn).setId(id).setObject(structOf(outputs));
    }),
    registerResourceOutputs: answer(async (request: resource.RegisterResourceOutputsRequest) => {
      await handlers.registerOutputs(request.getUrn(), propsOf(request.getOutputs()));
      return new Empty();
    }),
    invoke: answer(async (request: resource.ResourceInvokeRequest) => {
      const args = propsOf(request.getArgs());
      const { result, failures } = await handlers.invoke(request.getTok(), args);
      const messages = failures.map(({ property, reason }) =>
        new provider.CheckFailure().setProperty(property).setReason(reason),
      );
      return new provider.InvokeResponse().setReturn(structOf(result)).setFailuresList(messages);
    }),
    signalAndWaitForShutdown: answer(() => new Empty()),
  });
  server.addService(engineService.EngineService, {
    log: answer(async (request: engine.LogRequest) => {
      const severity = severities[request.getSeverity()];
      await handlers.log(severity, request.getMessage(), request.getUrn());
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
