import { nothing, onEachEngine, policy, PRODUCTION } from "../support/world";

describe("what is wrong", () => {
  onEachEngine("is named before anything is sent", async (world) => {
    const { stack } = world.declare(policy("it", PRODUCTION, ["/a", "security.msgSecCheck"]));
    const input = await world.fails(() => stack.preview());
    expect(input).toContain("apiWhitelist[1]");
    expect(input).toContain("/wxa/msg_sec_check");
    expect(world.sent).toEqual(nothing);

    world.declare(policy("it", PRODUCTION, ["/a"]));
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = undefined;
    await world.succeeds(() => stack.preview());
    const token = await world.fails(() => stack.up());
    expect(token).toContain("no access token is configured. Set WECHAT_CLOUDBASE_ACCESS_TOKEN");

    stack.env["WECHAT_CLOUDBASE_ENDPOINT"] = "http://example.com";
    const setting = await world.fails(() => stack.preview());
    expect(setting).toContain("WECHAT_CLOUDBASE_ENDPOINT must be https");
    expect(world.sent).toEqual(nothing);
  });
});

describe("a conflict", () => {
  onEachEngine("fails, changes nothing, and ends by refresh or by overwrite", async (world) => {
    const { emulator, stack } = world.declare(policy("it", PRODUCTION, ["/a"]));
    await world.up();
    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/foreign"] });
    const before = await world.state();
    world.declare(policy("it", PRODUCTION, ["/b"]));
    const said = await world.fails(() => stack.up());
    expect(said).toContain("somebody else changed apiWhitelist (added /foreign; removed /a)");
    expect(said).toContain("pulumi refresh");
    expect(await world.state()).toEqual(before);
    expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
    await world.succeeds(() => stack.refresh());
    await world.up();
    expect(world.live(PRODUCTION)).toEqual(["/b"]);

    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/foreign"] });
    world.declare(policy("it", PRODUCTION, ["/c"], { onConflict: "overwrite" }));
    await world.up();
    expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });
    expect(world.live(PRODUCTION)).toEqual(["/c"]);
    await world.isSettled();
  });
});
