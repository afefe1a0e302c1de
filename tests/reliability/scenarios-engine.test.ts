import { expectNowhere, hashOf } from "../support/canary";
import { findEngines } from "../support/engine";
import { onEachEngine, PRODUCTION, STAGING, terminal, World } from "../support/world";

/** What only an engine can show, on every engine that is found. */
const ACCOUNT = "wx0000000000000001";
const policy = (name: string, env: string, apiWhitelist: string[], options: object = {}) => ({
  name,
  args: { env, apiWhitelist },
  options: { ...options },
});
const declared = (...apiWhitelist: string[]) => policy("it", PRODUCTION, apiWhitelist);
const TOKEN = "WECHAT_CLOUDBASE_ACCESS_TOKEN";

describe("the day after", () => {
  onEachEngine(
    "refresh and destroy use the environment's fresh token, not a recorded one",
    async (world) => {
      const { stack, emulator } = world;
      stack.env[TOKEN] = undefined;
      await stack.setConfig("wechat-cloudbase:accessToken", world.token, { secret: true });
      await world.declare(declared("/a")).up();
      emulator.expireToken(world.token);

      const fresh = emulator.issueToken();
      stack.env[TOKEN] = fresh;
      for (const step of [() => stack.refresh(), () => stack.destroy()]) {
        await world.succeeds(step);
        const used = emulator.requests().map(({ tokenHash }) => tokenHash);
        expect(new Set(used)).toEqual(new Set([hashOf(fresh)]));
      }
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
    },
  );
});

describe("an up without a change", () => {
  const disorder = ["/b", "/a", "/b"];
  const accounts = { [ACCOUNT]: { environments: { [PRODUCTION]: { apiWhitelist: disorder } } } };

  onEachEngine(
    "is none before and after a refresh, whatever the remote's order",
    async (world) => {
      const { stack, emulator } = world.declare(declared("/a", "/b"));
      await world.up();
      expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
      const isNothing = async () => {
        const up = await world.succeeds(() => stack.up({ expectNoChanges: true }));
        expect(up.changes).toEqual({ same: 1 });
        expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
      };
      await isNothing();
      await world.isSettled();
      emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/a", "/b", "/a"] });
      await world.succeeds(() => stack.refresh());
      await isNothing();
    },
    { emulator: { accounts } },
  );
});

describe("another identity", () => {
  onEachEngine("leaves what the program says, and the old one's delete wipes nothing", (world) =>
    playIdentities(world),
  );

  async function playIdentities(world: World): Promise<void> {
    const { emulator, stack } = world.declare(
      policy("one", PRODUCTION, ["/one"]),
      policy("two", STAGING, ["/two"]),
    );
    const live = (env: string) => emulator.policy(env).apiWhitelist;
    await world.up();
    world.declare(policy("one", STAGING, ["/one"]), policy("two", PRODUCTION, ["/two"]));
    await world.up();
    expect([live(STAGING), live(PRODUCTION)]).toEqual([["/one"], ["/two"]]);

    const { resources } = await stack.exportState();
    const urn = resources.find(({ name }) => name === "one")?.urn ?? "";
    await world.succeeds(() => stack.up({ targetReplace: [urn] }));
    expect([live(STAGING), live(PRODUCTION)]).toEqual([["/one"], ["/two"]]);

    world.declare(policy("three", STAGING, ["/one"]));
    await world.up();
    expect([live(STAGING), live(PRODUCTION)]).toEqual([["/one"], ["/*"]]);
    await world.isSettled();
  }

  const cli = findEngines().engines.find(({ kind }) => kind === "cli");
  const name = "asked for by replaceOnChanges does not wipe the new policy";
  if (cli)
    test(`${name} [cli]`, async () => {
      const world = await World.on(cli);
      try {
        const replaceOnChanges = ["apiWhitelist"];
        await world.declare(policy("it", PRODUCTION, ["/a"], { replaceOnChanges })).up();
        world.declare(policy("it", PRODUCTION, ["/b"], { replaceOnChanges }));
        await world.up();
        expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/b"]);
        await world.isSettled();
      } finally {
        await world.remove();
      }
    });
  else
    test.skip(`${name} skipped: the double does not play it, and no CLI was found`, () =>
      undefined);
});

describe("the token's bytes", () => {
  onEachEngine(
    "are in no state, log or terminal, whatever fails and WeChat echoes",
    async (world) => {
      const { stack, emulator, token } = world.declare(declared("/a"));
      const seen: Record<string, string> = {};
      const isVerbose = true;
      seen["up"] = terminal(await world.succeeds(() => stack.up({ isVerbose })));
      const echo = `no ${token}, access_token=${encodeURIComponent(token)}`;
      emulator.faults.add({ on: { action: "set" }, errcode: 48001, errmsg: echo });
      world.declare(declared("/b"));
      seen["an echo"] = await world.fails(() => stack.up({ isVerbose }));
      emulator.faults.add({ on: { action: "get" }, reset: "before", times: 4 });
      seen["a reset"] = await world.fails(() => stack.refresh({ isVerbose }));
      emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 502 });
      seen["a partial state"] = await world.fails(() => stack.up({ isVerbose }));
      seen["state"] = (await stack.exportState()).text;
      emulator.revokeToken(token);
      seen["a dead token"] = await world.fails(() => stack.destroy());
      expect(seen["an echo"]).toContain("48001 no [redacted]");
      expect(seen["state"]).toContain("unverified");
      expectNowhere(token, seen);
    },
  );

  onEachEngine("are ciphertext in the state if the configuration is secret", async (world) => {
    const { stack, token } = world.declare(declared("/a"));
    stack.env[TOKEN] = undefined;
    await stack.setConfig("wechat-cloudbase:accessToken", token, { secret: true });
    const up = terminal(await world.up());
    const state = (await stack.exportState()).text;
    expect(state).toContain("ciphertext");
    expectNowhere(token, { up, state });
  });
});
