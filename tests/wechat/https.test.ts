import { createServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { apiFailure, connected } from "../support/connected";
import { httpsClient, listening, wechat } from "../support/https";
import { selfSigned } from "../support/self-signed";
import { soon } from "../support/soon";

const target = { env: "e" };
const write = { open: true, apiWhitelist: [], version: 1 };

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
    const { port, sockets } = await wechat();
    const client = await httpsClient({ WECHAT_CLOUDBASE_ENDPOINT: `https://localhost:${port}` });

    expect(client.policy).toEqual({ open: true, apiWhitelist: ["/*"], version: 2 });
    expect(sockets.opened).toBe(1);
    // The client is still there: only close() can have ended its connection.
    await soon(() => sockets.open.size === 0);
    expect(client.isRunning()).toBe(true);
    const written = await client.end();
    expect(written).toContain(
      `token source: WECHAT_CLOUDBASE_ACCESS_TOKEN, endpoint: https://localhost:${port}`,
    );
    expect(written).not.toContain("s3cret");
  });
});
