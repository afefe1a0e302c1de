import { onEachEngine, PRODUCTION, STAGING, terminal, type World } from "../support/world";

const THIRD = "third-environment";
const emulator = {
  accounts: {
    wx0000000000000001: {
      open: false,
      environments: { [PRODUCTION]: {}, [STAGING]: {}, [THIRD]: {} },
    },
  },
};
const fleet = (environments: object, more: object = {}) => ({
  name: "shop",
  args: { environments, ...more },
});
const live = ({ emulator }: World) =>
  Object.fromEntries(
    emulator.environments().map((env) => [env, emulator.policy(env).apiWhitelist.join()]),
  );
const isOpen = ({ emulator }: World) => emulator.policy(PRODUCTION).open;

describe("the environments of one account in one component", () => {
  onEachEngine(
    "share the switch, lose one alone, and get their whitelists back at the end",
    async (world) => {
      const { stack } = world.declareFleets(
        fleet({ [PRODUCTION]: ["/b", "/a"], [STAGING]: { apiWhitelist: ["/c"] } }, { open: true }),
      );
      const up = await world.up();
      expect(up.changes).toEqual({ create: 3 });
      expect(up.outputs).toEqual({ versions: { shop: { [PRODUCTION]: 2, [STAGING]: 2 } } });
      // Who waits for the other to move the switch reads again what that may have changed.
      expect([4, 5]).toContain(world.sent.get);
      expect(world.sent).toMatchObject({ set: 2, applies: 2 });
      expect([live(world), isOpen(world)]).toEqual([
        { [PRODUCTION]: "/a,/b", [STAGING]: "/c", [THIRD]: "/*" },
        true,
      ]);
      await world.isSettled();

      world.declareFleets(fleet({ [STAGING]: ["/c"], [THIRD]: ["/d"] }, { open: true }));
      const next = await world.up();
      expect(next.changes).toEqual({ create: 1, delete: 1, same: 2 });
      expect(next.outputs).toEqual({ versions: { shop: { [STAGING]: 2, [THIRD]: 2 } } });
      expect([live(world), isOpen(world)]).toEqual([
        { [PRODUCTION]: "/*", [STAGING]: "/c", [THIRD]: "/d" },
        true,
      ]);
      await world.isSettled();

      const destroy = await world.succeeds(() => stack.destroy());
      expect(terminal(destroy)).toMatch(/stays open, although it was closed/);
      expect([live(world), isOpen(world)]).toEqual([
        { [PRODUCTION]: "/*", [STAGING]: "/*", [THIRD]: "/*" },
        true,
      ]);
    },
    { emulator },
  );

  onEachEngine(
    "take what the component says unless they say it, and show drift by name",
    async (world) => {
      const { stack, emulator } = world;
      const account = { authorizerAppId: "wx0000000000000001" };
      const own = {
        apiWhitelist: ["/b"],
        onConflict: "fail",
        onDelete: "retain",
        restoreTo: ["/r"],
      };
      const defaults = { onConflict: "overwrite", onDelete: "revoke" };
      world.declareFleets({
        ...fleet({ [PRODUCTION]: ["/a"], [STAGING]: own }, { ...account, ...defaults }),
        options: { protect: true },
      });
      await world.up();
      expect(await world.state()).toMatchObject({
        [PRODUCTION]: {
          inputs: { ...account, ...defaults, env: PRODUCTION, apiWhitelist: ["/a"] },
        },
        [STAGING]: { inputs: { ...account, ...own, env: STAGING } },
      });
      const { resources } = await stack.exportState();
      const ours = resources.filter(({ type }) => type.includes("CloudAccessTokenPol"));
      expect(ours.map(({ protect }) => protect)).toEqual([true, true, true]);

      emulator.editInConsole(STAGING, { apiWhitelist: ["/*"] });
      const { diffs, exitCode } = await stack.preview({ refresh: true, expectNoChanges: true });
      expect(exitCode).toBe(7);
      expect(diffs.map(({ name, op }) => [name, op])).toEqual([
        [STAGING, "refresh"],
        [STAGING, "update"],
      ]);
    },
  );
});

describe("moving", () => {
  const changesNothing = async (world: World, changes: object) => {
    const policies = async () =>
      new Map(Object.values(await world.state()).map((policy) => [policy.id, policy]));
    const before = await policies();
    const up = await world.up();
    expect([up.changes, world.sent]).toEqual([changes, { get: 0, set: 0, applies: 0 }]);
    expect(await policies()).toEqual(before);
    await world.isSettled();
  };

  onEachEngine(
    "a single policy into a component, which gets another name, writes nothing",
    async (world) => {
      const args = { env: PRODUCTION, apiWhitelist: ["/a"] };
      await world.declare({ name: "production", args }).up();

      const aliases = [{ name: "production", parent: "$root" }];
      world.declare().declareFleets(fleet({ [PRODUCTION]: { apiWhitelist: ["/a"], aliases } }));
      await changesNothing(world, { create: 1, same: 1 });

      world.declareFleets({ ...fleet({ [PRODUCTION]: ["/a"] }), name: "bakery" });
      await changesNothing(world, { create: 1, same: 1, delete: 1 });
      await world.succeeds(() => world.stack.destroy());
      expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
    },
  );

  onEachEngine(
    "a component to the plugin writes nothing",
    async (world) => {
      await world.declareFleets(fleet({ [PRODUCTION]: ["/a"], [STAGING]: ["/b"] })).up();
      await changesNothing(world.use("native"), { same: 3 });
    },
    { adapters: ["dynamic"] },
  );
});

describe("a wrong argument", () => {
  onEachEngine("is named in the preview, and nothing is sent", async (world) => {
    world.declareFleets(fleet({ [PRODUCTION]: { apiWhitelist: ["/a"], open: true } }));
    expect(await world.fails(() => world.stack.preview())).toContain(
      `CloudAccessTokenPolicies "shop": environments["${PRODUCTION}"].open is the whole account's switch`,
    );
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
  });
});
