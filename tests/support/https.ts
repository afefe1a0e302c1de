import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { closeAfterTest } from "./connected";
import { listening, openAt } from "./loopback";
import { getReply } from "./seed";
import { selfSigned } from "./self-signed";
import { temporaryFolder } from "./token-command";

export { listening, openAt };

/** WeChat itself, which never ends a connection of its own accord. */
export async function wechat() {
  const server = createServer(selfSigned, (_request, response) => {
    response.end(JSON.stringify(getReply));
  });
  server.keepAliveTimeout = 0;
  const sockets = openAt(server, "secureConnection");
  return { port: await listening(server), sockets };
}

/** Starts `https-client.ts`, which trusts the tests' certificate, and waits for the policy it prints. */
export async function httpsClient(environment: Record<string, string>) {
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
    policy: JSON.parse(line) as unknown,
    isRunning: () => child.exitCode === null,
    /** Ends it, and gives all that it wrote. */
    end: async () => {
      child.stdin.end();
      await once(child, "close");
      return written;
    },
  };
}
