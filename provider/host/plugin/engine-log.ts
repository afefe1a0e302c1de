import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

const PATIENCE_MS = 2_000;

/** The engine's log: what a plugin prints itself is shown to nobody. */
export class EngineLog {
  private engine?: EngineClient;
  /** Where it listens; absent before an engine said so. */
  address?: string;
  private readonly underWay = new Set<Promise<void>>();

  /** Takes where the engine listens; whether that is another engine than before. */
  attach(address: string): boolean {
    if (address === "" || address === this.address) return false;
    this.address = address;
    this.engine?.close();
    this.engine = new EngineClient(address, grpc.credentials.createInsecure());
    return true;
  }

  /** Shows the user a warning, beside the resource at `urn` where one is given. */
  warn(message: string, urn = ""): void {
    const { engine } = this;
    if (!engine) return;
    const request = new LogRequest()
      .setSeverity(LogSeverity.WARNING)
      .setMessage(message)
      .setUrn(urn);
    const said = new Promise<void>((resolve) => {
      // An engine that does not answer has nobody to show it to, and must not hold up an answer.
      const deadline = Date.now() + PATIENCE_MS;
      engine.log(request, new grpc.Metadata(), { deadline }, () => resolve());
    }).finally(() => this.underWay.delete(said));
    this.underWay.add(said);
  }

  /** Resolves when everything said so far was heard: after its answer the engine may end the plugin. */
  async heard(): Promise<void> {
    await Promise.all(this.underWay);
  }
}
