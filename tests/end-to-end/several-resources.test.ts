import { join } from "node:path";
import { soon } from "../support/soon";
import { onEachEngine, PRODUCTION, STAGING, terminal, type World } from "../support/world";

/** What is in production before any story begins. */
const FIRST = ["/first"];
/** A delete that leaves the policy alone says so, and prints what the deleted resource had found. */
const TOLD = /now manages this environment.*\["\/first"\]/;

const policy = (name: string, env: string, apiWhitelist: string[], more: object = {}) => ({
  name,
  args: { env, apiWhitelist, ...more },
});
/** A resource whose create fails, once the other one is done: the engine then skips the deletes of that up. */
const failingAfter = (name: string) => ({
  ...policy("failing", "no-such-env", ["/a"]),
  options: { dependsOn: [name] },
});

function begin(world: World): World {
  world.emulator.editInConsole(PRODUCTION, { apiWhitelist: FIRST });
  return world;
}

const isNative = ({ stack }: World) => stack.env["POLICY_ADAPTER"] === "native";
const production = ({ emulator }: World) => emulator.policy(PRODUCTION).apiWhitelist;
const staging = ({ emulator }: World) => emulator.policy(STAGING).apiWhitelist;

/** Has every step begin with reads, as the plugin does by default; the dynamic resource needs `--refresh`. */
function readFirst(world: World): { refresh: boolean } {
  world.stack.env["WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE"] = undefined;
  return { refresh: !isNative(world) };
}

async function urnOf({ stack }: World, name: string): Promise<string> {
  const { resources } = await stack.exportState();
  return resources.find((resource) => resource.name === name)?.urn ?? "";
}

describe("a rename beside a resource that fails", () => {
  onEachEngine("keeps the policy when a later up deletes the old resource", async (world) => {
    await begin(world)
      .declare(policy("p", PRODUCTION, ["/a"]))
      .up();
    world.declare(policy("q", PRODUCTION, ["/a"]), failingAfter("q"));
    await world.fails(() => world.stack.up());
    expect(Object.keys(await world.state()).sort()).toEqual(["p", "q"]);
    world.declare(policy("q", PRODUCTION, ["/a"]));
    const up = await world.up();
    expect(up.changes).toEqual({ delete: 1, same: 1 });
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
    expect(terminal(up)).toMatch(TOLD);
    await world.isSettled();
  });

  onEachEngine(
    "keeps the policy when steps begin with reads, and after --replace",
    async (world) => {
      const options = readFirst(begin(world));
      const { stack } = world.declare(policy("p", PRODUCTION, ["/a"]));
      const keepsPolicy = async () => {
        world.declare(policy("q", PRODUCTION, ["/a"]));
        const up = await world.succeeds(() => stack.up(options));
        expect(world.sent.set).toBe(0);
        expect(terminal(up)).toMatch(TOLD);
        expect(production(world)).toEqual(["/a"]);
      };
      await world.up();
      world.declare(policy("q", PRODUCTION, ["/a"]), failingAfter("q"));
      await world.fails(() => stack.up(options));
      await keepsPolicy();

      const replace = [await urnOf(world, "q")];
      world.declare(policy("q", PRODUCTION, ["/a"]), failingAfter("q"));
      await world.fails(() => stack.up({ ...options, replace }));
      await keepsPolicy();
      await world.isSettled();
      // Each create was shown the state of the resource whose place it took.
      await world.succeeds(() => stack.destroy());
      expect(production(world)).toEqual(FIRST);
    },
  );

  onEachEngine("lets the new resource change, and the old one goes at last", async (world) => {
    const options = readFirst(begin(world));
    const { stack } = world.declare(policy("p", PRODUCTION, ["/a"]));
    const overwrite = { onConflict: "overwrite" };
    await world.up();
    for (const more of [{}, overwrite]) {
      world.declare(policy("q", PRODUCTION, ["/a"], more), failingAfter("q"));
      await world.fails(() => stack.up(options));
      expect((await world.state())["q"]?.outputs).toMatchObject(more);
    }
    world.declare(policy("q", PRODUCTION, ["/b"], overwrite));
    const up = await world.succeeds(() => stack.up(options));
    expect(up.changes).toEqual({ update: 1, delete: 1 });
    expect(terminal(up)).toMatch(TOLD);
    expect(production(world)).toEqual(["/b"]);
    await world.isSettled();
  });
});

