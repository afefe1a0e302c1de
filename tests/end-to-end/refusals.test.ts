import { onEachEngine, PRODUCTION, STAGING } from "../support/world";

const good = { env: PRODUCTION, apiWhitelist: ["/wxa/msg_sec_check"] };

describe("check", () => {
  onEachEngine("names the property of a wrong input and sends nothing", async (world) => {
    world.declare({ name: "one", args: { ...good, apiWhitelist: ["/a", "security.msgSecCheck"] } });
    const said = await world.fails(() => world.stack.preview());
    expect(said).toContain("apiWhitelist[1]");
    expect(said).toContain("/wxa/msg_sec_check");
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
  });

  onEachEngine(
    "refuses two resources that want the switch both ways, and names both",
    async (world) => {
      world.declare(
        { name: "one", args: { ...good, open: true } },
        { name: "two", args: { env: STAGING, apiWhitelist: [], open: false } },
      );
      const said = await world.fails(() => world.stack.preview());
      expect(said).toMatch(/one switch for the whole account/);
      expect(said).toContain(PRODUCTION);
      expect(said).toContain(STAGING);
      expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
    },
  );

  onEachEngine("refuses a second account where the token belongs to one", async (world) => {
    world.declare(
      { name: "one", args: { ...good, authorizerAppId: "wx0000000000000001" } },
      {
        name: "two",
        args: { env: STAGING, apiWhitelist: [], authorizerAppId: "wx0000000000000002" },
      },
    );
    const said = await world.fails(() => world.stack.preview());
    expect(said).toContain("authorizerAppId");
    expect(said).toContain("WECHAT_CLOUDBASE_ACCESS_TOKEN is a token of one account");
    expect(said).toContain("accessTokenCommand");
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
  });

  onEachEngine("names a wrong setting", async (world) => {
    world.declare({ name: "one", args: good });
    world.stack.env["WECHAT_CLOUDBASE_ENDPOINT"] = "http://example.com";
    const said = await world.fails(() => world.stack.preview());
    expect(said).toContain("WECHAT_CLOUDBASE_ENDPOINT must be https");
  });
});

describe("a missing token", () => {
  onEachEngine("is no matter for a preview, and up says where it looked", async (world) => {
    world.declare({ name: "one", args: good });
    world.stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = undefined;
    await world.succeeds(() => world.stack.preview());
    const said = await world.fails(() => world.stack.up());
    for (const place of [
      "_TOKEN,",
      "_TOKEN_FILE",
      "_TOKEN_COMMAND",
      "wechat-cloudbase:accessToken",
    ]) {
      expect(said).toContain(place);
    }
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
  });
});

describe("a conflict", () => {
  onEachEngine("fails, leaves both sides alone, and is settled by a refresh", async (world) => {
    world.declare({ name: "one", args: { ...good, apiWhitelist: ["/a"] } });
    await world.up();
    world.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/foreign"] });
    world.declare({ name: "one", args: { ...good, apiWhitelist: ["/b"] } });
    const before = await world.state();
    const said = await world.fails(() => world.stack.up());
    expect(said).toContain("somebody else changed apiWhitelist (added /foreign; removed /a)");
    expect(said).toContain("pulumi refresh");
    expect(await world.state()).toEqual(before);
    expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
    await world.succeeds(() => world.stack.refresh());
    await world.up();
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/b"]);
    await world.isSettled();
  });

  onEachEngine("is overwritten where the program says so", async (world) => {
    world.declare({ name: "one", args: { ...good, apiWhitelist: ["/a"] } });
    await world.up();
    world.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/foreign"] });
    world.declare({
      name: "one",
      args: { ...good, apiWhitelist: ["/b"], onConflict: "overwrite" },
    });
    await world.up();
    expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/b"]);
    await world.isSettled();
  });
});
