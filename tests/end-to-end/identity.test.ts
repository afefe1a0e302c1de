import { nothing, onEachEngine, policy, PRODUCTION, STAGING, terminal } from "../support/world";

describe("an environment", () => {
  onEachEngine("may go to another resource, and destroy still restores it", async (world) => {
    const { emulator, stack } = world.declare(
      policy("one", PRODUCTION, ["/one"]),
      policy("two", STAGING, ["/two"]),
    );
    const live = () => [world.live(PRODUCTION), world.live(STAGING)];
    await world.up();
    world.declare(policy("one", STAGING, ["/one"]), policy("two", PRODUCTION, ["/two"]));
    // WeChat is slow: one's delete and the other's create are under way at the same time.
    const slow = { on: { action: "set" }, times: Infinity, delayMs: 300 } as const;
    emulator.faults.add(slow);
    expect((await world.up()).changes).toEqual({ replace: 2 });
    emulator.faults.clear();
    expect(live()).toEqual([["/two"], ["/one"]]);
    await world.isSettled();

    const targetReplace = [await world.urnOf("one")];
    await world.succeeds(() => stack.up({ targetReplace }));
    expect(live()).toEqual([["/two"], ["/one"]]);

    world.declare(policy("three", STAGING, ["/one"]));
    const renamed = await world.up();
    expect(renamed.changes).toEqual({ create: 1, delete: 2 });
    expect(terminal(renamed)).toContain("this environment in another resource");
    expect(live()).toEqual([["/*"], ["/one"]]);
    await world.isSettled();
  });
});

describe("unknown values", () => {
  onEachEngine("pass through a preview untouched and are real during up", async (world) => {
    world.declare(
      policy("one", PRODUCTION, ["/one"]),
      policy("two", STAGING, ["/z", { $versionOf: "one" }, "/a"]),
    );
    const preview = await world.succeeds(() => world.stack.preview());
    expect([preview.changes, world.sent]).toEqual([{ create: 2 }, nothing]);
    await world.up();
    expect(world.live(STAGING)).toEqual(["/z", "/version/2", "/a"]);
    await world.succeeds(() => world.stack.destroy());
    // What depends on another resource is deleted before it.
    const restored = world.emulator.applies().map(({ env }) => env);
    expect(restored).toEqual([STAGING, PRODUCTION]);
  });
});
