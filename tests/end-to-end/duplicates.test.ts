import { nothing, onEachEngine, policy, PRODUCTION, STAGING, type World } from "../support/world";

const shop = policy("shop", PRODUCTION, ["/shop"]);

/** One line of what the user sees names both resources. */
function expectBothNamed(said: string): void {
  expect(said).toMatch(/"shop".*"game"|"game".*"shop"/);
}

async function isRefused(world: World): Promise<void> {
  expectBothNamed(await world.fails(() => world.stack.up()));
  // Of the two only the one that was declared first may have been written.
  expect(world.live(PRODUCTION)).not.toEqual(["/game"]);
}

describe("two resources for one environment", () => {
  const bothTimes = async (world: World) => {
    const game = policy("game", PRODUCTION, ["/game"]);
    world.declare(shop, game);
    expectBothNamed(await world.fails(() => world.stack.preview()));
    expect(world.sent).toEqual(nothing);
    await isRefused(world);

    await world.declare(shop).up();
    world.declare(shop, game);
    expectBothNamed(await world.fails(() => world.stack.preview()));
    await isRefused(world);
    expect(world.sent.set).toBe(0);
    expect(world.live(PRODUCTION)).toEqual(["/shop"]);
  };
  onEachEngine("are refused in each preview and up, and both are named", bothTimes, {
    isRacy: true,
  });

  onEachEngine("are refused if one's env is known only during up", async (world) => {
    const game = policy("game", { $after: "shop", value: PRODUCTION }, ["/game"]);
    world.declare(shop, game);
    await world.succeeds(() => world.stack.preview());
    await isRefused(world);
    await isRefused(world);
    expect(world.sent.set).toBe(0);
    expect(world.live(PRODUCTION)).toEqual(["/shop"]);
  });
});

describe("one resource for one environment", () => {
  onEachEngine("is no duplicate of its alias, its target or its replacement", async (world) => {
    const { stack } = world.declare(shop);
    await world.up();
    const urn = (await world.urnOf("shop")).replace(/shop$/, "game");
    world.declare(policy("game", PRODUCTION, ["/game"], {}, { aliases: [{ name: "shop" }] }));
    const up = await world.succeeds(() => stack.up({ target: [urn] }));
    expect(up.changes).toEqual({ update: 1 });
    const replaced = await world.succeeds(() => stack.up({ replace: [urn] }));
    expect(replaced.changes).toEqual({ replace: 1 });
    world.declare(policy("game", STAGING, ["/game"], {}, { deleteBeforeReplace: true }));
    expect((await world.up()).changes).toEqual({ replace: 1 });
    expect(world.live(STAGING)).toEqual(["/game"]);
    await world.isSettled();
  });
});
