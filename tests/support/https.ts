import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { closeAfterTest } from "./connected";
import { getReply } from "./seed";
import { selfSigned } from "./self-signed";
import { temporaryFolder } from "./token-command";

/** Has a server listen on a free port until the test ends. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closeAfterTest({ close: () => void server.close() });
  return (server.address() as AddressInfo).port;
}

/** The connections to a server: those still open, and how many there were. */
export function openAt(server: Server, event: "connection" | "secureConnection") {
  const sockets = { open: new Set<Socket>(), opened: 0 };
  server.on(event, (socket: Socket) => {
    sockets.opened += 1;
    sockets.open.add(socket.on("error", () => undefined));
    socket.once("close", () => sockets.open.delete(socket));
  });
  return sockets;
}

/** WeChat itself, which never ends a connection of its own accord. */
export async function wechat() {
  const server = createServer(selfSigned, (_request, response) => {
    response.end(JSON.stringify(getReply));
  });
  server.keepAliveTimeout = 0;
  const sockets = openAt(server, "secureConnection");
  return { port: await listening(server), sockets };
}

/** A client in a process of its own, once it has read the policy that it prints. */
export interface HttpsClient {
  policy: unknown;
  isRunning: () => boolean;
  /** Ends it, and gives all that it wrote. */
  end: () => Promise<string>;
}

/** Starts `https-client.ts`, which trusts the tests' certificate, with these variables. */
export async function httpsClient(environment: Record<string, string>): Promise<HttpsClient> {
  const certificate = join(temporaryFolder(), "certificate.pem");
  writeFileSync(certificate, selfSigned.cert);
  const script = join(__dirname, "https-client.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: certificate,
      WECHAT_CLOUDBASE_ACCESS_TOKEN: "s3cret",
      NODE_DEBUG: "wechat-cloudbase",
      ...environment,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  closeAfterTest({ close: () => child.kill() });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => (written += data.toString()));
  }
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    policy: JSON.parse(line),
    isRunning: () => child.exitCode === null,
    end: async () => {
      child.stdin.end();
      await once(child, "close");
      return written;
    },
  };
}
