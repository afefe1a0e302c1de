import { nothing, onEachEngine, policy, PRODUCTION, STAGING } from "../support/world";

describe("a write that cannot be verified, and a read that fails", () => {
  onEachEngine("leave a state that the next up settles without a write", async (world) => {
    const { emulator, stack } = world.declare(policy("it", PRODUCTION, ["/a"]));
    emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 503 });
    expect(await world.fails(() => stack.up())).toContain("HTTP 503");
    expect(world.sent.applies).toBe(1);
    expect((await world.state())["it"]?.initErrors).not.toEqual([]);

    const before = await world.state();
    emulator.faults.add({ status: 502, times: Infinity });
    await world.fails(() => stack.refresh());
    expect(await world.state()).toEqual(before);

    emulator.faults.clear();
    await world.up();
    expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
    await world.isSettled();
  });
});

describe("an environment that is gone", () => {
  onEachEngine("leaves state by refresh and by destroy", async (world) => {
    const { emulator, stack } = world.declare(
      policy("one", PRODUCTION, ["/a"]),
      policy("two", STAGING, ["/a"]),
    );
    await world.up();
    emulator.removeEnvironment(STAGING);
    await world.succeeds(() => stack.refresh());
    expect(Object.keys(await world.state())).toEqual(["one"]);
    emulator.removeEnvironment(PRODUCTION);
    await world.succeeds(() => stack.destroy());
    expect(await world.state()).toEqual({});
  });
});

describe("settings alone", () => {
  onEachEngine("change state without a request, and destroy follows them", async (world) => {
    const { stack } = world.declare(policy("one", PRODUCTION, ["/a"]), policy("two", STAGING, []));
    await world.up();
    const settings = { onConflict: "overwrite", restoreTo: ["/z"] };
    const retain = { onDelete: "retain" };
    world.declare(
      policy("one", PRODUCTION, ["/a"], settings),
      policy("two", STAGING, [], { onDelete: "retain" }),
    );
    expect((await world.up()).changes).toEqual({ update: 2 });
    expect(world.sent).toEqual(nothing);
    expect(await world.state()).toMatchObject({
      one: { outputs: settings },
      two: { outputs: retain },
    });
    await world.isSettled();
    await world.succeeds(() => stack.destroy());
    expect([world.live(PRODUCTION), world.live(STAGING)]).toEqual([["/z"], []]);
  });
});
