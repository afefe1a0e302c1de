import { hashOf } from "../support/canary";
import { accountsOf, platformVariables, requested, targetOf } from "../support/platform";
import { onEachEngine, PRODUCTION, STAGING, terminal, type World } from "../support/world";

/** What only the plugin can do, or does otherwise than the dynamic resource. */
const native = { adapters: ["native"] } as const;
const REFRESH = "WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE";
const TOKEN = "WECHAT_CLOUDBASE_ACCESS_TOKEN";
const policy = (name: string, env: string, apiWhitelist: string[], more: object = {}) => ({
  name,
  args: { env, apiWhitelist, ...more },
});
/** As users have it: every preview and up looks first. */
const looking = (world: World): World => {
  world.stack.env[REFRESH] = undefined;
  return world;
};

describe("drift in every preview", () => {
  onEachEngine(
    "shows what somebody changed in the console, with no flag, and up heals it",
    async (world) => {
      const { stack, emulator } = looking(world).declare(policy("it", PRODUCTION, ["/a", "/b"]));
      await world.up();
      expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });
      emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/a", "/c"] });

      const preview = await world.succeeds(() => stack.preview());
      expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
      expect(preview.changes).toEqual({ update: 1 });
      const update = preview.diffs.find(({ op }) => op === "update");
      expect(update?.properties).toContainEqual({ path: "apiWhitelist[1]", from: "/c", to: "/b" });

      expect((await world.up()).changes).toEqual({ update: 1 });
      expect(world.sent).toEqual({ get: 3, set: 1, applies: 1 });
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a", "/b"]);
      expect((await world.up()).changes).toEqual({ same: 1 });
      expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
      await world.isSettled();
    },
    native,
  );

  onEachEngine(
    "can be off where a preview must need no token, and says so",
    async (world) => {
      const { stack } = looking(world).declare(policy("it", PRODUCTION, ["/a"]));
      await world.up();
      stack.env[TOKEN] = undefined;
      expect(await world.fails(() => stack.preview())).toContain("no access token is configured");
      stack.env[REFRESH] = "false";
      world.declare(policy("it", PRODUCTION, ["/a", "/b"]));
      const preview = await world.succeeds(() => stack.preview());
      expect(preview.changes).toEqual({ update: 1 });
      expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
      expect(terminal(preview)).toContain("not compared with WeChat");
    },
    native,
  );

  onEachEngine(
    "is off from the first up where it is switched off then",
    async (world) => {
      await world.declare(policy("it", PRODUCTION, ["/a"])).up();
      await world.succeeds(() => world.stack.preview());
      expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
    },
    native,
  );
});

describe("moving over", () => {
  onEachEngine(
    "from the dynamic resource to the native one changes nothing and writes nothing",
    async (world) => {
      const { stack, emulator } = world.declare(
        policy("one", PRODUCTION, ["/a"], { open: true, onDelete: "restore" }),
        policy("two", STAGING, ["/b"], { restoreTo: ["/r"] }),
      );
      await world.up();
      const before = await world.state();

      looking(world).use("native");
      const preview = await world.succeeds(() => stack.preview({ expectNoChanges: true }));
      expect(preview.changes).toEqual({ same: 2 });
      expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
      expect((await world.up()).changes).toEqual({ same: 2 });
      expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
      await world.succeeds(() => stack.refresh({ expectNoChanges: true }));
      expect(world.sent).toEqual({ get: 2, set: 0, applies: 0 });

      expect(await world.state()).toEqual(before);
      const { text, resources } = await stack.exportState();
      expect(text).not.toContain("__provider");
      expect(resources.map(({ type }) => type)).not.toContainEqual(
        expect.stringContaining("dynamic"),
      );

      emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z"] });
      expect((await world.succeeds(() => stack.preview())).changes).toEqual({ update: 1, same: 1 });
      await world.up();
      await world.succeeds(() => stack.destroy());
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
      expect(emulator.policy(STAGING).apiWhitelist).toEqual(["/r"]);
    },
    { adapters: ["dynamic"] },
  );
});

