import { join } from "node:path";
import { soon } from "../support/soon";
import { nothing, onEachEngine, policy, PRODUCTION, STAGING, terminal } from "../support/world";
import type { World } from "../support/world";

/** What is in production before any story begins. */
const FIRST = ["/first"];
/** A delete that leaves the policy alone says so; if nobody else keeps what was there first, with that. */
const KEPT = /this environment in another resource\n/;
const TOLD = /this environment in another resource.*\["\/first"\]/;

const a = (name: string, more: object = {}) => policy(name, PRODUCTION, ["/a"], more);
const closed = (name: string, env: string, path: string) =>
  policy(name, env, [path], { open: false });
/** Its create fails after the other resource is done. The engine then skips the deletes of that up. */
const failingAfter = (name: string) =>
  policy("failing", "no-such-env", ["/a"], {}, { dependsOn: [name] });

function begin(world: World): World {
  world.emulator.editInConsole(PRODUCTION, { apiWhitelist: FIRST });
  return world;
}

const isNative = ({ stack }: World) => stack.env["POLICY_ADAPTER"] === "native";

/** Has every step begin with reads: the plugin does so by default, the dynamic resource by `--refresh`. */
function readFirst(world: World): { refresh: boolean } {
  world.stack.env["WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE"] = undefined;
  return { refresh: !isNative(world) };
}

describe("a rename beside a resource that fails", () => {
  onEachEngine("keeps the policy when a later up deletes the old resource", async (world) => {
    await begin(world).declare(a("p")).up();
    world.declare(a("q"), failingAfter("q"));
    await world.fails(() => world.stack.up());
    expect(Object.keys(await world.state()).sort()).toEqual(["p", "q"]);
    world.declare(a("q"));
    const up = await world.up();
    expect([up.changes, world.sent]).toEqual([{ delete: 1, same: 1 }, nothing]);
    expect(terminal(up)).toMatch(TOLD);
    await world.isSettled();
  });

  onEachEngine("lets the new resource change, also when steps begin with reads", async (world) => {
    const options = readFirst(begin(world));
    const { stack } = world.declare(a("p"));
    const overwrite = { onConflict: "overwrite" };
    await world.up();
    for (const more of [{}, overwrite]) {
      world.declare(a("q", more), failingAfter("q"));
      await world.fails(() => stack.up(options));
      expect((await world.state())["q"]?.outputs).toMatchObject(more);
    }
    world.declare(policy("q", PRODUCTION, ["/b"], overwrite));
    const up = await world.succeeds(() => stack.up(options));
    expect(up.changes).toEqual({ update: 1, delete: 1 });
    expect(terminal(up)).toMatch(KEPT);
    expect(world.live(PRODUCTION)).toEqual(["/b"]);

    const replace = [await world.urnOf("q")];
    world.declare(policy("q", PRODUCTION, ["/b"]), failingAfter("q"));
    await world.fails(() => stack.up({ ...options, replace }));
    world.declare(policy("q", PRODUCTION, ["/b"]));
    const replaced = await world.succeeds(() => stack.up(options));
    expect(world.sent.set).toBe(0);
    expect(terminal(replaced)).toMatch(KEPT);
    await world.isSettled();
    // Each create was given the state of the resource that it replaced.
    await world.succeeds(() => stack.destroy());
    expect(world.live(PRODUCTION)).toEqual(FIRST);
  });
});

describe("what was there first", () => {
  onEachEngine("of the switch is restored after its resources were exchanged", async (world) => {
    const options = readFirst(world);
    const { emulator, stack } = world.declare(closed("p", PRODUCTION, "/a"));
    await world.up();
    world.declare(closed("q", STAGING, "/b"));
    await world.succeeds(() => stack.up(options));
    expect(emulator.policy(PRODUCTION)).toMatchObject({ open: false, apiWhitelist: ["/*"] });
    expect(emulator.policy(STAGING)).toMatchObject({ open: false, apiWhitelist: ["/b"] });
    await world.isSettled();
    await world.succeeds(() => stack.destroy());
    expect(emulator.policy(STAGING)).toMatchObject({ open: true, apiWhitelist: ["/*"] });
  });

  onEachEngine("survives a move that fails halfway and is taken back", async (world) => {
    const options = isNative(world) ? readFirst(world) : {};
    const { stack } = begin(world).declare(a("p"));
    await world.up();
    world.declare(policy("p", STAGING, ["/a"]), failingAfter("p"));
    await world.fails(() => stack.up(options));
    world.declare(a("p"));
    const up = await world.succeeds(() => stack.up(options));
    expect([world.live(PRODUCTION), world.live(STAGING)]).toEqual([["/a"], ["/*"]]);
    await world.isSettled();
    await world.succeeds(() => stack.destroy());
    // The dynamic resource gets the earlier state only at its delete, too late to restore it.
    if (isNative(world)) expect(world.live(PRODUCTION)).toEqual(FIRST);
    else expect(terminal(up)).toMatch(TOLD);
  });

  onEachEngine("survives a replacement that deletes first and then fails", async (world) => {
    const declare = (env: string) =>
      world.declare(policy("p", env, ["/a"], {}, { deleteBeforeReplace: true }));
    begin(world);
    await declare(PRODUCTION).up();
    declare("no-such-env");
    await world.fails(() => world.stack.up());
    expect(world.live(PRODUCTION)).toEqual(FIRST);
    await declare(PRODUCTION).up();
    expect(world.live(PRODUCTION)).toEqual(["/a"]);
    await world.succeeds(() => world.stack.destroy());
    expect(world.live(PRODUCTION)).toEqual(FIRST);
  });
});

describe("two stacks of one account", () => {
  onEachEngine(
    "may close its switch at the same moment",
    async (world, engine) => {
      const { emulator, stack } = world.declare(closed("p", PRODUCTION, "/a"));
      // WeChat is slow: the sets of both wait for each other, longer than a request usually may.
      stack.env["WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS"] = "60000";
      const other = await engine.newStack({
        projectDir: join(__dirname, "../support/programs/policies"),
        stackName: "other",
        env: { ...stack.env, POLICIES: JSON.stringify([closed("q", STAGING, "/b")]) },
      });
      try {
        const on = (env: string) => ({ action: "set", env }) as const;
        const hasArrived = () => emulator.requests(on(PRODUCTION)).length > 0;
        const isClosed = () => !emulator.policy(STAGING).open;
        emulator.faults.add({ on: on(STAGING), before: () => soon(hasArrived, 50_000) });
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
    { emulator: { versionRule: "account" }, isRacy: true },
  );
});
