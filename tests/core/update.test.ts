import { connected, created, ENV, failure, OTHER_ENV, UNKNOWN } from "../support/connected";

describe("update", () => {
  it("writes with 2 get and 1 set, and captures no new original", async () => {
    const world = await connected();
    const state = await created(world);

    const next = await world.lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] });

    expect(next).toStrictEqual({ ...state, apiWhitelist: ["/b"], version: 3 });
    expect(next.original).toEqual({ open: true, apiWhitelist: ["/*"] });
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("adopts with 1 get what is already there", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/b"] });
    world.emulator.clearJournal();

    const next = await world.lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] });

    expect(next).toStrictEqual({ ...state, apiWhitelist: ["/b"], version: 3 });
    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("sends nothing where only settings change, and stores them", async () => {
    const world = await connected();
    const state = await created(world, { onConflict: "fail", restoreTo: ["/x"] });
    const settings = { onConflict: "overwrite", onDelete: "revoke" };

    const next = await world.lifecycle.update(state, {
      env: ENV,
      apiWhitelist: ["/a"],
      ...settings,
    });

    const { restoreTo: _, ...rest } = state;
    expect(next).toStrictEqual({ ...rest, ...settings });
    expect(world.emulator.journal).toEqual([]);
  });

  it("begins to manage open, and stops, without a set where nothing is to be done", async () => {
    const world = await connected();
    const state = await created(world);

    const managed = await world.lifecycle.update(state, { ...inputs, open: true });
    const unmanaged = await world.lifecycle.update(managed, inputs);

    expect(managed).toStrictEqual({ ...state, managesOpen: true });
    expect(unmanaged).toStrictEqual(state);
    expect(world.sent()).toEqual({ get: 2, set: 0, applies: 0 });
  });

  it("leaves the other environments of the account alone", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(OTHER_ENV, { apiWhitelist: ["/x"], open: false });

    await world.lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] });

    expect(world.emulator.policy(ENV)).toMatchObject({ open: false, apiWhitelist: ["/b"] });
    expect(world.emulator.policy(OTHER_ENV)).toMatchObject({
      open: false,
      apiWhitelist: ["/x"],
      version: 2,
    });
  });

  it("goes on without an original after an import", async () => {
    const world = await connected();
    const { original: _, ...imported } = await created(world);

    const next = await world.lifecycle.update(imported, { env: ENV, apiWhitelist: ["/b"] });

    expect(Object.keys(next)).not.toContain("original");
  });

  it("sends nothing where an input is unknown", async () => {
    const world = await connected();
    const state = await created(world);

    const error = await failure(world.lifecycle.update(state, { ...inputs, open: UNKNOWN }));

    expect(error.message).toBe(
      `CloudAccessTokenPolicy "${ENV}": update failed: open has a value that is not known yet. Correct the program`,
    );
    expect(world.emulator.journal).toEqual([]);
  });

  it("fails where the environment is gone, naming the verb", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.removeEnvironment(ENV);

    const error = await failure(world.lifecycle.update(state, { env: ENV, apiWhitelist: [] }));

    expect(error.where).toEqual({ env: ENV, verb: "update" });
    expect(error.problem.failure).toBe("missing");
  });
});

const inputs = { env: ENV, apiWhitelist: ["/a"] };
