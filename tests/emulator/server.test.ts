import { Agent, type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmulator } from "../../emulator";
import { soon } from "../support/soon";
import { call, emulator, errcode, get, post, set } from "./call";

const host = "127.0.0.1";
const port = () => Number(new URL(emulator.url).port);

async function connection() {
  const socket = connect(port(), host).on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** The answer to a path as it is, which fetch would change. */
async function asked(path: string, agent?: Agent): Promise<IncomingMessage> {
  const sent = request({ port: port(), host, path, method: "POST", agent }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return response;
}

/** Closes the emulator, twice, while it delays a set; the client's request fails. */
async function closeWhileDelaying(delayMs: number): Promise<void> {
  emulator.faults.add({ delayMs });
  const failed = expect(call(set)).rejects.toThrow("fetch failed");
  await soon(() => emulator.requests().length > 0);
  await emulator.close();
  await emulator.close();
  await failed;
}

describe("the server", () => {
  it.each(["/tcb/usecloudaccesstokens", "//", "/%", "/a?b?c"])(
    "answers 404 to %s",
    async (path) => {
      expect((await asked(path)).statusCode).toBe(404);
      expect(emulator.requests()).toMatchObject([{ status: 404 }]);
      expect(emulator.requests()[0]).not.toHaveProperty("errcode");
    },
  );

  it.each([
    [1_048_576, 200],
    [1_048_577, 413],
  ])("answers a body of %d bytes with %d", async (bytes, status) => {
    const response = await post(JSON.stringify(get).padEnd(bytes));
    expect(response.status).toBe(status);
    await response.text();
    expect(emulator.requests()).toMatchObject([{ status }]);
  });

  it("counts connections, not requests", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let n = 0; n < 3; n += 1) await once((await asked("/", agent)).resume(), "end");
    expect(emulator.connections).toBe(1);
    const socket = await connection();
    expect(await errcode(get)).toBe(0);
    expect(emulator.connections).toBeGreaterThanOrEqual(3);
    agent.destroy();
    socket.destroy();
  });

  it("closes every connection at once: idle, silent and waiting ones", async () => {
    const ended = once(await connection(), "close");
    await closeWhileDelaying(3_600_000);
    await ended;
    expect(emulator.requests()[0]).not.toHaveProperty("status");
    await expect(fetch(emulator.url)).rejects.toThrow("fetch failed");
  });

  it("does not apply a set that it was delaying when it was closed", async () => {
    await closeWhileDelaying(50);
    // Longer than the delay, which is one of a real timer.
    await sleep(80);
    expect(emulator.applies()).toHaveLength(0);
  });

  it("survives a client that leaves in the middle of its request", async () => {
    const socket = await connection();
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf");
    socket.resetAndDestroy();
    expect(await errcode(get)).toBe(0);
    expect(emulator.requests()).toHaveLength(1);
  });

  it("says so if the port is taken", async () => {
    await expect(startEmulator({ port: port() })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
