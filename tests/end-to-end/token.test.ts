import { expectNowhere, hashOf } from "../support/canary";
import { onEachEngine, policy, PRODUCTION, terminal } from "../support/world";

const declared = (...apiWhitelist: string[]) => policy("it", PRODUCTION, apiWhitelist);
const TOKEN = "WECHAT_CLOUDBASE_ACCESS_TOKEN";
const isVerbose = true;

describe("the token's bytes", () => {
  onEachEngine("are in no state, terminal, engine's log or echo of WeChat", async (world) => {
    const { stack, token, emulator } = world.declare(declared("/a"));
    const seen: Record<string, string> = {};
    seen["up"] = terminal(await world.succeeds(() => stack.up({ isVerbose })));
    const rid = "rid: 0a0a0a0a-0b0b0b0b-0c0c0c0c";
    emulator.faults.add({ errcode: 48001, errmsg: `no ${token} access_token=${token} ${rid}` });
    world.declare(declared("/b"));
    seen["an echo"] = await world.fails(() => stack.up({ isVerbose }));
    expect(seen["an echo"]).toContain("48001 no [redacted]");
    seen["preview"] = terminal(await stack.preview({ refresh: true, isVerbose }));
    emulator.expireToken(token);
    seen["a dead token"] = await world.fails(() => stack.refresh({ isVerbose }));
    expect(seen["a dead token"]).toContain("42001");
    seen["state"] = (await stack.exportState()).text;
    expectNowhere(token, seen);
  });
});

describe("a token of the configuration", () => {
  onEachEngine("is ciphertext in state, and dead for refresh the next day", async (world) => {
    const { stack, emulator, token } = world;
    const fresh = emulator.issueToken();
    const configure = (value: string) =>
      stack.setConfig("wechat-cloudbase:accessToken", value, { secret: true });
    stack.env[TOKEN] = undefined;
    await configure(token);
    const up = terminal(await world.declare(declared("/a")).up());
    const { text } = await stack.exportState();
    expect(text).toContain("ciphertext");
    expectNowhere(token, { up, text });

    emulator.expireToken(token);
    await configure(fresh);
    const said = await world.fails(() => stack.refresh());
    expect(said).toContain("wechat-cloudbase:accessToken still gives the token");
    expect(said).toContain("--run-program");

    // The environment's token has precedence over the one that state recorded.
    stack.env[TOKEN] = fresh;
    for (const step of [() => stack.refresh(), () => stack.destroy()]) {
      await world.succeeds(step);
      const used = emulator.requests().map(({ tokenHash }) => tokenHash);
      expect(new Set(used)).toEqual(new Set([hashOf(fresh)]));
    }
    expect(world.live(PRODUCTION)).toEqual(["/*"]);
  });
});
