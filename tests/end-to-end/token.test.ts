import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onEachEngine, PRODUCTION, terminal } from "../support/world";

const declared = (apiWhitelist: string[]) => ({
  name: "it",
  args: { env: PRODUCTION, apiWhitelist },
});

/** Every form in which a token could stand somewhere. */
function forms(token: string): string[] {
  const bytes = Buffer.from(token);
  return [
    token,
    encodeURIComponent(token),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("hex"),
  ];
}

function expectNowhere(token: string, texts: Record<string, string>): void {
  for (const [where, text] of Object.entries(texts)) {
    for (const form of forms(token))
      expect(`${where}: ${text.includes(form)}`).toBe(`${where}: false`);
  }
}

describe("the token's bytes", () => {
  onEachEngine(
    "are nowhere: state, terminal, the engine's own log, WeChat's echo",
    async (world) => {
      const { stack, token, emulator } = world;
      const seen: string[] = [];
      const isVerbose = true;
      seen.push(
        terminal(await world.declare(declared(["/a"])).succeeds(() => stack.up({ isVerbose }))),
      );
      emulator.faults.add({
        errcode: 48001,
        errmsg: `no ${token} access_token=${token} rid: 0a0a0a0a-0b0b0b0b-0c0c0c0c`,
      });
      seen.push(await world.declare(declared(["/b"])).fails(() => stack.up({ isVerbose })));
      expect(seen[1]).toContain("48001 no [redacted]");
      seen.push(terminal(await stack.preview({ refresh: true, isVerbose })));
      emulator.expireToken(token);
      seen.push(await world.fails(() => stack.refresh({ isVerbose })));
      expect(seen[3]).toContain("42001");
      const { text } = await stack.exportState();
      expectNowhere(token, { state: text, ...Object.fromEntries(seen.entries()) });
    },
  );

  onEachEngine("of a secret configuration are in state as ciphertext only", async (world) => {
    const { stack, token } = world;
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = undefined;
    await stack.setConfig("wechat-cloudbase:accessToken", token, { secret: true });
    const up = await world.declare(declared(["/a"])).up();
    const { text } = await stack.exportState();
    expectNowhere(token, { state: text, terminal: terminal(up) });
  });
});

describe("a token of the configuration", () => {
  onEachEngine("is dead for refresh the next day; the environment's wins", async (world) => {
    const { stack, emulator } = world;
    const fresh = emulator.issueToken();
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = undefined;
    await stack.setConfig("wechat-cloudbase:accessToken", world.token, { secret: true });
    await world.declare(declared(["/a"])).up();
    emulator.expireToken(world.token);

    await stack.setConfig("wechat-cloudbase:accessToken", fresh, { secret: true });
    const said = await world.fails(() => stack.refresh());
    expect(said).toContain("wechat-cloudbase:accessToken gave the same token");
    expect(said).toContain("--run-program");

    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = fresh;
    await world.succeeds(() => stack.refresh());
    await world.succeeds(() => stack.destroy());
    expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
  });
});

describe("a token from a file", () => {
  onEachEngine("is read again when it was renewed while up ran", async (world) => {
    const folder = mkdtempSync(join(tmpdir(), "token-"));
    const file = join(folder, "token");
    const { emulator, stack } = world;
    writeFileSync(file, `${world.token}\n`);
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = undefined;
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE"] = file;
    emulator.faults.add({
      on: { action: "set" },
      delayMs: 0,
      before: () => {
        emulator.expireToken(world.token);
        writeFileSync(file, emulator.issueToken());
      },
    });
    await world.declare(declared(["/a"])).up();
    expect(world.sent.applies).toBe(1);
    rmSync(folder, { recursive: true });
  });
});

describe("a token from a command", () => {
  onEachEngine("is asked for by account and kept for the whole up", async (world) => {
    const { stack, emulator } = world;
    const appId = "wx0000000000000001";
    const token = emulator.issueToken({ appId });
    const script = `process.stdout.write(process.env.WECHAT_CLOUDBASE_AUTHORIZER_APP_ID === "${appId}" ? "${token}" : "wrong")`;
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = undefined;
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND"] = JSON.stringify([
      process.execPath,
      "-e",
      script,
    ]);
    world.declare({
      name: "it",
      args: { env: PRODUCTION, authorizerAppId: appId, apiWhitelist: ["/a"] },
    });
    await world.up();
    expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });
    await world.isSettled();
  });
});
