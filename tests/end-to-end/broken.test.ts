import { onEachEngine, PRODUCTION, STAGING } from "../support/world";

const declared = (apiWhitelist: string[]) => ({
  name: "it",
  args: { env: PRODUCTION, apiWhitelist },
});

describe("a write that cannot be verified", () => {
  onEachEngine("leaves state that the next up settles without a second write", async (world) => {
    const { emulator, stack } = world.declare(declared(["/a"]));
    emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 503 });
    const said = await world.fails(() => stack.up());
    expect(said).toContain("HTTP 503");
    expect(world.sent.applies).toBe(1);
    expect((await world.state())["it"]?.initErrors).not.toEqual([]);
    await world.up();
    expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });
    await world.isSettled();
    await world.succeeds(() => stack.destroy());
    expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
  });
});

describe("a refresh that fails", () => {
  onEachEngine("keeps the resource in state", async (world) => {
    const { emulator, stack } = world.declare(declared(["/a"]));
    await world.up();
    const before = await world.state();
    for (const fault of [
      { status: 502 },
      { body: "<html>" },
      { errcode: 61007 },
      { errcode: 85088 },
    ]) {
      emulator.faults.clear();
      emulator.faults.add({ ...fault, times: Infinity });
      await world.fails(() => stack.refresh());
      expect(await world.state()).toEqual(before);
    }
  });

  onEachEngine(
    "is not one where the environment is gone: the resource is dropped",
    async (world) => {
      world.declare({ name: "it", args: { env: STAGING, apiWhitelist: ["/a"] } });
      await world.up();
      world.emulator.removeEnvironment(STAGING);
      await world.succeeds(() => world.stack.refresh());
      expect(await world.state()).toEqual({});
    },
  );
});

describe("destroy", () => {
  onEachEngine("counts an environment that is gone as deleted", async (world) => {
    world.declare({ name: "it", args: { env: STAGING, apiWhitelist: ["/a"] } });
    await world.up();
    world.emulator.removeEnvironment(STAGING);
    await world.succeeds(() => world.stack.destroy());
    expect(await world.state()).toEqual({});
  });

  onEachEngine("follows onDelete and restoreTo", async (world) => {
    const args = { env: PRODUCTION, apiWhitelist: ["/a"] };
    const live = () => world.emulator.policy(PRODUCTION).apiWhitelist;
    world.declare({ name: "it", args: { ...args, onDelete: "revoke" } });
    await world.up();
    await world.succeeds(() => world.stack.destroy());
    expect(live()).toEqual([]);
    world.declare({ name: "it", args: { ...args, restoreTo: ["/declared"] } });
    await world.up();
    await world.succeeds(() => world.stack.destroy());
    expect(live()).toEqual(["/declared"]);
    world.declare({ name: "it", args: { ...args, onDelete: "retain" } });
    await world.up();
    await world.succeeds(() => world.stack.destroy());
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
    expect(live()).toEqual(["/a"]);
  });
});

describe("settings alone", () => {
  onEachEngine("update state without any request", async (world) => {
    const args = { env: PRODUCTION, apiWhitelist: ["/a"] };
    await world.declare({ name: "it", args }).up();
    const settings = { onConflict: "overwrite", onDelete: "retain", restoreTo: ["/z"] };
    world.declare({ name: "it", args: { ...args, ...settings } });
    expect((await world.up()).changes).toEqual({ update: 1 });
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
    expect((await world.state())["it"]?.outputs).toMatchObject(settings);
    await world.isSettled();
  });
});
