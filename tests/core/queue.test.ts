import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { connected, created, ENV, failure, OTHER_ENV } from "../support/connected";
import type { Connected } from "../support/connected";

const wanted = { env: ENV, apiWhitelist: ["/b"] };

/** Edits in the console just before the first get after so many others. */
function editBeforeGet(world: Connected, skip: number, edit: object, env = ENV): void {
  world.emulator.faults.add({
    on: { action: "get" },
    skip,
    before: () => world.emulator.editInConsole(env, edit),
  });
}

/** Has the first set meet a version that moved, so that the change waits for the account. */
function moveVersion({ emulator }: Connected): void {
  emulator.faults.add({ on: { action: "set" }, before: () => emulator.editInConsole(ENV, {}) });
}

describe("a create that waited for the account", () => {
  it("after a set of its own takes what somebody wrote meanwhile for a conflict", async () => {
    const world = await connected();
    moveVersion(world);
    editBeforeGet(world, 2, { apiWhitelist: ["/*", "/theirs"] });

    const error = await failure(world.lifecycle.create(wanted));

    expect(error.message).toContain(
      "create failed: somebody else changed apiWhitelist (added /theirs)",
    );
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*", "/theirs"]);
    expect(world.sent()).toEqual({ get: 3, set: 1, applies: 0 });
  });

  it("after a set of its own minds the switch that it manages", async () => {
    const world = await connected();
    await world.lifecycle.create({ env: OTHER_ENV, apiWhitelist: ["/*"], open: true });
    moveVersion(world);
    editBeforeGet(world, 2, { open: false }, OTHER_ENV);

    const error = await failure(world.lifecycle.create({ ...wanted, open: true }));

    expect(error.message).toContain("somebody else changed open (true is now false)");
    expect(world.emulator.applies(ENV)).toEqual([]);
  });

  it("after a set of its own goes on where nothing but the version moved", async () => {
    const world = await connected();
    moveVersion(world);

    const { state } = await world.lifecycle.create(wanted);

    expect(state).toMatchObject({ apiWhitelist: ["/b"], original: { apiWhitelist: ["/*"] } });
    expect(world.sent()).toEqual({ get: 4, set: 2, applies: 1 });
  });

  it("before it has sent anything begins anew: delete puts back what was there last", async () => {
    const world = await connected();
    await world.lifecycle.create({ env: OTHER_ENV, apiWhitelist: ["/*"], open: true });
    world.emulator.editInConsole(ENV, { open: false });
    editBeforeGet(world, 1, { apiWhitelist: ["/theirs"] });

    const { state } = await world.lifecycle.create({ ...wanted, open: true });

    expect(state.original).toEqual({ open: true, apiWhitelist: ["/theirs"] });
    await world.newProcess().delete(state);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/theirs"]);
  });
});

describe("whatever waited for the account after a set of its own", () => {
  const operations = {
    create: (life: Lifecycle) => life.create(wanted),
    update: (life: Lifecycle, state: PolicyState) => life.update(state, wanted),
    delete: (life: Lifecycle, state: PolicyState) => life.delete(state),
  };

  it.each(Object.entries(operations))(
    "asks again what is older than it has seen: %s",
    async (_verb, run) => {
      const world = await connected();
      const state = await created(world);
      moveVersion(world);
      world.emulator.faults.add({ on: { action: "get" }, skip: 2, stale: true });

      await run(world.newProcess(), state);

      expect(world.clock.sleeps).toEqual([1_000]);
      expect(world.sent()).toEqual({ get: 5, set: 2, applies: 1 });
    },
  );

  it.each(Object.entries(operations))("is ended by a cancel: %s", async (_verb, run) => {
    const button = new AbortController();
    const world = await connected();
    const state = await created(world);
    moveVersion(world);
    world.emulator.faults.add({
      on: { action: "get" },
      skip: 2,
      times: Infinity,
      errcode: -1,
      before: () => button.abort(),
    });

    const error = await failure(
      Promise.resolve<unknown>(run(world.newProcess({ signal: button.signal }), state)),
    );

    expect(error.message).toContain("CANCELLED");
    expect(world.sent()).toEqual({ get: 3, set: 1, applies: 0 });
  });
});
