import * as grpc from "@grpc/grpc-js";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import type * as proto from "@pulumi/pulumi/proto/resource_pb";
import { channelOptions } from "./channel";

/** The engine's side of a program: where a component registers its resources. */
export class Monitor {
  private readonly client: ResourceMonitorClient;

  constructor(address: string) {
    const insecure = grpc.credentials.createInsecure();
    this.client = new ResourceMonitorClient(address, insecure, channelOptions);
  }

  register(request: proto.RegisterResourceRequest): Promise<proto.RegisterResourceResponse> {
    return new Promise((resolve, reject) =>
      this.client.registerResource(request, (error, response) =>
        error ? reject(error) : resolve(response),
      ),
    );
  }

  registerOutputs(request: proto.RegisterResourceOutputsRequest): Promise<void> {
    return new Promise((resolve, reject) =>
      this.client.registerResourceOutputs(request, (error) => (error ? reject(error) : resolve())),
    );
  }

  close(): void {
    this.client.close();
  }
}
