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
