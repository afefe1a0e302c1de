import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Answer, loopback } from "../support/loopback";
import { temporaryFolder } from "../support/token-command";

const KEY = "key-of-the-token-server";
const sample = readFileSync(
  join(__dirname, "../../examples/github-actions/wechat-token.js"),
  "utf8",
);
const ADDRESS = "https://tokens.example.com/wechat";

/** The sample in a project, with the address of a token server written in, as a workflow starts it. */
async function run(server: string, { account = "", type = "commonjs" } = {}) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "ci"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type }));
  writeFileSync(join(folder, "ci/wechat-token.js"), sample.replace(ADDRESS, server));
  const child = spawn(process.execPath, ["ci/wechat-token.js"], {
    cwd: folder,
    env: {
      TOKEN_SERVER_KEY: KEY,
      ...(account && { WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: account }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr] = await printed;
  return { code, stdout, stderr };
}

describe("examples/github-actions/wechat-token.js", () => {
  it.each(["commonjs", "module"])(
    "prints the token alone, in a project of type %s",
    async (type) => {
      const { url, received } = await loopback(() => ({ access_token: "T0KEN", expires_in: 7200 }));
      expect(await run(`${url}/wechat`, { type })).toEqual({
        code: 0,
        stdout: "T0KEN\n",
        stderr: "",
      });
      expect(received).toMatchObject([
        { method: "GET", url: "/wechat", headers: { authorization: `Bearer ${KEY}` } },
      ]);
    },
  );

  it("asks for the token of the account that the provider names", async () => {
    const { url, received } = await loopback(() => ({ access_token: "T0KEN" }));
    await run(`${url}/wechat`, { account: "wx0000000000000001" });
    expect(received.map((each) => each.url)).toEqual(["/wechat?appid=wx0000000000000001"]);
  });

  it.each<[string, string, Answer]>([
    [
      "refuses",
      "the token server answered 403",
      (_, response) => void response.writeHead(403).end(),
    ],
    ["has no token", "the token server's answer has no access_token", () => ({ errcode: 40001 })],
  ])("fails and prints no key where the server %s", async (_case, message, answer) => {
    const { url } = await loopback(answer);
    expect(await run(url)).toEqual({ code: 1, stdout: "", stderr: `${message}\n` });
  });

  it("fails, and says why, where nobody answers", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const stderr = `connect ECONNREFUSED 127.0.0.1:${port}\n`;
    expect(await run(`http://127.0.0.1:${port}`)).toEqual({ code: 1, stdout: "", stderr });
  });
});
