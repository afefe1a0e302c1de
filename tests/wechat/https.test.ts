import { createServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { httpsClient, listening, wechat } from "../support/https";
import { selfSigned } from "../support/self-signed";
import { soon } from "../support/soon";
import { client } from "./calls";

const clientAt = (port: number) =>
  client({ environment: { WECHAT_CLOUDBASE_ENDPOINT: `https://localhost:${port}` } });

it("https sends nothing to a server whose certificate nobody has signed", async () => {
  const requests = jest.fn();
  const { setProblem } = await clientAt(await listening(createServer(selfSigned, requests)));
  expect(await setProblem()).toMatchObject({
    failure: "invalid",
    summary: "DEPTH_ZERO_SELF_SIGNED_CERT: the certificate is self-signed",
  });
  expect(requests).not.toHaveBeenCalled();
});

it("https sends no token to a server that does not speak TLS", async () => {
  let seen = "";
  const server = createTcpServer((socket) => {
    socket.on("data", (data) => (seen += data.toString("latin1"))).on("error", () => undefined);
    socket.end("HTTP/1.1 200 OK\r\n\r\n");
  });
  const { setProblem, token } = await clientAt(await listening(server));
  expect(await setProblem()).toMatchObject({
    failure: "unknown",
    summary: "EPROTO: the other side does not speak TLS as it should",
  });
  expect(seen).not.toContain("access_token");
  expect(seen).not.toContain(token);
});

it("https trusts NODE_EXTRA_CA_CERTS, keeps its connection, and closes it", async () => {
  const { port, sockets } = await wechat();
  const other = await httpsClient({ WECHAT_CLOUDBASE_ENDPOINT: `https://localhost:${port}` });
  expect(other.policy).toEqual({ open: true, apiWhitelist: ["/*"], version: 2 });
  expect(sockets.opened).toBe(1);
  // The client is still there: only close() can have ended its connection.
  await soon(() => sockets.open.size === 0);
  expect(other.isRunning()).toBe(true);
  const written = await other.end();
  const told = `token source: WECHAT_CLOUDBASE_ACCESS_TOKEN, endpoint: https://localhost:${port}`;
  expect(written).toContain(told);
  expect(written).not.toContain("s3cret");
});
