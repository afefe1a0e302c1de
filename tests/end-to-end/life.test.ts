import { nothing, onEachEngine, policy, PRODUCTION, STAGING } from "../support/world";

const production = (...apiWhitelist: string[]) =>
  policy("production", PRODUCTION, apiWhitelist, { onDelete: "restore" });
const staging = policy("staging", STAGING, ["/wxa/msg_sec_check"]);

describe("two environments", () => {
  onEachEngine("are created, changed, healed and destroyed as promised", async (world) => {
    const { stack, emulator } = world.declare(production("/b", "/a", "/b"), staging);
    const preview = await world.succeeds(() => stack.preview());
    expect([preview.changes, world.sent]).toEqual([{ create: 2 }, nothing]);

    expect((await world.up()).changes).toEqual({ create: 2 });
    expect(world.sent).toEqual({ get: 4, set: 2, applies: 2 });
    expect(emulator.policy(PRODUCTION)).toMatchObject({ apiWhitelist: ["/b", "/a"], version: 2 });
    const inputs = { env: PRODUCTION, apiWhitelist: ["/b", "/a"], onDelete: "restore" };
    const original = { open: true, apiWhitelist: ["/*"] };
    expect((await world.state())["production"]).toEqual({
      id: PRODUCTION,
      inputs,
      outputs: { ...inputs, open: true, version: 2, managesOpen: false, original },
      initErrors: [],
    });
    await world.isSettled();

    expect((await world.up()).changes).toEqual({ same: 2 });
    expect(world.sent).toEqual(nothing);

    world.declare(production("/a"), staging);
    expect((await world.up()).changes).toEqual({ update: 1, same: 1 });
    expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });

    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/*", "/a"] });
    const drifted = await stack.preview({ refresh: true, expectNoChanges: true });
    expect(drifted.exitCode).toBe(7);
    expect(drifted.diffs).toEqual([
      expect.objectContaining({ op: "refresh", name: "production" }),
      expect.objectContaining({ op: "update", name: "production" }),
    ]);
    expect(drifted.diffs[0]?.properties).toEqual(
      expect.arrayContaining([
        { path: "version", from: 3, to: 4 },
        { path: "apiWhitelist[1]", to: "/*" },
      ]),
    );

    expect((await world.succeeds(() => stack.refresh())).refreshed).toEqual({ same: 1, update: 1 });
    expect(world.sent).toEqual({ get: 2, set: 0, applies: 0 });
    expect((await world.state())["production"]).toMatchObject({
      inputs: { apiWhitelist: ["/a", "/*"] },
      outputs: { apiWhitelist: ["/a", "/*"], version: 4 },
    });
    expect((await world.up()).changes).toEqual({ update: 1, same: 1 });
    expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });
    expect(world.live(PRODUCTION)).toEqual(["/a"]);
    await world.isSettled();

    expect((await world.succeeds(() => stack.destroy())).changes).toEqual({ delete: 2 });
    expect(world.sent).toEqual({ get: 4, set: 2, applies: 2 });
    expect([world.live(PRODUCTION), world.live(STAGING)]).toEqual([["/*"], ["/*"]]);
    expect(await world.state()).toEqual({});
  });
});
