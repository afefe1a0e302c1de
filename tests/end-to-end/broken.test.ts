import { onEachEngine, policy, PRODUCTION, STAGING } from "../support/world";

describe("a write that cannot be verified, and calls that fail", () => {
  onEachEngine("leave a state that the next up settles", async (world) => {
    const { emulator, stack } = world.declare(policy("it", PRODUCTION, ["/a"]));
    const fault = { on: { action: "get" }, skip: 1, times: 4, status: 503 } as const;
    const stored = async () => (await world.state())["it"];
    emulator.faults.add(fault);
    expect(await world.fails(() => stack.up())).toContain("HTTP 503");
    expect(world.sent.applies).toBe(1);
    const unverified = await stored();
    expect(unverified?.initErrors).not.toEqual([]);

    emulator.faults.add({ errcode: 48001, times: Infinity });
    for (const step of [stack.refresh, stack.up, stack.destroy]) {
      await world.fails(step);
      expect(await stored()).toEqual(unverified);
    }

    emulator.faults.clear();
    await world.up();
    expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
    await world.isSettled();

    world.declare(policy("it", PRODUCTION, ["/b"]));
    emulator.faults.add(fault);
    await world.fails(() => stack.up());
    // The engine must not take the new inputs for those that are reached.
    expect(await stored()).toMatchObject({ inputs: { apiWhitelist: ["/a"] } });
    await world.succeeds(() => stack.refresh());
    expect(await stored()).toMatchObject({ inputs: { apiWhitelist: ["/b"] }, initErrors: [] });
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
