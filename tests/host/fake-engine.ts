import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Server } from "node:net";

/** Starts a server on a free port; answers with its address. */
export async function listening(
  server: Server | ReturnType<typeof createHttp2Server>,
): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An engine as far as connections go. */
export async function startEngine() {
  const sessions = new Set<ServerHttp2Session>();
  const server = createHttp2Server();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
  });
  const address = await listening(server);
  const hangUp = () => {
    for (const session of sessions) session.destroy();
  };
  const close = () => {
    server.close();
    hangUp();
  };
  return { address, sessions, hangUp, close };
}
