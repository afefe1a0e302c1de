import { ProcessState } from "../../provider/core/process-state";
import { connected, created, ENV, failure } from "../support/connected";
import { systemClock } from "../../provider/core/timing";
import { soon } from "../support/soon";

const wanted = { env: ENV, apiWhitelist: ["/b"] };
const environment = { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "60000" };

describe("cancel", () => {
  it.each(["get", "set"] as const)("ends a %s that is under way", async (action) => {
    const button = new AbortController();
    const lifecycle = { clock: systemClock, signal: button.signal };
    const world = await connected({ environment, lifecycle });
    let pressed = 0;
    const before = () => {
      pressed = systemClock.now();
      button.abort();
    };
    world.emulator.faults.add({ on: { action }, hang: true, before });

    const error = await failure(world.lifecycle.create(wanted));

    expect(systemClock.now() - pressed).toBeLessThan(10_000);
    expect(error.message).toContain(
      "create failed: CANCELLED: cancelled. Run it again: the next operation finds out what was applied",
    );
    expect(error.partial !== undefined).toBe(action === "set");
  });

  it("ends a wait for the next try", async () => {
    const button = new AbortController();
    const clock = { ...systemClock };
    clock.sleep = (ms, signal) => {
      const waiting = systemClock.sleep(ms, signal);
      button.abort();
      return waiting;
    };
    const world = await connected({ environment, lifecycle: { clock, signal: button.signal } });
    world.emulator.faults.add({ on: { action: "set" }, errcode: 45011, times: Infinity });

    const error = await failure(world.lifecycle.create(wanted));

    expect(error.problem.errcode).toBe(45011);
  });

  it.each(["create", "read", "update", "delete"] as const)(
    "sends nothing for a %s that comes after it",
    async (verb) => {
      const world = await connected();
      const state = await created(world);
      const process = world.newProcess({ signal: AbortSignal.abort() });

      const operations = {
        create: () => process.create(wanted),
        read: () => process.read(state),
        update: () => process.update(state, wanted),
        delete: () => process.delete(state),
      };
      const error = await failure(operations[verb]());

      expect(error.message).toContain(`${verb} failed: CANCELLED: cancelled`);
      expect(world.emulator.journal).toEqual([]);
    },
  );
});

describe("the operation's time", () => {
  it("bounds all tries together", async () => {
    const world = await connected({ lifecycle: { operationTimeoutMs: 100_000 } });
    world.emulator.faults.add({ on: { action: "set" }, errcode: 45011, times: Infinity });

    const error = await failure(world.lifecycle.create(wanted));

    expect(error.problem.errcode).toBe(45011);
    expect(world.clock.sleeps).toEqual([60_000]);
    expect(world.sent()).toEqual({ get: 2, set: 2, applies: 0 });
  });

  it("does not run while an operation waits for its siblings", async () => {
    const world = await connected({ lifecycle: { operationTimeoutMs: 50_000 } });
    const processState = new ProcessState();
    const sibling = processState.turn("");
    await sibling.take(true);
    const creating = world.newProcess({ processState }).create(wanted);
    await soon(() => world.sent().get >= 1);
    await new Promise((resolve) => setTimeout(resolve, 20));

    world.clock.time += 60_000;
    sibling.end();

    await expect(creating).resolves.toMatchObject({ state: { apiWhitelist: ["/b"] } });
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