describe("a look-up without managing", () => {
  onEachEngine("tells a program what is there, in a preview as well", async (world) => {
    const { stack, emulator } = world;
    stack.env["LOOKUPS"] = JSON.stringify([{ env: PRODUCTION }]);
    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z", "/a"] });
    const found = {
      found: [
        { id: PRODUCTION, env: PRODUCTION, apiWhitelist: ["/a", "/z"], open: true, version: 2 },
      ],
    };
    expect((await world.succeeds(() => stack.preview())).outputs).toMatchObject(found);
    expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
    expect((await world.up()).outputs).toMatchObject(found);
    expect(await world.state()).toEqual({});
  });

  onEachEngine("takes the token from the stack's configuration too", async (world) => {
    const { stack, emulator, token } = world;
    stack.env[TOKEN] = undefined;
    stack.env["LOOKUPS"] = JSON.stringify([{ env: PRODUCTION }]);
    await stack.setConfig("wechat-cloudbase:accessToken", token, { secret: true });
    const up = await world.up();
    expect(up.outputs).toMatchObject({ found: [{ env: PRODUCTION }] });
    expect(emulator.requests().map(({ tokenHash }) => tokenHash)).toEqual([hashOf(token)]);
    expect(terminal(up)).not.toContain(token);
    expect((await stack.exportState()).text).not.toContain(token);
  });

  onEachEngine("fails with the argument's or the environment's name", async (world) => {
    const { stack } = world;
    stack.env["LOOKUPS"] = JSON.stringify([{ env: "nowhere" }]);
    expect(await world.fails(() => stack.up())).toContain(
      'CloudAccessTokenPolicy "nowhere": read failed: WeChat knows no such environment',
    );
    stack.env["LOOKUPS"] = JSON.stringify([{ env: PRODUCTION, opn: true }]);
    const wrong = await world.fails(() => stack.up());
    expect(wrong).toContain("is not an argument; use env, authorizerAppId");
    expect(wrong).toContain("opn");
  });

  onEachEngine("says so where it is awaited in one line, without a stack", async (world) => {
    const { stack } = world;
    for (const [args, reason] of [
      [{ env: "nowhere" }, 'CloudAccessTokenPolicy "nowhere": read failed: WeChat knows no such'],
      [{ env: PRODUCTION, opn: true }, "is not an argument; use env, authorizerAppId"],
    ] as const) {
      stack.env["PROMISES"] = JSON.stringify([args]);
      const said = await world.fails(() => stack.up());
      expect(said).toContain(reason);
      expect(said).not.toMatch(/unhandled exception|^\s+at /m);
    }
  });
});

describe("a wrong configuration", () => {
  onEachEngine(
    "has each wrong key named, before any request",
    async (world) => {
      const { stack } = world.declare(policy("it", PRODUCTION, ["/a"]));
      await stack.setConfig("wechat-cloudbase:endpont", "x");
      await stack.setConfig("wechat-cloudbase:requestTimeoutMs", "soon");
      const said = await world.fails(() => stack.preview());
      expect(said).toContain("is not a key of wechat-cloudbase");
      expect(said).toContain("wechat-cloudbase:requestTimeoutMs must be a whole number");
      expect(world.emulator.journal).toEqual([]);
    },
    native,
  );
});

describe("several accounts with a platform's credentials", () => {
  const indexes = [0, 1, 2];

  onEachEngine(
    "are told apart by authorizerAppId alone, a token for each, and get back what was there",
    async (world) => {
      const { stack, emulator } = world.declare(
        ...indexes.map((index) => ({
          name: `policy-${index}`,
          args: { ...targetOf(index), apiWhitelist: ["/a"] },
        })),
      );
      Object.assign(stack.env, platformVariables(emulator.component));
      const live = () => indexes.map((index) => emulator.policy(`env-${index}`).apiWhitelist);
      await world.up();
      expect(requested(emulator)).toMatchObject({ componentToken: 1, authorizerToken: 3 });
      const ids = Object.values(await world.state()).map(({ id }) => id);
      expect(ids.sort()).toEqual(["env-0", "env-1", "env-2"]);
      expect(live()).toEqual([["/a"], ["/a"], ["/a"]]);
      await world.isSettled();
      await world.succeeds(() => stack.destroy());
      expect(live()).toEqual([["/*"], ["/*"], ["/*"]]);
    },
    { ...native, emulator: { accounts: accountsOf(3) } },
  );
});
