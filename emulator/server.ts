import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP server on loopback that can be closed at once. */
export interface LoopbackServer {
  readonly port: number;
  /** How many TCP connections were ever accepted. */
  readonly connections: () => number;
  /** Stops listening and destroys every open socket; closing again does no harm. */
  readonly close: () => Promise<void>;
}

/** Longer than any test: an idle connection that the server ends looks like a fault. */
const keepAliveTimeoutMs = 600_000;

/** Listens on 127.0.0.1. Rejects with Node's error if the port cannot be had (EADDRINUSE). */
export async function listen(
  port: number,
  serve: (message: IncomingMessage, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  let connections = 0;
  const server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, serve);
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
