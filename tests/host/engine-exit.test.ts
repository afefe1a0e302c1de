import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onEngineExit } from "../../provider/host/engine-exit";
import { startProvider } from "../support/engine/double/provider-host";
import { readProject } from "../support/engine/project";
import { sent, urn } from "../support/host";
import { listening } from "../support/loopback";
import { soon } from "../support/soon";
import { PRODUCTION } from "../support/world";

const root = join(__dirname, "../..");
/** What would run for ever is killed, and its test is red. */
const limit = { timeout: 30_000 };

/** An engine as far as connections go. */
async function startEngine() {
  const sessions = new Set<ServerHttp2Session>();
  const server = createHttp2Server();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("close", () => sessions.delete(session));
  });
  const address = `127.0.0.1:${await listening(server)}`;
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
  it("calls when the engine is gone, and not for a connection that broke", async () => {
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

  it("says nothing if no engine listens, and asks what is none only once", async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    let ends = 0;
    const addresses = [undefined, "", "--tracing", "engine", "127.0.0.1:1"];
    for (const address of [...addresses, `127.0.0.1:${await listening(server)}`])
      onEngineExit(address, () => (ends += 1));
    await soon(() => connections === 1);
    // Longer than it waits before it tries again: nothing else can show that it does not.
    await sleep(600);
    expect({ connections, ends }).toEqual({ connections: 1, ends: 0 });
  });

  it("keeps no process alive that has nothing else to do", async () => {
    const engine = await startEngine();
    const file = JSON.stringify(join(root, "dist/provider/host/engine-exit.js"));
    const script = `
      require(${file}).onEngineExit("${engine.address}", () => process.exit(1));
      setTimeout(() => undefined, 300);`;
    const child = spawn(process.execPath, ["-e", script], limit);
    await soon(() => engine.sessions.size === 1);
    expect(await once(child, "exit")).toEqual([0, null]);
    engine.close();
  });
});

describe("a process whose engine is gone ends", () => {
  it("if it is the dynamic host", async () => {
    const engine = await startEngine();
    const context = {
      project: readProject(join(root, "tests/support/programs/policies")),
      env: {},
      engineAddress: engine.address,
      print: () => undefined,
    };
    const host = await startProvider("pulumi-nodejs", {}, context);
    await host.client.check({ urn }, {}, sent({ env: PRODUCTION, apiWhitelist: [] }));
    await soon(() => engine.sessions.size === 1);
    engine.close();
    let hasEnded = false;
    void host.ended.then(() => (hasEnded = true));
    await soon(() => hasEnded);
    await host.stop();
  });

  it.each([
    ["its last argument", (address: string) => ["127.0.0.1:1", address]],
    ["its last argument but flags", (address: string) => [address, "--logflow"]],
  ])("if it is a plugin that is told the address as %s", async (_which, args) => {
    const engine = await startEngine();
    const command = join(root, "plugin/pulumi-resource-wechat-cloudbase");
    const plugin = spawn(command, args(engine.address), limit);
    const exit = once(plugin, "exit");
    await soon(() => engine.sessions.size > 0);
    engine.close();
    expect(await exit).toEqual([1, null]);
  });
});
