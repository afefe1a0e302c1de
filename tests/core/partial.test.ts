import type { Fault } from "../../emulator";
import { connected, created, ENV, failure } from "../support/connected";

/** What the last write was to make. */
const unverified = { open: true, apiWhitelist: ["/b"] };
const wanted = { env: ENV, apiWhitelist: ["/b"] };
/** Nothing but the first get is answered. */
const blind: Fault = { on: { action: "get" }, skip: 1, times: Infinity, status: 500 };

describe("a create that cannot be verified", () => {
  it("gives what must be stored: what was there before, as original too", async () => {
    const world = await connected();
    world.emulator.faults.add(blind);

    const error = await failure(world.lifecycle.create({ ...wanted, open: true }));

    expect(error.message).toContain("create failed: HTTP 500: server error");
    expect(error.partial).toStrictEqual({
      env: ENV,
      apiWhitelist: ["/*"],
      open: true,
      version: 1,
      managesOpen: true,
      original: { open: true, apiWhitelist: ["/*"] },
      unverified: { open: true, apiWhitelist: ["/b"] },
    });
    expect(world.sent()).toEqual({ get: 5, set: 1, applies: 1 });
  });

  it("is finished by the next update without a set, and the original is what create found", async () => {
    const world = await connected();
    world.emulator.faults.add(blind);
    const { partial } = await failure(world.lifecycle.create(wanted));
    world.emulator.faults.clear();
    world.emulator.clearJournal();
    if (!partial) throw new Error("nothing to store");

    const state = await world.newProcess().update(partial, wanted);

    expect(state).toMatchObject({ apiWhitelist: ["/b"], version: 2 });
    expect(state.original).toEqual({ open: true, apiWhitelist: ["/*"] });
    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("is finished by the next update with one set where it was not applied", async () => {
    const world = await connected();
    world.emulator.faults.add({ on: { action: "set" }, reset: "before" });
    world.emulator.faults.add(blind);
    const { partial } = await failure(world.lifecycle.create(wanted));
    world.emulator.faults.clear();
    world.emulator.clearJournal();
    if (!partial) throw new Error("nothing to store");

    await world.newProcess().update(partial, wanted);

    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });
});

describe("an update that cannot be verified", () => {
  it("keeps the original that create had found", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({ on: { action: "get" }, skip: 1, errcode: 48001 });

    const error = await failure(world.lifecycle.update(state, { ...wanted, onDelete: "retain" }));

    expect(error.message).toContain("update failed: 48001 api unauthorized");
    expect(error.partial).toStrictEqual({ ...state, onDelete: "retain", unverified });
  });

  it("does not make up an original after an import", async () => {
    const world = await connected();
    const { original: _, ...imported } = await created(world);
    world.emulator.faults.add(blind);

    const { partial } = await failure(world.lifecycle.update(imported, wanted));

    expect(partial).toStrictEqual({ ...imported, unverified });
  });

  it("is partial too where every set is answered ok and nothing changes", async () => {
    const world = await connected({ emulator: { versionRule: "ignored" } });
    const state = await created(world);
    world.emulator.faults.add({ lose: true, times: Infinity });

    const error = await failure(world.lifecycle.update(state, wanted));

    expect(error.message).toContain("WeChat answered ok to the set and changed nothing");
    expect(error.partial).toStrictEqual({ ...state, unverified });
    expect(world.sent()).toEqual({ get: 9, set: 2, applies: 0 });
  });

  it("gives up after six sets, with the last thing that went wrong", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({ on: { action: "set" }, errcode: -1 });
    world.emulator.faults.add({ on: { action: "set" }, status: 500, times: Infinity });

    const error = await failure(world.lifecycle.update(state, wanted));

    expect(error.message).toContain("HTTP 500: server error");
    expect(error.partial).toStrictEqual({ ...state, unverified });
    expect(world.sent()).toEqual({ get: 7, set: 6, applies: 0 });
  });

  it("is refused for good after a try of unknown outcome: what is known is stored", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({ on: { action: "set" }, reset: "before" });
    world.emulator.faults.add({ on: { action: "set" }, errcode: 48001 });

    const error = await failure(world.lifecycle.update(state, wanted));

    expect(error.problem.errcode).toBe(48001);
    expect(error.partial).toStrictEqual({ ...state, unverified });
  });

  it("stores what is there where somebody else wins while the outcome is unknown", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({
      on: { action: "set" },
      reset: "after",
      after: () => world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] }),
    });

    const error = await failure(world.lifecycle.update(state, wanted));

    expect(error.problem.failure).toBe("conflict");
    expect(error.message).toContain("apiWhitelist (added /theirs; removed /a)");
    expect(error.partial).toMatchObject({ apiWhitelist: ["/a"], version: 2 });
    expect(world.sent().applies).toBe(1);
  });
});

