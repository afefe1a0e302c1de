import { ENV, failure, OTHER_ENV, UNKNOWN } from "../support/connected";
import { withPolicy } from "../support/policy-world";

const inputs = { env: ENV, apiWhitelist: ["/a"] };
const wanted = { env: ENV, apiWhitelist: ["/b"] };

describe("update", () => {
  it("writes with 2 get and 1 set, and captures no new original", async () => {
    const world = await withPolicy();
    const { state } = world;

    const next = await world.lifecycle.update(state, wanted);

    expect(next).toStrictEqual({ ...state, apiWhitelist: ["/b"], version: 3 });
    expect(next.original).toEqual({ open: true, apiWhitelist: ["/*"] });
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("adopts with 1 get what is already there", async () => {
    const world = await withPolicy();
    const { state } = world;
    world.edit({ apiWhitelist: ["/b"] });

    const next = await world.lifecycle.update(state, wanted);

    expect(next).toStrictEqual({ ...state, apiWhitelist: ["/b"], version: 3 });
    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("stores settings without a request if nothing else changes", async () => {
    const world = await withPolicy({ onConflict: "fail", restoreTo: ["/x"] });
    const { state } = world;
    const settings = { onConflict: "overwrite", onDelete: "revoke" };

    const next = await world.lifecycle.update(state, { ...inputs, ...settings });

    const { restoreTo: _, ...rest } = state;
    expect(next).toStrictEqual({ ...rest, ...settings });
    expect(world.emulator.journal).toEqual([]);
  });

  it("begins to manage open, and stops, without a set if it is as wanted", async () => {
    const world = await withPolicy();
    const { state } = world;

    const managed = await world.lifecycle.update(state, { ...inputs, open: true });
    const unmanaged = await world.lifecycle.update(managed, inputs);

    expect(managed).toStrictEqual({ ...state, managesOpen: true });
    expect(unmanaged).toStrictEqual(state);
    expect(world.sent()).toEqual({ get: 2, set: 0, applies: 0 });
  });

  it("leaves the other environments of the account alone", async () => {
    const world = await withPolicy();
    const { state } = world;
    world.emulator.editInConsole(OTHER_ENV, { apiWhitelist: ["/x"], open: false });

    await world.lifecycle.update(state, wanted);

    expect(world.live()).toMatchObject({ open: false, apiWhitelist: ["/b"] });
    const other = { open: false, apiWhitelist: ["/x"], version: 2 };
    expect(world.emulator.policy(OTHER_ENV)).toMatchObject(other);
  });

  it("stores no original after an import", async () => {
    const world = await withPolicy();

    const next = await world.lifecycle.update(world.imported, wanted);

    expect(Object.keys(next)).not.toContain("original");
  });

  it("sends nothing if an input is unknown", async () => {
    const world = await withPolicy();
    const { state } = world;

    const error = await failure(world.lifecycle.update(state, { ...inputs, open: UNKNOWN }));

    expect(error.message).toBe(
      `CloudAccessTokenPolicy "${ENV}": update failed: open has a value that is not known yet. Correct the program`,
    );
    expect(world.emulator.journal).toEqual([]);
  });

  it("fails if the environment is gone, naming the verb", async () => {
    const world = await withPolicy();
    const { state } = world;
    world.emulator.removeEnvironment(ENV);

    const error = await failure(world.lifecycle.update(state, { env: ENV, apiWhitelist: [] }));

    expect(error.where).toEqual({ env: ENV, verb: "update" });
    expect(error.problem.failure).toBe("missing");
  });
});
