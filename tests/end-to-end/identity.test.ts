import { onEachEngine, PRODUCTION, STAGING, terminal } from "../support/world";

const policy = (name: string, env: string, apiWhitelist: string[], more: object = {}) => ({
  name,
  args: { env, apiWhitelist, ...more },
});

describe("a change of identity", () => {
  onEachEngine("of env puts the old environment back before it sets the new one", async (world) => {
    world.declare(policy("it", PRODUCTION, ["/a"]));
    await world.up();
    world.declare(policy("it", STAGING, ["/a"]));
    expect((await world.up()).changes).toEqual({ replace: 1 });
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
    expect(world.emulator.policy(STAGING).apiWhitelist).toEqual(["/a"]);
    await world.isSettled();
  });

  onEachEngine("between two resources leaves both environments as declared", async (world) => {
    world.declare(policy("one", PRODUCTION, ["/one"]), policy("two", STAGING, ["/two"]));
    await world.up();
    world.declare(policy("one", STAGING, ["/one"]), policy("two", PRODUCTION, ["/two"]));
    // A slow WeChat has the one's delete and the other's create on their way at the same time.
    world.emulator.faults.add({ on: { action: "set" }, times: Infinity, delayMs: 300 });
    await world.up();
    expect(world.emulator.policy(STAGING).apiWhitelist).toEqual(["/one"]);
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/two"]);
    await world.isSettled();
    await world.succeeds(() => world.stack.destroy());
    for (const env of [PRODUCTION, STAGING]) {
      expect(world.emulator.policy(env).apiWhitelist).toEqual(["/*"]);
    }
  });

  onEachEngine("by another name in the program does not wipe the policy", async (world) => {
    world.declare(policy("before", PRODUCTION, ["/a"], { restoreTo: ["/old"] }));
    await world.up();
    world.declare(policy("after", PRODUCTION, ["/a"], { restoreTo: ["/old"] }));
    const up = await world.up();
    expect(up.changes).toEqual({ create: 1, delete: 1 });
    expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
    expect(terminal(up)).toContain("another resource of this program now manages this environment");
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a"]);
    await world.isSettled();
  });

  onEachEngine("by naming the account writes nothing and keeps what to put back", async (world) => {
    world.declare(policy("it", PRODUCTION, ["/a"]));
    await world.up();
    const authorizerAppId = "wx0000000000000001";
    world.declare(policy("it", PRODUCTION, ["/a"], { authorizerAppId }));
    expect((await world.up()).changes).toEqual({ update: 1 });
    expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
    expect((await world.state())["it"]).toMatchObject({
      id: PRODUCTION,
      outputs: { authorizerAppId, original: { apiWhitelist: ["/*"] } },
    });
    await world.isSettled();
    await world.succeeds(() => world.stack.destroy());
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
  });

  onEachEngine("asked for by --target-replace does not wipe the policy", async (world) => {
    world.declare(policy("it", PRODUCTION, ["/a"]));
    await world.up();
    const { resources } = await world.stack.exportState();
    const urn = resources.find(({ name }) => name === "it")?.urn ?? "";
    await world.succeeds(() => world.stack.up({ targetReplace: [urn] }));
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a"]);
    await world.isSettled();
  });
});

describe("unknown values", () => {
  onEachEngine("pass through a preview untouched and are real at up", async (world) => {
    world.declare(policy("one", PRODUCTION, ["/one"]), {
      name: "two",
      args: { env: STAGING, apiWhitelist: ["/z", { $versionOf: "one" }, "/a"] },
    });
    const preview = await world.succeeds(() => world.stack.preview());
    expect(preview.changes).toEqual({ create: 2 });
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
    await world.up();
    expect(world.emulator.policy(STAGING).apiWhitelist).toEqual(["/a", "/version/2", "/z"]);
    await world.isSettled();
  });
});
