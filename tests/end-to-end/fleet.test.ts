import { nothing, onEachEngine, policy, PRODUCTION, STAGING, terminal } from "../support/world";
import type { World } from "../support/world";

const THIRD = "third-environment";
const emulator = {
  accounts: {
    wx0000000000000001: {
      open: false,
      environments: { [PRODUCTION]: {}, [STAGING]: {}, [THIRD]: {} },
    },
  },
};
const fleet = (environments: object, more: object = {}, name = "shop") => ({
  name,
  args: { environments, ...more },
});
const live = (world: World) => [PRODUCTION, STAGING, THIRD].map((env) => world.live(env).join());

/** An up with these changes that sends nothing and leaves the policies in state as they are. */
async function changesNothing(world: World, changes: object): Promise<void> {
  const policies = async () =>
    new Map(Object.values(await world.state()).map((each) => [each.id, each]));
  const before = await policies();
  const up = await world.up();
  expect([up.changes, world.sent]).toEqual([changes, nothing]);
  expect(await policies()).toEqual(before);
}

describe("the environments of one account in one component", () => {
  onEachEngine(
    "share its switch and inputs, leave one by one, and are restored at the end",
    async (world) => {
      const { stack } = world;
      const account = { authorizerAppId: "wx0000000000000001", open: true };
      const defaults = { onConflict: "overwrite", onDelete: "restore" };
      const own = { apiWhitelist: ["/c"], onConflict: "fail", restoreTo: ["/r"] };
      const shared = { ...account, ...defaults };
      world.declareFleets(fleet({ [PRODUCTION]: ["/b", "/a"], [STAGING]: own }, shared));
      const up = await world.up();
      expect(up.changes).toEqual({ create: 3 });
      expect(up.outputs).toEqual({ versions: { shop: { [PRODUCTION]: 2, [STAGING]: 2 } } });
      // The one that waits for the other's write of the switch reads its result again.
      expect([4, 5]).toContain(world.sent.get);
      expect(world.sent).toMatchObject({ set: 2, applies: 2 });
      expect(live(world)).toEqual(["/b,/a", "/c", "/*"]);
      expect(await world.state()).toMatchObject({
        [PRODUCTION]: { inputs: { ...shared, env: PRODUCTION, apiWhitelist: ["/b", "/a"] } },
        [STAGING]: { inputs: { ...shared, ...own, env: STAGING } },
      });
      await world.isSettled();
      await changesNothing(world.use("native"), { same: 3 });

      world.emulator.editInConsole(STAGING, { apiWhitelist: ["/*"] });
      const drifted = await stack.preview({ refresh: true, expectNoChanges: true });
      expect(drifted.exitCode).toBe(7);
      expect(drifted.diffs.map(({ name, op }) => [name, op])).toEqual([
        [STAGING, "refresh"],
        [STAGING, "update"],
      ]);
      world.emulator.editInConsole(STAGING, { apiWhitelist: ["/c"] });

      world.declareFleets(fleet({ [STAGING]: own, [THIRD]: ["/d"] }, shared));
      expect((await world.up()).changes).toEqual({ create: 1, delete: 1, same: 2 });
      expect(live(world)).toEqual(["/*", "/c", "/d"]);

      const destroy = await world.succeeds(() => stack.destroy());
      expect(terminal(destroy)).toMatch(/stays open, although it was closed/);
      expect(live(world)).toEqual(["/*", "/r", "/*"]);
      expect(world.emulator.policy(PRODUCTION).open).toBe(true);
    },
    { emulator },
  );

  onEachEngine("were single policies, or another component's, without a write", async (world) => {
    await world.declare(policy("production", PRODUCTION, ["/a"])).up();
    const aliases = [{ name: "production", parent: "$root" }];
    world.declare().declareFleets(fleet({ [PRODUCTION]: { apiWhitelist: ["/a"], aliases } }));
    await changesNothing(world, { create: 1, same: 1 });
    world.declareFleets(fleet({ [PRODUCTION]: ["/a"] }, {}, "bakery"));
    await changesNothing(world, { create: 1, same: 1, delete: 1 });
    await world.isSettled();
    await world.succeeds(() => world.stack.destroy());
    expect(world.live(PRODUCTION)).toEqual(["/*"]);
  });
});
