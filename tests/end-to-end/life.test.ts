import { onEachEngine, PRODUCTION, STAGING, type World } from "../support/world";

const production = (apiWhitelist: unknown, more: object = {}) => ({
  name: "production",
  args: { env: PRODUCTION, apiWhitelist, ...more },
});
const staging = { name: "staging", args: { env: STAGING, apiWhitelist: ["/wxa/msg_sec_check"] } };

describe("the life of two environments", () => {
  onEachEngine("goes from preview to destroy with the promised requests", async (world) => {
    const { stack, emulator } = world.declare(production(["/b", "/a", "/b"]), staging);

    const preview = await world.succeeds(() => stack.preview());
    expect(preview.changes).toEqual({ create: 2 });
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });

    expect((await world.up()).changes).toEqual({ create: 2 });
    expect(world.sent).toEqual({ get: 4, set: 2, applies: 2 });
    expect(emulator.policy(PRODUCTION)).toMatchObject({ apiWhitelist: ["/a", "/b"], version: 2 });
    await world.isSettled();

    expect((await world.up()).changes).toEqual({ same: 2 });
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });

    world.declare(production(["/a", "/c"]), staging);
    expect((await world.up()).changes).toEqual({ update: 1, same: 1 });
    expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });
    await world.isSettled();

    expect((await world.succeeds(() => stack.refresh())).refreshed).toEqual({ same: 2 });
    expect(world.sent).toEqual({ get: 2, set: 0, applies: 0 });

    expect((await world.succeeds(() => stack.destroy())).changes).toEqual({ delete: 2 });
    expect(world.sent).toEqual({ get: 4, set: 2, applies: 2 });
    expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
    expect(emulator.policy(STAGING).apiWhitelist).toEqual(["/*"]);
    expect(await world.state()).toEqual({});
  });

  onEachEngine("stores every input, what was found, and nothing else", async (world) => {
    world.declare(production(["/b", "/a"], { onDelete: "retain" }));
    await world.up();
    const { production: stored } = await world.state();
    const inputs = { env: PRODUCTION, apiWhitelist: ["/a", "/b"], onDelete: "retain" };
    expect(stored).toEqual({
      id: PRODUCTION,
      inputs,
      outputs: {
        ...inputs,
        open: true,
        version: 2,
        managesOpen: false,
        original: { open: true, apiWhitelist: ["/*"] },
      },
      initErrors: [],
    });
  });
});

describe("drift", () => {
  const edited = async (world: World) => {
    world.declare(production(["/a"]), staging);
    await world.up();
    world.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/*", "/a"] });
  };

  onEachEngine("is all that a preview with refresh shows, with exit code 7", async (world) => {
    await edited(world);
    const preview = await world.stack.preview({ refresh: true, expectNoChanges: true });
    expect(preview.exitCode).toBe(7);
    const [drift, heal, ...others] = preview.diffs;
    expect(others).toEqual([]);
    expect(drift).toMatchObject({ op: "refresh", name: "production" });
    expect(drift?.properties).toContainEqual({ path: "version", from: 2, to: 3 });
    expect(drift?.properties).toContainEqual({ path: "apiWhitelist[0]", from: "/a", to: "/*" });
    expect(heal).toMatchObject({ op: "update", name: "production" });
  });

  onEachEngine("is written to state by refresh and healed by the next up", async (world) => {
    await edited(world);
    const { stack, emulator } = world;
    expect((await world.succeeds(() => stack.refresh())).refreshed).toEqual({ same: 1, update: 1 });
    expect((await world.state())["production"]).toMatchObject({
      inputs: { apiWhitelist: ["/*", "/a"] },
      outputs: { apiWhitelist: ["/*", "/a"], version: 3 },
    });
    expect((await world.up()).changes).toEqual({ update: 1, same: 1 });
    expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });
    expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a"]);
    await world.isSettled();
  });

  onEachEngine("of the account's switch shows only where the switch is managed", async (world) => {
    world.declare(production(["/a"], { open: true }), staging);
    await world.up();
    world.emulator.editInConsole(STAGING, { open: false });
    const { diffs } = await world.stack.preview({ refresh: true });
    const updates = diffs.filter(({ op }) => op === "update");
    expect(updates.map(({ name }) => name)).toEqual(["production"]);
    await world.succeeds(() => world.stack.up({ refresh: true }));
    expect(world.emulator.policy(PRODUCTION).open).toBe(true);
    // Not "settled": the sibling's output shows the live switch, which this up has moved back.
    expect((await world.stack.preview({ refresh: true, expectNoChanges: true })).exitCode).toBe(0);
  });
});
