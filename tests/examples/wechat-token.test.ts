import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { type Answer, loopback } from "../support/loopback";
import { run } from "../support/processes";
import { temporaryFolder } from "../support/token-command";

const KEY = "key-of-the-token-server";
const NO_TOKEN = "the token server's answer has no access_token";
const NO_JSON = "the token server's answer is not JSON";
const folder = join(__dirname, "../../examples/github-actions");
const sample = readFileSync(join(folder, "wechat-token.js"), "utf8");
const answer = () => ({ access_token: "T0KEN", expires_in: 7200 });

/** Runs the sample as a workflow does, in a project of its own, with this server's address. */
function runSample(
  server: string,
  { account = "", type = "commonjs", key = KEY, preload = "" } = {},
) {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "ci"));
  writeFileSync(join(cwd, "package.json"), JSON.stringify({ type }));
  const script = sample.replace("https://tokens.example.com/wechat", server);
  writeFileSync(join(cwd, "ci/wechat-token.js"), script);
  writeFileSync(join(cwd, "preload.cjs"), preload);
  return run(process.execPath, ["--require", "./preload.cjs", "ci/wechat-token.js"], {
    cwd,
    env: {
      ...(key && { TOKEN_SERVER_KEY: key }),
      ...(account && { WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: account }),
    },
  });
}

/** How a run fails: this line on stderr, and nothing else. */
const failure = (line: string) => ({ code: 1, stdout: "", stderr: `${line}\n` });

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("examples/github-actions/wechat-token.js", () => {
  it.each([
    ["commonjs", "", "/wechat"],
    ["module", "", "/wechat"],
    ["commonjs", "wx0000000000000001", "/wechat?appid=wx0000000000000001"],
  ])("prints the token alone: type %s, account %j", async (type, account, path) => {
    const { url, received } = await loopback(answer);
    const printed = await runSample(`${url}/wechat`, { type, account });
    expect(printed).toEqual({ code: 0, stdout: "T0KEN\n", stderr: "" });
    const headers = { authorization: `Bearer ${KEY}` };
    expect(received).toMatchObject([{ method: "GET", url: path, headers }]);
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
  ])("fails and prints no key and no token if the server %s", async (_case, line, answer) => {
    const { url } = await loopback(answer);
    expect(await runSample(url)).toEqual(failure(line));
  });

  it("fails and says why if no address of the server answers", async () => {
    const port = await closedPort();
    const refused = failure(`connect ECONNREFUSED 127.0.0.1:${port}`);
    expect(await runSample(`http://127.0.0.1:${port}`)).toEqual(refused);
    // Node.js tries all addresses; what it throws in the end has a code and no message.
    const preload = `require("node:dns").lookup = (_host, _options, done) =>
      done(null, ["127.0.0.1", "127.0.0.2"].map((address) => ({ address, family: 4 })));`;
    const unanswered = await runSample(`http://tokens.test:${port}`, { preload });
    expect(unanswered).toEqual(failure("ECONNREFUSED"));
  });

  it.each([
    ["no key", ""],
    ["a key of two lines", `${KEY}\n${KEY}`],
  ])("sends nothing with %s, and shows no key", async (_case, key) => {
    const { url, received } = await loopback(answer);
    expect(await runSample(url, { key })).toEqual(
      failure("TOKEN_SERVER_KEY is not set, or no header takes it"),
    );
    expect(received).toEqual([]);
  });
});