describe("a write over what somebody wrote meanwhile", () => {
  it.each(["create", "update"] as const)(
    "that cannot be verified stores what it last saw, and what it found at first: %s",
    async (verb) => {
      const world = await connected();
      const state = await created(world);
      const theirs = { apiWhitelist: ["/theirs"] };
      const before = () => world.emulator.editInConsole(ENV, theirs);
      world.emulator.faults.add({ on: { action: "set" }, reset: "before", before });
      world.emulator.faults.add({ on: { action: "set" }, errcode: 48001 });
      const process = world.newProcess();
      const inputs = { ...wanted, onConflict: "overwrite" };

      const { partial } = await failure(
        verb === "create" ? process.create(inputs) : process.update(state, inputs),
      );

      const original = verb === "create" ? { open: true, apiWhitelist: ["/a"] } : state.original;
      expect(partial).toMatchObject({ ...theirs, version: 3, original, unverified });
    },
  );
});

describe("a write of unknown outcome that must queue behind its siblings", () => {
  it("gives what must be stored where nothing can be read after that", async () => {
    const world = await connected({ emulator: { versionRule: "ignored" } });
    world.emulator.faults.add({
      on: { action: "set" },
      status: 503,
      before: () => world.emulator.editInConsole(ENV, { apiWhitelist: ["/*"] }),
    });
    world.emulator.faults.add({ ...blind, skip: 2 });

    const { partial } = await failure(world.lifecycle.create(wanted));

    expect(partial).toMatchObject({ apiWhitelist: ["/*"] });
  });
});

describe("a write that had to queue behind its siblings", () => {
  it("keeps what was there before its first set as the original", async () => {
    const world = await connected({ emulator: { versionRule: "ignored" } });
    world.emulator.faults.add({
      on: { action: "set" },
      status: 503,
      before: () => world.emulator.editInConsole(ENV, { apiWhitelist: ["/*"] }),
    });
    world.emulator.faults.add({
      on: { action: "get" },
      skip: 2,
      before: () => world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] }),
    });
    world.emulator.faults.add({ ...blind, skip: 2 });

    const { partial } = await failure(world.lifecycle.create(wanted));

    expect(partial).toMatchObject({ original: { apiWhitelist: ["/*"] }, unverified });
  });

  it("costs six sets at most, before and after", async () => {
    const world = await connected({ emulator: { versionRule: "ignored" } });
    const state = await created(world);
    const busy: Fault = {
      on: { action: "set" },
      status: 503,
      before: () => world.emulator.editInConsole(ENV, { apiWhitelist: ["/a"] }),
    };
    world.emulator.faults.add({ ...busy, times: Infinity });

    const error = await failure(world.lifecycle.update(state, wanted));

    expect(world.sent()).toMatchObject({ set: 6, applies: 0 });
    expect(error.message).toContain("somebody keeps writing to this account");
    expect(world.clock.sleeps.length).toBeGreaterThan(4);
  });
});

describe("a write that never reached WeChat", () => {
  it("stores nothing: there is nothing to find out", async () => {
    const world = await connected();
    world.emulator.faults.add({ on: { action: "set" }, status: 429, times: Infinity });

    const error = await failure(world.lifecycle.create(wanted));

    expect(error.problem.failure).toBe("throttled");
    expect(error.partial).toBeUndefined();
    expect(world.sent()).toEqual({ get: 7, set: 6, applies: 0 });
  });
});
