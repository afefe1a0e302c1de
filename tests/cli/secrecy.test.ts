import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../../emulator";
import { expectNowhere } from "../support/canary";
import { runCli, type CliOptions, variablesFor } from "../support/cli";
import { connected, ENV } from "../support/connected";
import { credentialsOf } from "../support/platform";
import { temporaryFolder, tokenCommand } from "../support/token-command";

/** The token of each emulator here. */
const canary = "canary/+=token~of.this-test";
const encoded = encodeURIComponent(canary);

/** WeChat, or who plays it, sends the token back wherever it can. */
async function hostile(): Promise<Emulator> {
  const { emulator } = await connected();
  const apiWhitelist = [`/a/${canary}`, `/a?access_token=${encoded}`, "/b"];
  emulator.editInConsole(ENV, { apiWhitelist });
  return emulator;
}

const echo = {
  errcode: 61004,
  errmsg: `${canary} POST /x?access_token=${encoded} ${Buffer.from(canary).toString("base64")} 203.0.113.7`,
  times: Infinity,
};

/** Runs all of them at once, and expects the token in nothing that they print. */
async function expectSecret(runs: Record<string, [args: string[], options: CliOptions]>) {
  const ended = await Promise.all(
    Object.entries(runs).map(async ([name, [args, options]]) => {
      const { stdout, stderr } = await runCli(args, options);
      expect([name, `${stdout}${stderr}`]).not.toEqual([name, ""]);
      return [name, stdout + stderr] as const;
    }),
  );
  expectNowhere(canary, Object.fromEntries(ended));
}

/** As long as the shortest tokens of WeChat. */
const opaque = Buffer.from(
  Array.from({ length: 81 }, (_, index) => (index * 89 + 7) % 256),
).toString("base64url");
const words = {
  "the token in the environment": canary,
  "a token": opaque,
  "a token behind a slash": `short/${opaque}`,
  "a refresh token": `refreshtoken@@@${opaque.slice(0, 43)}`,
  "an app secret": "0c79e1fa963cd80cc0be99b20a18faeb",
};

/** What of a word stands in a text, if that is more than tells which word is meant. */
function pieceIn(text: string, word: string): string | undefined {
  const starts = Array.from({ length: word.length - 15 }, (_, index) => index);
  return starts.map((at) => word.slice(at, at + 16)).find((piece) => text.includes(piece));
}

describe("no token stands in what is printed", () => {
  it("from whichever source it is, and though WeChat sends it back as a path", async () => {
    const emulator = await hostile();
    const endpoint = { WECHAT_CLOUDBASE_ENDPOINT: emulator.url };
    const env = { ...endpoint, WECHAT_CLOUDBASE_ACCESS_TOKEN: canary };
    const file = join(temporaryFolder(), "token");
    writeFileSync(file, `${canary}\n`);
    const { command } = tokenCommand(canary);
    const marked = { value: canary, secret: true };
    const config = {
      "wechat-cloudbase:accessToken": marked,
      "wechat-cloudbase:accesToken": marked,
    };
    const input = JSON.stringify(config);
    await expectSecret({
      environment: [["get", ENV], { env }],
      json: [["get", ENV, "--json"], { env }],
      doctor: [["doctor", ENV], { env: { ...env, WECHAT_CLOUDBASE_ACCES_TOKEN: canary } }],
      file: [["get", ENV], { env: { ...endpoint, WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE: file } }],
      command: [
        ["get", ENV, "--json"],
        { env: { ...endpoint, WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: command } },
      ],
      stdin: [["doctor", ENV, "--json", "--config", "-"], { env: endpoint, input }],
      debug: [["doctor", ENV], { env: { ...env, NODE_DEBUG: "wechat-cloudbase" } }],
      probe: [["doctor", "--probe-version", ENV, "--yes"], { env }],
    });
    expect(emulator.requests({ env: ENV }).length).toBeGreaterThan(8);
  });

  it("though WeChat sends it back in an error", async () => {
    const emulator = await hostile();
    const env = { WECHAT_CLOUDBASE_ENDPOINT: emulator.url, WECHAT_CLOUDBASE_ACCESS_TOKEN: canary };
    emulator.faults.add({ ...echo, on: { action: "set" } });
    await expectSecret({ probe: [["doctor", "--probe-version", ENV, "--yes", "--json"], { env }] });
    emulator.faults.add(echo);
    await expectSecret({
      get: [["get", ENV], { env }],
      doctor: [["doctor"], { env }],
      json: [["doctor", ENV, "--json"], { env }],
    });
  });

  it("nor a platform's secrets", async () => {
    const { emulator } = await connected();
    emulator.faults.add(echo);
    const env = {
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
      ...credentialsOf({ ...emulator.component, appSecret: canary, verifyTicket: canary }),
    };
    await expectSecret({ doctor: [["doctor", ENV], { env }], get: [["get", ENV], { env }] });
  });

  it("nor the token as a path of a whitelist, which is no credential's place", async () => {
    const env = { WECHAT_CLOUDBASE_ACCESS_TOKEN: canary };
    await expectSecret({ lint: [["lint", "-"], { env, input: `${canary}\n` }] });
  });

  it.each(Object.entries(words))(
    "though it stands where another word belongs: %s",
    async (_kind, word) => {
      const { emulator, token } = await connected();
      const env = variablesFor(emulator, token);
      const runs: Record<string, string[]> = {
        argument: ["get", ENV, word],
        command: [word],
        "helped command": ["help", word],
        environment: ["get", word],
        "checked environment": ["doctor", word],
        "probed environment": ["doctor", "--probe-version", word, "--yes"],
        "environment beside": ["doctor", "--probe-version", ENV, "--beside", word, "--yes"],
        account: ["get", ENV, "--account", word],
        option: ["get", ENV, `--${word}`],
        "short option": ["get", ENV, `-${word}`],
        "value of a switch": ["get", ENV, `--json=${word}`],
        configuration: ["get", ENV, "--config", word],
        "configuration of stdin": ["get", ENV, "--config", "-"],
        file: ["lint", word],
        port: ["emulator", "--port", word],
        rule: ["emulator", "--version-rule", word],
      };
      for (const [name, args] of Object.entries(runs)) {
        const { code, stdout, stderr } = await runCli(args, { env, input: word });
        expect([name, code]).toEqual([name, 2]);
        expect([name, pieceIn(stdout + stderr, word)]).toEqual([name, undefined]);
        expectNowhere(word, { [name]: stdout + stderr });
      }
      // Nor does WeChat get it as the name of an environment.
      expect(emulator.requests()).toEqual([]);
    },
  );
});
