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
    "share the switch, lose one of them with nothing else changed, and all go back at the end",
    async (world) => {
      const { stack } = world.declareFleets(
        fleet({ [PRODUCTION]: ["/b", "/a"], [STAGING]: { apiWhitelist: ["/c"] } }, { open: true }),
      );
      const up = await world.up();
      expect(up.changes).toEqual({ create: 3 });
      expect(up.outputs).toEqual({ versions: { shop: { [PRODUCTION]: 2, [STAGING]: 2 } } });
      expect(world.sent).toEqual({ get: 4, set: 2, applies: 2 });
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

      await world.succeeds(() => stack.destroy());
      expect([live(world), isOpen(world)]).toEqual([
        { [PRODUCTION]: "/*", [STAGING]: "/*", [THIRD]: "/*" },
        false,
      ]);
    },
    { emulator },
  );

  onEachEngine("show by name who was changed in the console", async (world) => {
    const { stack, emulator } = world.declareFleets(
      fleet({ [PRODUCTION]: ["/a"], [STAGING]: ["/b"] }, { open: true }),
    );
    await world.up();
    emulator.editInConsole(STAGING, { apiWhitelist: ["/*"] });
    const { diffs, exitCode } = await stack.preview({ refresh: true, expectNoChanges: true });
    expect(exitCode).toBe(7);
    expect(diffs.map(({ name, op }) => [name, op])).toEqual([
      [STAGING, "refresh"],
      [STAGING, "update"],
    ]);
    await world.succeeds(() => stack.up({ refresh: true }));
    expect(live(world)).toEqual({ [PRODUCTION]: "/a", [STAGING]: "/b" });
    await world.isSettled();
  });

  onEachEngine("take what the component says, unless they say it themselves", async (world) => {
    const account = "wx0000000000000001";
    const own = {
      apiWhitelist: ["/b"],
      onConflict: "fail",
      onDelete: "restore",
      restoreTo: ["/r"],
    };
    world.declareFleets({
      ...fleet(
        { [PRODUCTION]: ["/a"], [STAGING]: own },
        { authorizerAppId: account, onConflict: "overwrite", onDelete: "revoke" },
      ),
      options: { protect: true },
    });
    await world.up();
    const state = await world.state();
    const base = { authorizerAppId: account };
    expect(state[PRODUCTION]).toMatchObject({
      id: `${account}/${PRODUCTION}`,
      inputs: { ...base, apiWhitelist: ["/a"], onConflict: "overwrite", onDelete: "revoke" },
    });
    expect(state[STAGING]).toMatchObject({ id: `${account}/${STAGING}`, inputs: own });
    const { resources } = await world.stack.exportState();
    const ours = resources.filter(({ type }) => type.includes("CloudAccessTokenPol"));
    expect(ours.map(({ protect }) => protect)).toEqual([true, true, true]);
  });
});

describe("moving", () => {
  const single = { name: "production", args: { env: PRODUCTION, apiWhitelist: ["/a"] } };
  const former = [{ name: "production", parent: "$root" }];
  const moved = fleet({ [PRODUCTION]: { apiWhitelist: ["/a"], aliases: former } });
  const changesNothing = async (world: World, changes: object) => {
    const before = Object.values(await world.state());
    const up = await world.up();
    expect([up.changes, world.sent]).toEqual([changes, { get: 0, set: 0, applies: 0 }]);
    expect(Object.values(await world.state())).toEqual(before);
    await world.isSettled();
  };

  onEachEngine("a single policy into a component writes nothing", async (world) => {
    await world.declare(single).up();
    await changesNothing(world.declare().declareFleets(moved), { create: 1, same: 1 });
    await changesNothing(world.declareFleets(fleet({ [PRODUCTION]: ["/a"] })), { same: 2 });
    await world.succeeds(() => world.stack.destroy());
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
  });

  onEachEngine("a component to another name writes nothing, with no alias", async (world) => {
    await world.declareFleets(fleet({ [PRODUCTION]: ["/a"] })).up();
    const renamed = { ...fleet({ [PRODUCTION]: ["/a"] }), name: "bakery" };
    await changesNothing(world.declareFleets(renamed), { create: 1, same: 1, delete: 1 });
  });

  onEachEngine(
    "a component to the plugin writes nothing",
    async (world) => {
      await world.declareFleets(fleet({ [PRODUCTION]: ["/a"], [STAGING]: ["/b"] })).up();
      await changesNothing(world.use("native"), { same: 3 });
    },
    { adapters: ["dynamic"] },
  );
});

describe("wrong arguments", () => {
  const cases: [string, object, string[]][] = [
    [
      "open inside an environment, and a misspelt input",
      fleet(
        { [PRODUCTION]: { apiWhitelist: ["/a"], open: true, onDestroy: "revoke" } },
        { opn: 1 },
      ),
      [
        'CloudAccessTokenPolicies "shop": opn is not an input; use one of authorizerAppId, open,',
        `environments["${PRODUCTION}"].open is the whole account's switch: give it beside environments`,
        `environments["${PRODUCTION}"].onDestroy is not an input; use one of apiWhitelist,`,
      ],
    ],
    [
      "no environment",
      fleet({}),
      ["environments must be an object with the paths of at least one"],
    ],
    [
      "a list of environments",
      fleet([PRODUCTION]),
      ["environments must be an object with the paths"],
    ],
    [
      "an environment that is no list",
      fleet({ [PRODUCTION]: "/a" }),
      [`environments["${PRODUCTION}"] must be a list of paths, or an object with apiWhitelist`],
    ],
    [
      "an environment without paths",
      fleet({ [STAGING]: {} }),
      [STAGING, "apiWhitelist", "is required"],
    ],
  ];
  onEachEngine("are named before anything is sent", async (world) => {
    for (const [, wrong, said] of cases) {
      const preview = await world.fails(() =>
        world.declareFleets(wrong as ReturnType<typeof fleet>).stack.preview(),
      );
      for (const part of said) expect(preview).toContain(part);
      expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
    }
  });
});
