import { connected, created, ENV, failure } from "../support/connected";
import { systemClock } from "../../provider/core/timing";

const wanted = { env: ENV, apiWhitelist: ["/b"] };
const environment = { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "60000" };

/** A connection whose clock is the real one, and the button that Pulumi's cancel presses. */
async function cancellable() {
  const button = new AbortController();
  const lifecycle = { clock: systemClock, signal: button.signal };
  return { ...(await connected({ environment, lifecycle })), button };
}

describe("cancel", () => {
  it.each([
    ["a get", { on: { action: "get" } }],
    ["a set", { on: { action: "set" } }],
  ] as const)("ends %s that is under way within a second", async (_what, { on }) => {
    const { lifecycle, emulator, button } = await cancellable();
    let pressed = 0;
    emulator.faults.add({
      on,
      hang: true,
      before: () => {
        pressed = systemClock.now();
        button.abort();
      },
    });

    const error = await failure(lifecycle.create(wanted));

    expect(systemClock.now() - pressed).toBeLessThan(10_000);
    expect(error.message).toContain(
      "create failed: CANCELLED: cancelled. Run it again: the next operation finds out what was applied",
    );
    expect(error.partial !== undefined).toBe(on.action === "set");
  });

  it("ends a wait for the next try", async () => {
    const { lifecycle, emulator, button } = await cancellable();
    emulator.faults.add({ on: { action: "set" }, errcode: 45011, times: Infinity });
    const started = systemClock.now();
    setTimeout(() => button.abort(), 100);

    const error = await failure(lifecycle.create(wanted));

    expect(systemClock.now() - started).toBeLessThan(10_000);
    expect(error.problem.errcode).toBe(45011);
  });

  it.each(["create", "read", "update", "delete"] as const)(
    "sends nothing for a %s that comes after it",
    async (verb) => {
      const world = await connected();
      const state = await created(world);
      const process = world.newProcess({ signal: AbortSignal.abort() });

      const error = await failure(
        {
          create: () => process.create(wanted),
          read: () => process.read(state),
          update: () => process.update(state, wanted),
          delete: () => process.delete(state),
        }[verb](),
      );

      expect(error.message).toContain(`${verb} failed: CANCELLED: cancelled`);
      expect(world.emulator.journal).toEqual([]);
    },
  );
});

describe("the operation's time", () => {
  it("bounds all tries together", async () => {
    const world = await connected({
      lifecycle: { operationTimeoutMs: 100_000 },
    });
    world.emulator.faults.add({ on: { action: "set" }, errcode: 45011, times: Infinity });

    const error = await failure(world.lifecycle.create(wanted));

    expect(error.problem.errcode).toBe(45011);
    expect(world.clock.sleeps).toEqual([60_000]);
    expect(world.sent().set).toBe(2);
  });

  it("does not run while an operation waits for its siblings", async () => {
    const world = await connected({ lifecycle: { operationTimeoutMs: 50_000 } });
    world.emulator.faults.add({
      on: { action: "set" },
      after: () => void (world.clock.time += 40_000),
      times: 2,
    });

    const made = await Promise.all(
      [ENV, "myttest-staging-1a2b3c4d"].map((env) =>
        world.lifecycle.create({ env, apiWhitelist: ["/a"], open: true }),
      ),
    );

    expect(made).toHaveLength(2);
  });

  it("goes on where it was when an operation asks for the account alone", async () => {
    const world = await connected({ lifecycle: { operationTimeoutMs: 50_000 } });
    await world.lifecycle.create({ env: ENV, apiWhitelist: ["/*"], open: true });
    world.emulator.editInConsole(ENV, { open: false });
    world.emulator.faults.add({
      on: { action: "get" },
      after: () => void (world.clock.time += 50_000),
    });

    const error = await failure(
      world.lifecycle.create({ env: "myttest-staging-1a2b3c4d", apiWhitelist: [], open: true }),
    );

    expect(error.message).toContain("DEADLINE");
    expect(world.sent().set).toBe(0);
  });
});
