import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { apiFailure, type Connected, connected, created, ENV } from "../support/connected";
import { withEnvironment } from "../support/environment";
import { httpsClient, listening, openAt, wechat } from "../support/https";
import { soon } from "../support/soon";
import { getReply } from "../support/seed";
import { selfSigned } from "../support/self-signed";

const target = { env: ENV };
const write = { open: true, apiWhitelist: [], version: 1 };

/** Every variable of a proxy, without a value but for these. */
const variables = (some: Record<string, string>) => {
  const names = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"];
  const none = names.flatMap((name) => [name, name.toLowerCase()]).map((name) => [name, ""]);
  return { ...(Object.fromEntries(none) as Record<string, string>), ...some };
};
/** The variables of a proxy, for every host. */
const proxyAt = (port: number, name = "HTTPS_PROXY") =>
  variables({ [name]: `http://127.0.0.1:${port}` });

/** Works with WeChat through a proxy. */
async function through(
  proxy: Server,
  work: (world: Connected) => Promise<void>,
  environment: Record<string, string> = {},
  name?: string,
): Promise<void> {
  const port = await listening(proxy);
  const world = await connected({
    environment: { WECHAT_CLOUDBASE_ENDPOINT: "https://api.weixin.qq.com", ...environment },
  });
  await withEnvironment(proxyAt(port, name), () => work(world));
}

/** A proxy that opens no tunnel, and answers in WeChat's place; `seen` is what it was sent. */
function answering(answer: string, seen: string[] = []): Server {
  const proxy = createHttpServer((request) => void seen.push(`${request.url}`));
  return proxy.on("connect", ({ url, rawHeaders }, socket: Duplex) => {
    seen.push(`CONNECT ${url}`, JSON.stringify(rawHeaders));
    socket.on("data", (data: Buffer) => seen.push(data.toString("latin1")));
    socket.on("error", () => undefined).end(answer);
  });
}

/** A proxy that opens a tunnel to this port, whatever it is asked for. */
function tunnelling(port: number, asked: string[] = []): Server {
  return createHttpServer().on("connect", (request, socket: Duplex) => {
    asked.push(`${request.url}`);
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    const there = connect(port, "127.0.0.1").on("error", () => undefined);
    socket
      .on("error", () => undefined)
      .pipe(there)
      .pipe(socket);
  });
}

const reply = (head: string, value: unknown) => {
  const body = JSON.stringify(value);
  return `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
};
const gone = { errcode: -501000, errmsg: "TcbCode: [INVALID_ENV]" };

describe("a proxy", () => {
  it("sees the host's name and no more", async () => {
    const seen: string[] = [];
    await through(answering("HTTP/1.1 502 Bad Gateway\r\n\r\n", seen), async (world) => {
      await apiFailure(world.api.set(target, write, world.deadline()));
      expect(seen[0]).toBe("CONNECT api.weixin.qq.com:443");
      expect(seen.join()).not.toContain(world.token);
      expect(seen.join()).not.toContain("access_token");
    });
  });

  // The last two are none for who opens the tunnel, and 200 for who reads the answer.
  it.each([
    "HTTP/1.1 201 Created",
    "HTTP/1.1 206 Partial",
    "HTTP/1.1 299 Any",
    "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK",
    "\r\nHTTP/1.1 200 OK",
  ])("is not believed when it answers in WeChat's place: %j", async (head) => {
    const state = await created(await connected());
    const problem = {
      failure: "unknown",
      summary: "EPROTO: the other side does not speak TLS as it should",
    };
    await through(answering(reply(head, getReply)), async ({ api, deadline }) => {
      expect((await apiFailure(api.get(target, deadline()))).problem).toMatchObject(problem);
      expect((await apiFailure(api.set(target, write, deadline()))).problem).toMatchObject(problem);
    });
    await through(answering(reply(head, gone)), async ({ lifecycle }) => {
      await expect(lifecycle.read(state)).rejects.toMatchObject({ problem });
      await expect(lifecycle.delete(state)).rejects.toMatchObject({ problem });
    });
  });

  it.each([
    [407, "the proxy wants a user and a password", "HTTPS_PROXY"],
    [403, "request refused", "and at the proxy"],
    [302, "redirect, not followed", "and at the proxy"],
  ])("that refuses with %i is named", async (status, words, remedy) => {
    await through(answering(reply(`HTTP/1.1 ${status} No`, {})), async ({ api, deadline }) => {
      expect((await apiFailure(api.set(target, write, deadline()))).problem).toStrictEqual({
        failure: "invalid",
        summary: `HTTP ${status}: ${words}`,
        remedy: expect.stringContaining(remedy) as string,
      });
    });
  });

  it.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])(
    "that never answers holds no connection beyond the request's time: %s",
    async (name) => {
      const proxy = createServer((socket) => void socket.resume());
      const sockets = openAt(proxy, "connection");
      await through(
        proxy,
        async ({ api, deadline }) => {
          const { problem } = await apiFailure(api.get(target, deadline()));
          expect(problem.summary).toBe("DEADLINE: no complete answer in time");
          await soon(() => sockets.open.size === 0);
          expect(sockets.opened).toBe(4);
        },
        { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "150" },
        name,
      );
    },
  );

  it("that opens the tunnel to a server of its own learns nothing", async () => {
    let requests = 0;
    const port = await listening(createHttpsServer(selfSigned, () => void (requests += 1)));
    await through(tunnelling(port), async ({ api, deadline }) => {
      const { problem } = await apiFailure(api.set(target, write, deadline()));
      expect(problem.summary).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
    });
    expect(requests).toBe(0);
  });

  it("may be used to reach WeChat", async () => {
    const { port } = await wechat();
    const asked: string[] = [];
    const proxy = tunnelling(port, asked);
    const client = await httpsClient({
      ...proxyAt(await listening(proxy)),
      WECHAT_CLOUDBASE_ENDPOINT: `https://localhost:${port}`,
    });
    expect(client.policy).toEqual({ open: true, apiWhitelist: ["/*"], version: 2 });
    expect(asked).toEqual([`localhost:${port}`, `localhost:${port}`]);
    await client.end();
  });
});

describe("connections to WeChat", () => {
  it("are kept where the variables of a proxy name none for https", async () => {
    const { port, sockets } = await wechat();
    const client = await httpsClient({
      ...variables({ HTTP_PROXY: "http://127.0.0.1:9", NO_PROXY: "example.com" }),
      WECHAT_CLOUDBASE_ENDPOINT: `https://localhost:${port}`,
    });
    expect(sockets.opened).toBe(1);
    await client.end();
  });

  it("are kept where the host is an exception from the proxy", async () => {
    const { port, sockets } = await wechat();
    const client = await httpsClient({
      ...variables({ HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "localhost" }),
      WECHAT_CLOUDBASE_ENDPOINT: `https://localhost:${port}`,
    });
    expect(sockets.opened).toBe(1);
    await client.end();
  });
});
