import { Agent, request } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, startEmulator } from "../../emulator";
import { call, errcode, get, post, set, start } from "./call";

const host = "127.0.0.1";
const portOf = ({ url }: Emulator) => Number(new URL(url).port);

async function connection(emulator: Emulator) {
  const socket = connect(portOf(emulator), host).on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** Closes the emulator, twice, while it delays a set; the client's request fails. */
async function closeWhileDelaying(emulator: Emulator, delayMs: number): Promise<void> {
  emulator.faults.add({ delayMs });
  const failed = expect(call(emulator, set)).rejects.toThrow("fetch failed");
  while (emulator.requests().length === 0) await new Promise(setImmediate);
  await emulator.close();
  await emulator.close();
  await failed;
}

describe("the server", () => {
  it.each(["/tcb/usecloudaccesstokens", "//", "/%", "/a?b?c"])(
    "answers 404 to %s",
    async (path) => {
      const emulator = await start();

      const sent = request({ port: portOf(emulator), host, path, method: "POST" });
      sent.end();
      const [response] = (await once(sent, "response")) as [{ statusCode: number }];

      expect(response.statusCode).toBe(404);
      const [entry] = emulator.requests();
      expect(entry).toMatchObject({ status: 404 });
      expect(entry).not.toHaveProperty("errcode");
    },
  );

  it.each([
    [1_048_576, 200],
    [1_048_577, 413],
  ])("answers a body of %d bytes with %d", async (bytes, status) => {
    const emulator = await start();

    const response = await post(emulator, JSON.stringify(get).padEnd(bytes));

    expect(response.status).toBe(status);
    await response.text();
    expect(emulator.requests()).toMatchObject([{ status }]);
  });

  it("counts connections, not requests", async () => {
    const emulator = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let n = 0; n < 3; n += 1) {
      const sent = request({ port: portOf(emulator), host, agent });
      sent.end();
      const [response] = (await once(sent, "response")) as [NodeJS.ReadableStream];
      response.resume();
      await once(response, "end");
    }
    expect(emulator.connections).toBe(1);

    const socket = await connection(emulator);
    expect(await errcode(emulator, get)).toBe(0);

    expect(emulator.connections).toBeGreaterThanOrEqual(3);
    agent.destroy();
    socket.destroy();
  });

  it("closes every connection at once: idle, silent and waiting ones", async () => {
    const emulator = await start();
    const ended = once(await connection(emulator), "close");

    await closeWhileDelaying(emulator, 3_600_000);

    await ended;
    expect(emulator.requests()[0]).not.toHaveProperty("status");
    await expect(fetch(emulator.url)).rejects.toThrow("fetch failed");
  });

  it("does not apply a set that it was delaying when it was closed", async () => {
    const emulator = await start();

    await closeWhileDelaying(emulator, 50);
    // Longer than the delay, which is one of a real timer.
    await sleep(80);

    expect(emulator.applies()).toHaveLength(0);
  });

  it("survives a client that leaves in the middle of its request", async () => {
    const emulator = await start();
    const socket = await connection(emulator);
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
    socket.resetAndDestroy();

    expect(await errcode(emulator, get)).toBe(0);
    expect(emulator.requests()).toHaveLength(1);
  });

  it("says so if the port is taken", async () => {
    const port = portOf(await start());

    await expect(startEmulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
