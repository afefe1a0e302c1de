import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { closeAfterTest } from "./connected";

/** Has a server listen on a free port until the test ends. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAfterTest({ close: () => void server.close() });
  return (server.address() as AddressInfo).port;
}

/** The connections to a server: those still open, and how many there were. */
export function openAt(server: Server, event: "connection" | "secureConnection") {
  const sockets = { open: new Set<Socket>(), opened: 0 };
  server.on(event, (socket: Socket) => {
    sockets.opened += 1;
    sockets.open.add(socket.on("error", () => undefined));
    socket.once("close", () => sockets.open.delete(socket));
  });
  return sockets;
}

type Received = Awaited<ReturnType<typeof receive>>;

/** What a server of a test does with a request; a value is sent as JSON. */
export type Answer = (received: Received, response: ServerResponse) => unknown;

/** Starts a server that answers what the emulator is not meant to; it ends with the test. */
export async function loopback(answer: Answer) {
  const received: Received[] = [];
  const server = createServer((message, response) => {
    void receive(message).then(async (request) => {
      received.push(request);
      const value = await answer(request, response);
      if (value !== undefined) response.end(JSON.stringify(value));
    });
  });
  // The server ends no connection: what a test sees of them is the client's doing.
  server.keepAliveTimeout = 0;
  const sockets = openAt(server, "connection");
  const url = `http://127.0.0.1:${await listening(server)}`;
  closeAfterTest({ close: () => sockets.open.forEach((socket) => socket.destroy()) });
  return {
    url,
    received,
    sockets: sockets.open,
    get connections() {
      return sockets.opened;
    },
  };
}

async function receive(message: IncomingMessage) {
  const { url = "", method = "", headers } = message;
  const [path = "", query = ""] = url.split("?");
  return {
    method,
    url,
    path,
    query: new URLSearchParams(query),
    headers,
    body: await text(message),
  };
}
