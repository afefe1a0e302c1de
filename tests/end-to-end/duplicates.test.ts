import { onEachEngine, PRODUCTION, STAGING, type World } from "../support/world";

const policy = (
  name: string,
  env: unknown,
  apiWhitelist: string[],
  options: Record<string, unknown> = {},
) => ({
  name,
  args: { env, apiWhitelist },
  options,
});
const shop = policy("shop", PRODUCTION, ["/shop"]);

/** One line of what the user sees names both resources. */
function expectBothNamed(said: string): void {
  const lines = said.split("\n");
  expect(lines.filter((line) => line.includes('"shop"') && line.includes('"game"'))).not.toEqual(
    [],
  );
}

async function isRefused(world: World): Promise<void> {
  expectBothNamed(await world.fails(() => world.stack.up()));
  // Of the two only the one that was declared first may have been written.
  expect(world.emulator.policy(PRODUCTION).apiWhitelist).not.toEqual(["/game"]);
}

describe("two resources for one environment", () => {
  onEachEngine("are refused in each preview and up, and both are named", async (world) => {
    const game = policy("game", PRODUCTION, ["/game"]);
    world.declare(shop, game);
    expectBothNamed(await world.fails(() => world.stack.preview()));
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
    await isRefused(world);

    await world.declare(shop).up();
    world.declare(shop, game);
    expectBothNamed(await world.fails(() => world.stack.preview()));
    await isRefused(world);
    expect(world.sent.set).toBe(0);
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/shop"]);
  });

  onEachEngine("are refused where one's env is known only during up", async (world) => {
    const game = policy("game", { $after: "shop", value: PRODUCTION }, ["/game"]);
    world.declare(shop, game);
    await world.succeeds(() => world.stack.preview());
    await isRefused(world);
    await isRefused(world);
    expect(world.sent.set).toBe(0);
    expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/shop"]);
  });
});

describe("one resource for one environment", () => {
  onEachEngine("is no duplicate of its alias, its target or its replacement", async (world) => {
    const { stack } = world.declare(shop);
    await world.up();
    const { resources } = await stack.exportState();
    const before = resources.find(({ name }) => name === "shop")?.urn ?? "";
    const urn = before.replace(/shop$/, "game");
    world.declare(policy("game", PRODUCTION, ["/game"], { aliases: [{ name: "shop" }] }));
    const up = await world.succeeds(() => stack.up({ target: [urn] }));
    expect(up.changes).toEqual({ update: 1 });
    expect((await world.succeeds(() => stack.up({ replace: [urn] }))).changes).toEqual({
      replace: 1,
    });
    world.declare(policy("game", STAGING, ["/game"], { deleteBeforeReplace: true }));
    expect((await world.up()).changes).toEqual({ replace: 1 });
    expect(world.emulator.policy(STAGING).apiWhitelist).toEqual(["/game"]);
    await world.isSettled();
  });
});
