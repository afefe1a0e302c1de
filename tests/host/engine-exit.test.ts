import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import { type AddressInfo, createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { onEngineExit } from "../../provider/host/engine-exit";
import { soon } from "../support/soon";

async function listening(server: Server | ReturnType<typeof createHttp2Server>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An engine as far as connections go. */
async function startEngine() {
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

describe("onEngineExit", () => {
  it("calls when the engine is gone, and not before", async () => {
    const engine = await startEngine();
    let ends = 0;
    onEngineExit(engine.address, () => (ends += 1));
    await soon(() => engine.sessions.size === 1);
    expect(ends).toBe(0);
    engine.close();
    await soon(() => ends === 1);
  });

  it("takes a connection that broke for none: it looks again", async () => {
    const engine = await startEngine();
    let ends = 0;
    onEngineExit(engine.address, () => (ends += 1));
    await soon(() => engine.sessions.size === 1);
    engine.hangUp();
    await soon(() => engine.sessions.size === 0);
    await soon(() => engine.sessions.size === 1);
    expect(ends).toBe(0);
    engine.close();
    await soon(() => ends === 1);
  });

  it("leaves what is no engine alone after one try", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    let ends = 0;
    onEngineExit(await listening(server), () => (ends += 1));
    await soon(() => connections === 1);
    await sleep(600);
    server.close();
    expect({ connections, ends }).toEqual({ connections: 1, ends: 0 });
  });

  it.each([undefined, "", "--tracing", "engine", "127.0.0.1:1"])(
    "says nothing of an engine at %p",
    async (address) => {
      let ends = 0;
      onEngineExit(address, () => (ends += 1));
      await sleep(400);
      expect(ends).toBe(0);
    },
  );
});
