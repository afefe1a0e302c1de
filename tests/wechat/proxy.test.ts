import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { httpsClient, listening, openAt, wechat } from "../support/https";
import { soon } from "../support/soon";
import { selfSigned } from "../support/self-signed";
import { client } from "./calls";

beforeEach(() => {
  const isOther = ([name]: [string, unknown]) => !/_proxy$/i.test(name);
  const withoutProxies = Object.fromEntries(Object.entries(process.env).filter(isOther));
  jest.replaceProperty(process, "env", withoutProxies);
});
afterEach(() => jest.restoreAllMocks());

const ignore = () => undefined;

/** A client that reaches WeChat through a proxy. */
async function behind(proxy: Server, { name = "HTTPS_PROXY", userinfo = "", more = {} } = {}) {
  process.env[name] = `http://${userinfo}127.0.0.1:${await listening(proxy)}`;
  const WECHAT_CLOUDBASE_ENDPOINT = "https://api.weixin.qq.com";
  return client({ environment: { WECHAT_CLOUDBASE_ENDPOINT, ...more } });
}

/** A proxy that opens no tunnel, and answers in WeChat's place; `seen` is what it was sent. */
function answering(answer: string, seen: string[] = []): Server {
  const proxy = createHttpServer((request) => void seen.push(`${request.url}`));
  return proxy.on("connect", ({ url, headers }, socket: Duplex) => {
    seen.push(`CONNECT ${url}`, ...Object.entries(headers).map((header) => header.join(": ")));
    socket.on("data", (data: Buffer) => seen.push(data.toString("latin1")));
    socket.on("error", ignore).end(answer);
  });
}

/** A proxy that opens a tunnel to this port, whatever it is asked for. */
function tunnelling(port: number, asked: string[] = []): Server {
  return createHttpServer().on("connect", (request, socket: Duplex) => {
    asked.push(`${request.url}`);
    socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    const there = connect(port, "127.0.0.1").on("error", ignore);
    socket.on("error", ignore).pipe(there).pipe(socket);
  });
}

/** The user is sent as curl sends it. */
it.each([
  ["bob:p%40ss@", ["bob:p@ss"]],
  ["bob:p=ss;x@", ["bob:p=ss;x"]],
  ["b%C3%B6b:50%@", ["böb:50%"]],
  ["bob@", ["bob:"]],
  ["", []],
])("a proxy at http://%sproxy sees the host and the user %j alone", async (userinfo, users) => {
  const seen: string[] = [];
  const proxy = answering("HTTP/1.1 407 No\r\n\r\n", seen);
  const { setProblem, token } = await behind(proxy, { userinfo });
  const summary = "HTTP 407: the proxy wants a user and a password";
  expect(await setProblem()).toMatchObject({ failure: "invalid", summary });
  expect(seen.join()).not.toContain(token);
  expect(seen.join()).not.toContain("access_token");
  expect(seen[0]).toBe("CONNECT api.weixin.qq.com:443");
  const sent = seen.filter((line) => line.startsWith("proxy-authorization: Basic "));
  expect(sent.map((line) => Buffer.from(line.slice(27), "base64").toString())).toEqual(users);
});

// The last two are none for who opens the tunnel, and 200 for who reads the answer.
it.each([
  "HTTP/1.1 201 Created",
  "HTTP/1.1 206 Partial",
  "HTTP/1.1 299 Any",
  "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK",
  "\r\nHTTP/1.1 200 OK",
])("a proxy is not believed when it answers in WeChat's place: %j", async (head) => {
  const gone = JSON.stringify({ errcode: -501000, errmsg: "TcbCode: [INVALID_ENV]" });
  const forged = answering(`${head}\r\nContent-Length: ${gone.length}\r\n\r\n${gone}`);
  const { getProblem, setProblem } = await behind(forged);
  const summary = "EPROTO: the other side does not speak TLS as it should";
  for (const problem of [await getProblem(), await setProblem()])
    expect(problem).toMatchObject({ failure: "unknown", summary });
});

it.each(["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])(
  "a proxy that never answers holds no connection beyond the request's time: %s",
  async (name) => {
    const proxy = createServer((socket) => void socket.resume());
    const sockets = openAt(proxy, "connection");
    const more = { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "150" };
    const { getProblem } = await behind(proxy, { name, more });
    expect((await getProblem()).summary).toBe("DEADLINE: no complete answer in time");
    await soon(() => sockets.open.size === 0);
    expect(sockets.opened).toBe(4);
  },
);

it("a proxy that opens the tunnel to a server of its own learns nothing", async () => {
  const requests = jest.fn();
  const port = await listening(createHttpsServer(selfSigned, requests));
  const { setProblem } = await behind(tunnelling(port));
  expect((await setProblem()).summary).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
  expect(requests).not.toHaveBeenCalled();
});

it("a proxy may be used to reach WeChat", async () => {
  const { port } = await wechat();
  const asked: string[] = [];
  const other = await httpsClient({
    HTTPS_PROXY: `http://127.0.0.1:${await listening(tunnelling(port, asked))}`,
    WECHAT_CLOUDBASE_ENDPOINT: `https://localhost:${port}`,
  });
  expect(other.policy).toEqual({ open: true, apiWhitelist: ["/*"], version: 2 });
  expect(asked).toEqual([`localhost:${port}`, `localhost:${port}`]);
  await other.end();
});

it.each([
  { HTTP_PROXY: "http://127.0.0.1:9", NO_PROXY: "example.com" },
  { HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "localhost" },
])("a connection to WeChat is kept if no proxy is set for it: %j", async (variables) => {
  const { port, sockets } = await wechat();
  const endpoint = { WECHAT_CLOUDBASE_ENDPOINT: `https://localhost:${port}` };
  const other = await httpsClient({ ...variables, ...endpoint });
  expect(sockets.opened).toBe(1);
  await other.end();
});
