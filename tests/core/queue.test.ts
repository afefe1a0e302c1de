import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { ProcessState } from "../../provider/core/process-state";
import { type Connected, connected, created, ENV, failure, OTHER_ENV } from "../support/connected";
import { FLEET, fleetAccounts, gate } from "../support/fleet";
import { soon } from "../support/soon";

const wanted = { env: ENV, apiWhitelist: ["/b"] };

const operations = {
  create: (life: Lifecycle) => life.create(wanted).then(({ state }) => state),
  update: (life: Lifecycle, state: PolicyState) => life.update(state, wanted),
  delete: (life: Lifecycle, state: PolicyState) => life.delete(state),
};

interface Waiting {
  run: (life: Lifecycle) => Promise<unknown>;
  /** What happens while it waits for the account alone. */
  meanwhile?: () => void;
  /** Whether its first set meets a version that moved; else it waits for the switch, with nothing sent. */
  hasSent: boolean;
  signal?: AbortSignal;
}

/** Runs an operation beside a sibling that keeps its place until the operation waits for it. */
async function waiting(world: Connected, { run, meanwhile, hasSent, signal }: Waiting) {
  const processState = new ProcessState();
  const sibling = processState.turn("");
  await sibling.take(false);
  if (hasSent)
    world.emulator.faults.add({
      on: { action: "set" },
      before: () => world.emulator.editInConsole(ENV, {}),
    });
  const operation = run(world.newProcess({ processState, ...(signal && { signal }) }));
  // Whatever it is rejected with is looked at below.
  const isOver = operation.catch(() => undefined);
  await Promise.race([isOver, soon(() => world.sent().get >= (hasSent ? 2 : 1))]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  meanwhile?.();
  // As if the sibling had written with the account alone.
  sibling.isAlone = true;
  sibling.end({ hasWritten: true });
  return operation;
}

describe("an operation that waited for the account", () => {
  it.each(Object.entries(operations))(
    "after a set of its own takes what somebody wrote meanwhile for a conflict: %s",
    async (verb, run) => {
      const world = await connected();
      const state = await created(world);
      const meanwhile = () => world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] });

      const error = await failure(
        waiting(world, { run: (life) => run(life, state), meanwhile, hasSent: true }),
      );

      expect(error.message).toContain(`${verb} failed: somebody else changed apiWhitelist`);
      expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/theirs"]);
      expect(world.sent()).toEqual({ get: 3, set: 1, applies: 0 });
    },
  );

  it("after a set of its own minds the switch that it manages", async () => {
    const world = await connected();
    const run = (life: Lifecycle) => life.create({ ...wanted, open: true });
    const meanwhile = () => world.emulator.editInConsole(OTHER_ENV, { open: false });

    const error = await failure(waiting(world, { run, meanwhile, hasSent: true }));

    expect(error.message).toContain("somebody else changed open (true is now false)");
    expect(world.emulator.applies(ENV)).toEqual([]);
  });

  it("after a set of its own goes on if nothing but the version moved", async () => {
    const world = await connected();
    const state = await waiting(world, { run: (life) => operations.create(life), hasSent: true });
    expect(state).toMatchObject({ apiWhitelist: ["/b"], original: { apiWhitelist: ["/*"] } });
    expect(world.sent()).toEqual({ get: 4, set: 2, applies: 1 });
  });

  describe("before it has sent anything", () => {
    const original = { open: true, apiWhitelist: ["/theirs"] };
    const overtaken = (world: Connected) =>
      waiting(world, {
        run: (life) => life.create({ ...wanted, open: false }),
        meanwhile: () => world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] }),
        hasSent: false,
      });

    it("begins anew: delete puts back what was there last", async () => {
      expect(await overtaken(await connected())).toMatchObject({ state: { original } });
    });

    it("stores what was there last, if its write is not verified", async () => {
      const world = await connected();
      world.emulator.faults.add({ on: { action: "get" }, skip: 2, times: Infinity, status: 500 });
      expect((await failure(overtaken(world))).partial).toMatchObject({ original });
    });
  });

  it.each(Object.entries(operations))(
    "asks again what is older than it has seen: %s",
    async (_verb, run) => {
      const world = await connected();
      const state = await created(world);
      world.emulator.faults.add({ on: { action: "get" }, skip: 2, stale: true });

      await waiting(world, { run: (life) => run(life, state), hasSent: true });

      expect(world.clock.sleeps).toEqual([1_000]);
      expect(world.sent()).toEqual({ get: 5, set: 2, applies: 1 });
    },
  );

  it.each(Object.entries(operations))("is ended by a cancel: %s", async (_verb, run) => {
    const button = new AbortController();
    const { signal } = button;
    const world = await connected();
    const state = await created(world);
    const meanwhile = () => button.abort();

    const error = await failure(
      waiting(world, { run: (life) => run(life, state), meanwhile, hasSent: true, signal }),
    );

    expect(error.message).toContain("CANCELLED");
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 0 });
  });
});

/** Starts the operations beside a first one that learns that they share a version, after they have looked. */
async function sharing(first: Record<string, unknown>, others: string[]) {
  const world = await connected({ emulator: { accounts: fleetAccounts } });
  const processState = new ProcessState();
  const life = world.newProcess({ processState });
  const looked = gate(others.length + 1);
  const ended = gate(2);
  world.emulator.faults.add({ on: { action: "get" }, times: others.length, after: looked });
  const waiting = others.map((env) => life.create({ env, apiWhitelist: ["/b"] }));
  await soon(() => world.sent().get === others.length);
  processState.isVersionShared = true;
  world.emulator.faults.add({ on: { action: "get" }, after: ended });
  const alone = life.create(first);
  await soon(() => world.sent().get > others.length);
  void looked();
  await new Promise((resolve) => setTimeout(resolve, 50));
  void ended();
  await Promise.all([alone, ...waiting]);
  return others.map((env) =>
    world.emulator
      .requests({ env })
      .map(({ action }) => action)
      .join(" "),
  );
}

describe("operations that looked before each took the account alone", () => {
  const [first = "", second = "", third = ""] = FLEET;

  it("write without another look after one that wrote nothing", async () => {
    const asItIs = { env: first, apiWhitelist: ["/*"] };
    expect(await sharing(asItIs, [second])).toEqual(["get set get"]);
  });

  it("look again, and keep the account meanwhile, after one that has written", async () => {
    const asks = { env: first, apiWhitelist: ["/a"] };
    const once = "get get set get";
    expect(await sharing(asks, [second, third])).toEqual([once, once]);
  });
});
