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
const NO_TOKEN = "the token server's answer has no access_token";
const NO_JSON = "the token server's answer is not JSON";
const ADDRESS = "https://tokens.example.com/wechat";

/** The sample in a project, with the address of a token server written in, as a workflow starts it. */
async function run(
  server: string,
  { account = "", type = "commonjs", key = KEY, preload = "" } = {},
) {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "ci"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type }));
  writeFileSync(join(folder, "ci/wechat-token.js"), sample.replace(ADDRESS, server));
  writeFileSync(join(folder, "preload.cjs"), preload);
  const child = spawn(process.execPath, ["--require", "./preload.cjs", "ci/wechat-token.js"], {
    cwd: folder,
    env: {
      ...(key && { TOKEN_SERVER_KEY: key }),
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
    ["has no token", NO_TOKEN, () => ({ errcode: 40001 })],
    ["has an empty token", NO_TOKEN, () => ({ access_token: "" })],
    ["has something else as token", NO_TOKEN, () => ({ access_token: { value: "T0KEN" } })],
    ["answers null", NO_TOKEN, () => null],
    ["answers text", NO_JSON, (_, response) => void response.end("T0KEN-as-plain-text")],
    ["breaks off", NO_JSON, (_, response) => void response.end('{"access_token":"T0KEN')],
  ])("fails and prints no key and no token where the server %s", async (_case, message, answer) => {
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

  it("fails, and says why, where none of a host's addresses answers", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    // Node.js tries one after the other; what it throws in the end has a code and no message.
    const preload = `require("node:dns").lookup = (_host, _options, done) =>
      done(null, ["127.0.0.1", "127.0.0.2"].map((address) => ({ address, family: 4 })));`;
    expect(await run(`http://tokens.test:${port}`, { preload })).toEqual({
      code: 1,
      stdout: "",
      stderr: "ECONNREFUSED\n",
    });
  });

  it.each([
    ["no key", ""],
    ["a key of two lines", `${KEY}\n${KEY}`],
  ])("asks nobody with %s, says so, and shows no key", async (_case, key) => {
    const { url, received } = await loopback(() => ({ access_token: "T0KEN" }));
    expect(await run(url, { key })).toEqual({
      code: 1,
      stdout: "",
      stderr: "TOKEN_SERVER_KEY is not set, or no header takes it\n",
    });
    expect(received).toEqual([]);
  });
});
