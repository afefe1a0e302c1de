import { Agent, request } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";
import { startEmulator } from "../../emulator";
import { call, get, post, start } from "./call";

describe("the server", () => {
  it("answers 404 on a path that is not WeChat's", async () => {
    const emulator = await start();

    const response = await fetch(`${emulator.url}/tcb/usecloudaccesstokens`, { method: "POST" });

    expect(response.status).toBe(404);
    const [entry] = emulator.requests();
    expect(entry).toMatchObject({ path: "/tcb/usecloudaccesstokens", status: 404 });
    expect(entry).not.toHaveProperty("errcode");
  });

  it.each([
    [1_048_576, 200],
    [1_048_577, 413],
  ])("meets a body of %d bytes with %d", async (bytes, status) => {
    const emulator = await start();

    const response = await post(emulator, JSON.stringify(get).padEnd(bytes));

    expect(response.status).toBe(status);
    await response.text();
    expect(emulator.requests()).toMatchObject([{ status }]);
  });

  it.each(["//", "/%", "/a?b?c"])("does not stumble over the path %s", async (path) => {
    const emulator = await start();
    const { port } = new URL(emulator.url);

    const sent = request({ port, host: "127.0.0.1", path });
    sent.end();
    const [response] = (await once(sent, "response")) as [{ statusCode: number }];

    expect(response.statusCode).toBe(404);
  });

  it("counts connections, not requests", async () => {
    const emulator = await start();
    const { port } = new URL(emulator.url);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let n = 0; n < 3; n += 1) {
      const sent = request({ port, host: "127.0.0.1", agent });
      sent.end();
      const [response] = (await once(sent, "response")) as [NodeJS.ReadableStream];
      response.resume();
      await once(response, "end");
    }
    expect(emulator.connections).toBe(1);

    const socket = connect(Number(port), "127.0.0.1");
    await once(socket, "connect");
    await expect(call(emulator, get)).resolves.toMatchObject({ errcode: 0 });
    expect(emulator.connections).toBeGreaterThanOrEqual(3);
    agent.destroy();
    socket.destroy();
  });

  it("closes every connection at once: idle, silent and waiting ones", async () => {
    const emulator = await start();
    const { port } = new URL(emulator.url);
    const silent = connect(Number(port), "127.0.0.1");
    await once(silent, "connect");
    silent.on("error", () => undefined);
    const ended = once(silent, "close");
    emulator.faults.add({ delayMs: 3_600_000 });
    const waiting = call(emulator, get);
    const failed = expect(waiting).rejects.toThrow("fetch failed");
    while (emulator.requests().length === 0) await new Promise(setImmediate);

    await emulator.close();
    await emulator.close();

    await Promise.all([ended, failed]);
    expect(emulator.requests()[0]).not.toHaveProperty("status");
    await expect(fetch(emulator.url)).rejects.toThrow("fetch failed");
  });

  it("does not apply a set that it was delaying when it was closed", async () => {
    const emulator = await start();
    emulator.faults.add({ delayMs: 50 });
    const set = { ...get, action: "set", open: false, api_whitelist: [], version: 1 };
    const waiting = expect(call(emulator, set)).rejects.toThrow("fetch failed");
    while (emulator.requests().length === 0) await new Promise(setImmediate);

    await emulator.close();
    await waiting;
    await new Promise((resolve) => setTimeout(resolve, 80));

    expect(emulator.applies()).toHaveLength(0);
  });

  it("survives a client that leaves in the middle of its request", async () => {
    const emulator = await start();
    const { port } = new URL(emulator.url);
    const socket = connect(Number(port), "127.0.0.1");
    await once(socket, "connect");
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
    socket.resetAndDestroy();

    expect((await call(emulator, get)).errcode).toBe(0);
    expect(emulator.requests()).toHaveLength(1);
  });

  it("says so when the port is taken", async () => {
    const emulator = await start();
    const port = Number(new URL(emulator.url).port);

    await expect(startEmulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
