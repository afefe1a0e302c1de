import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { closeAfterTest } from "./connected";

/** One request in full, as it came over the wire. */
export interface Received {
  method: string;
  /** Path and query as they were sent. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
}

/** A server that answers as the test says, for what the emulator is not meant to do. */
export interface Loopback {
  url: string;
  received: Received[];
  /** The connections that are open now. */
  sockets: Set<Socket>;
  /** How many there ever were. */
  connections: number;
}

/** What a server of a test does with a request; a value is sent as JSON. */
export type Answer = (received: Received, response: ServerResponse) => unknown;

/** Starts a server that ends with the test. */
export async function loopback(answer: Answer): Promise<Loopback> {
  const server = createServer((message, response) => {
    void receive(message).then(async (received) => {
      world.received.push(received);
      const value = await answer(received, response);
      if (value !== undefined) response.end(JSON.stringify(value));
    });
  });
  // No connection ends by the server's will: what a test sees of them is the client's doing.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const world: Loopback = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    sockets: new Set(),
    connections: 0,
  };
  server.on("connection", (socket) => {
    world.connections += 1;
    world.sockets.add(socket);
    socket.once("close", () => world.sockets.delete(socket));
  });
  closeAfterTest({
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of world.sockets) socket.destroy();
      await closed;
    },
  });
  return world;
}

async function receive(message: IncomingMessage): Promise<Received> {
  let body = "";
  for await (const chunk of message.setEncoding("utf8") as AsyncIterable<string>) body += chunk;
  const { url = "", method = "", headers } = message;
  const [path = "", query = ""] = url.split("?");
  return { method, url, path, query: new URLSearchParams(query), headers, body };
}
