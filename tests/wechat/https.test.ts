import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { apiFailure, closeAfterTest, connected } from "../support/connected";
import { withEnvironment } from "../support/environment";
import { until } from "../support/loopback";
import { getReply } from "../support/seed";
import { selfSigned } from "../support/self-signed";
import { temporaryFolder } from "../support/token-command";

const target = { env: "e" };
const write = { open: true, apiWhitelist: [], version: 1 };

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAfterTest({ close: () => void server.close() });
  return (server.address() as AddressInfo).port;
}

const at = (endpoint: string) =>
  connected({ environment: { WECHAT_CLOUDBASE_ENDPOINT: endpoint } });

describe("https", () => {
  it("sends nothing to a server whose certificate nobody has signed", async () => {
    let requests = 0;
    const port = await listening(createServer(selfSigned, () => void (requests += 1)));
    const { api, deadline } = await at(`https://localhost:${port}`);

    const { problem } = await apiFailure(api.set(target, write, deadline()));

    expect(problem).toMatchObject({
      failure: "invalid",
      summary: "DEPTH_ZERO_SELF_SIGNED_CERT: the certificate is self-signed",
    });
    expect(requests).toBe(0);
  });

  it("sends nothing to a server that does not speak it", async () => {
    let seen = "";
    const server = createTcpServer((socket) => {
      socket.on("data", (data) => (seen += data.toString("latin1"))).on("error", () => undefined);
      socket.end("HTTP/1.1 200 OK\r\n\r\n");
    });
    const port = await listening(server);
    const { api, deadline, token } = await at(`https://localhost:${port}`);

    const { problem } = await apiFailure(api.set(target, write, deadline()));

    expect(problem).toMatchObject({
      failure: "unknown",
      summary: "EPROTO: the other side does not speak TLS as it should",
    });
    expect(seen).not.toContain("access_token");
    expect(seen).not.toContain(token);
  });

  it("trusts NODE_EXTRA_CA_CERTS, keeps its connection, and closes it", async () => {
    const sockets = new Set<Socket>();
    let connections = 0;
    const server = createServer(selfSigned, (_request, response) => {
      response.end(JSON.stringify(getReply));
    });
    // The server would end an idle connection by itself.
    server.keepAliveTimeout = 0;
    server.on("secureConnection", (socket: Socket) => {
      connections += 1;
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    });
    const port = await listening(server);
    const certificate = join(temporaryFolder(), "certificate.pem");
    writeFileSync(certificate, selfSigned.cert);

    const script = join(__dirname, "../support/https-client.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script], {
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: certificate,
        WECHAT_CLOUDBASE_ENDPOINT: `https://localhost:${port}`,
        WECHAT_CLOUDBASE_ACCESS_TOKEN: "s3cret",
        NODE_DEBUG: "wechat-cloudbase",
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
    closeAfterTest({ close: () => child.kill() });
    let debug = "";
    child.stderr.on("data", (data: Buffer) => (debug += data.toString()));
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];

    expect(JSON.parse(line)).toEqual({ open: true, apiWhitelist: ["/*"], version: 2 });
    expect(connections).toBe(1);
    // The child is still there: only close() can have ended its connection.
    await until(() => sockets.size === 0);
    expect(child.exitCode).toBeNull();
    child.stdin.end();
    await once(child, "exit");
    expect(debug).toContain(
      `token source: WECHAT_CLOUDBASE_ACCESS_TOKEN, endpoint: https://localhost:${port}`,
    );
    expect(debug).not.toContain("s3cret");
  });

  it("goes through a proxy that sees the host's name and no more", async () => {
    const asked: string[] = [];
    const proxy = createHttpServer((request) => void asked.push(`${request.url}`));
    proxy.on("connect", (request, socket) => {
      asked.push(`CONNECT ${request.url}`, JSON.stringify(request.rawHeaders));
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    const url = `http://127.0.0.1:${await listening(proxy)}`;
    const { api, deadline, token } = await at("https://api.weixin.qq.com");

    await withEnvironment(
      { HTTPS_PROXY: url, https_proxy: url, NO_PROXY: "", no_proxy: "" },
      async () => {
        await apiFailure(api.set(target, write, deadline()));
      },
    );

    expect(asked[0]).toBe("CONNECT api.weixin.qq.com:443");
    expect(asked.join()).not.toContain(token);
    expect(asked.join()).not.toContain("access_token");
  });
});