describe("what was there first", () => {
  onEachEngine("of the switch is restored after its resources were exchanged", async (world) => {
    const options = readFirst(world);
    const { emulator, stack } = world.declare(policy("p", PRODUCTION, ["/a"], { open: false }));
    await world.up();
    world.declare(policy("q", STAGING, ["/b"], { open: false }));
    await world.succeeds(() => stack.up(options));
    expect(emulator.policy(PRODUCTION)).toMatchObject({ open: false, apiWhitelist: ["/*"] });
    expect(emulator.policy(STAGING)).toMatchObject({ open: false, apiWhitelist: ["/b"] });
    await world.isSettled();
    await world.succeeds(() => stack.destroy());
    expect(emulator.policy(STAGING)).toMatchObject({ open: true, apiWhitelist: ["/*"] });
  });

  onEachEngine(
    "of the switch is told where no read came before",
    async (world) => {
      world.declare(policy("p", PRODUCTION, ["/a"], { open: false }));
      await world.up();
      world.declare(policy("q", STAGING, ["/b"], { open: false }));
      expect(terminal(await world.up())).toMatch(/stays closed.*was open/);
      expect(world.emulator.policy(STAGING).open).toBe(false);
    },
    { adapters: ["dynamic"] },
  );

  onEachEngine("survives a move that fails halfway and is taken back", async (world) => {
    const options = isNative(world) ? readFirst(world) : {};
    const { stack } = begin(world).declare(policy("p", PRODUCTION, ["/a"]));
    await world.up();
    world.declare(policy("p", STAGING, ["/a"]), failingAfter("p"));
    await world.fails(() => stack.up(options));
    world.declare(policy("p", PRODUCTION, ["/a"]));
    const up = await world.succeeds(() => stack.up(options));
    expect(production(world)).toEqual(["/a"]);
    expect(staging(world)).toEqual(["/*"]);
    await world.isSettled();
    await world.succeeds(() => stack.destroy());
    // The dynamic resource is shown the earlier state only at its delete, too late to restore it.
    if (isNative(world)) expect(production(world)).toEqual(FIRST);
    else expect(terminal(up)).toMatch(TOLD);
  });

  onEachEngine("survives a replacement that deletes first and then fails", async (world) => {
    const declare = (env: string) =>
      world.declare({ ...policy("p", env, ["/a"]), options: { deleteBeforeReplace: true } });
    begin(world);
    await declare(PRODUCTION).up();
    declare("no-such-env");
    await world.fails(() => world.stack.up());
    expect(production(world)).toEqual(FIRST);
    await declare(PRODUCTION).up();
    expect(production(world)).toEqual(["/a"]);
    await world.isSettled();
    await world.succeeds(() => world.stack.destroy());
    expect(production(world)).toEqual(FIRST);
  });
});

describe("two stacks of one account", () => {
  onEachEngine(
    "may close its switch at the same moment",
    async (world, engine) => {
      const { emulator, stack } = world.declare(policy("p", PRODUCTION, ["/a"], { open: false }));
      // WeChat is slow: the sets of both wait for each other, longer than a request usually may.
      stack.env["WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS"] = "60000";
      const other = await engine.newStack({
        projectDir: join(__dirname, "../support/programs/policies"),
        stackName: "other",
        env: {
          ...stack.env,
          POLICIES: JSON.stringify([policy("q", STAGING, ["/b"], { open: false })]),
        },
      });
      try {
        const hasArrived = (env: string) => emulator.requests({ action: "set", env }).length > 0;
        const isClosed = () => !emulator.policy(STAGING).open;
        const on = (env: string) => ({ action: "set", env }) as const;
        emulator.faults.add({
          on: on(STAGING),
          before: () => soon(() => hasArrived(PRODUCTION), 50_000),
        });
        emulator.faults.add({ on: on(PRODUCTION), before: () => soon(isClosed, 50_000) });
        const [one, two] = await Promise.all([stack.up(), other.up()]);
        expect(terminal(one) + terminal(two)).not.toContain("somebody else");
        expect([one.exitCode, two.exitCode]).toEqual([0, 0]);
        expect(emulator.policy(PRODUCTION)).toMatchObject({ open: false, apiWhitelist: ["/a"] });
        expect(emulator.policy(STAGING)).toMatchObject({ open: false, apiWhitelist: ["/b"] });
      } finally {
        await other.remove();
      }
    },
    { emulator: { versionRule: "account" } },
  );
});
