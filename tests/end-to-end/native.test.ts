import { nothing, onEachEngine, policy, PRODUCTION, STAGING, terminal } from "../support/world";

const REFRESH = "WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE";
const TOKEN = "WECHAT_CLOUDBASE_ACCESS_TOKEN";

describe("drift", () => {
  onEachEngine(
    "shows in every preview, with no flag, unless that is switched off",
    async (world) => {
      const { stack, emulator } = world.declare(policy("it", PRODUCTION, ["/a", "/b"]));
      stack.env[REFRESH] = undefined;
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
      expect(world.live(PRODUCTION)).toEqual(["/a", "/b"]);
      expect((await world.up()).changes).toEqual({ same: 1 });
      expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });

      Object.assign(stack.env, { [REFRESH]: "false", [TOKEN]: undefined });
      world.declare(policy("it", PRODUCTION, ["/a"]));
      const blind = await world.succeeds(() => stack.preview());
      expect([blind.changes, world.sent]).toEqual([{ update: 1 }, nothing]);
      expect(terminal(blind)).toContain("not compared with WeChat");
    },
    { adapters: ["native"] },
  );
});

describe("moving from the dynamic resource to the native one", () => {
  onEachEngine(
    "changes nothing and writes nothing",
    async (world) => {
      const { stack, emulator } = world.declare(
        policy("one", PRODUCTION, ["/a"], { open: true, onDelete: "restore" }),
        policy("two", STAGING, ["/b"], { restoreTo: ["/r"] }),
      );
      await world.up();
      const before = await world.state();

      stack.env[REFRESH] = undefined;
      world.use("native");
      const preview = await world.succeeds(() => stack.preview({ expectNoChanges: true }));
      expect([preview.changes, world.sent]).toEqual([{ same: 2 }, nothing]);
      expect((await world.up()).changes).toEqual({ same: 2 });
      expect(world.sent).toEqual(nothing);
      await world.succeeds(() => stack.refresh({ expectNoChanges: true }));
      expect(world.sent).toEqual({ get: 2, set: 0, applies: 0 });

      expect(await world.state()).toEqual(before);
      const { text, resources } = await stack.exportState();
      expect(text).not.toContain("__provider");
      expect(resources.filter(({ type }) => type.includes("dynamic"))).toEqual([]);

      emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z"] });
      expect((await world.up()).changes).toEqual({ update: 1, same: 1 });
      await world.succeeds(() => stack.destroy());
      expect([world.live(PRODUCTION), world.live(STAGING)]).toEqual([["/*"], ["/r"]]);
    },
    { adapters: ["dynamic"] },
  );
});

describe("a look-up", () => {
  onEachEngine("returns what is there and manages nothing", async (world) => {
    const { stack, emulator, token } = world;
    stack.env[TOKEN] = undefined;
    await stack.setConfig("wechat-cloudbase:accessToken", token, { secret: true });
    stack.env["LOOKUPS"] = JSON.stringify([{ env: PRODUCTION }]);
    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z", "/a"] });
    const outputs = { env: PRODUCTION, apiWhitelist: ["/a", "/z"], open: true, version: 2 };
    const found = { found: [{ id: PRODUCTION, ...outputs }] };
    expect((await world.succeeds(() => stack.preview())).outputs).toMatchObject(found);
    expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
    const up = await world.up();
    expect(up.outputs).toMatchObject(found);
    expect(await world.state()).toEqual({});
    expect(terminal(up) + (await stack.exportState()).text).not.toContain(token);
  });

  onEachEngine("names what is wrong, with a stack and without", async (world) => {
    const unknown = 'CloudAccessTokenPolicy "nowhere": read failed: WeChat knows no such';
    const misspelt = "is not an argument; use env, authorizerAppId";
    for (const [kind, args, reason] of [
      ["LOOKUPS", { env: "nowhere" }, unknown],
      ["PROMISES", { env: "nowhere" }, unknown],
      ["PROMISES", { env: PRODUCTION, opn: true }, misspelt],
    ] as const) {
      const none = { LOOKUPS: "[]", PROMISES: "[]" };
      Object.assign(world.stack.env, none, { [kind]: JSON.stringify([args]) });
      const said = await world.fails(() => world.stack.preview());
      expect(said).toContain(reason);
      if (kind === "PROMISES") expect(said).not.toMatch(/unhandled exception|^\s+at /m);
    }
  });
});
