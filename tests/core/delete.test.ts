import { ScriptedApi } from "../support/scripted-api";
import { connected, created, ENV, failure } from "../support/connected";

const everything = { open: true, apiWhitelist: ["/*"] };

describe("delete", () => {
  it("restores what create had found, with 2 get and 1 set", async () => {
    const world = await connected();
    const state = await created(world);

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV)).toMatchObject(everything);
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
    expect(world.warnings).toEqual([]);
  });

  it("restores what the first create had found after any number of updates", async () => {
    const world = await connected();
    let state = await created(world, { onDelete: "restore" });
    for (const path of ["/b", "/c"]) {
      state = await world.lifecycle.update(state, { env: ENV, apiWhitelist: [path] });
    }

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV)).toMatchObject(everything);
  });

  it("writes nothing where what it restores is there already", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/*"] });
    world.emulator.clearJournal();

    await world.newProcess().delete(state);

    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("restores what restoreTo declares instead, and needs no original for it", async () => {
    const world = await connected();
    const { original: _, ...imported } = await created(world, { restoreTo: ["/r"] });

    await world.newProcess().delete(imported);

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/r"]);
  });

  it("prefers restoreTo to the original, an empty one too", async () => {
    const world = await connected();
    const state = await created(world, { restoreTo: [] });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual([]);
  });

  it("writes nothing after an import without restoreTo, and says so", async () => {
    const world = await connected();
    const { original: _, ...imported } = await created(world);

    await world.newProcess().delete(imported);

    expect(world.emulator.journal).toEqual([]);
    expect(world.warnings).toEqual([
      `CloudAccessTokenPolicy "${ENV}": delete writes nothing: what was there before is not known, and restoreTo is not set`,
    ]);
  });

  it("retains without a word, even where there is no original", async () => {
    const world = await connected();
    const { original: _, ...state } = await created(world, { onDelete: "retain" });

    await world.newProcess().delete(state);

    expect(world.emulator.journal).toEqual([]);
    expect(world.warnings).toEqual([]);
  });

  it("revokes everything from this environment, whatever was there before", async () => {
    const world = await connected();
    const state = await created(world, { onDelete: "revoke", restoreTo: ["/r"] });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV)).toMatchObject({ open: true, apiWhitelist: [] });
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("has nothing to revoke twice", async () => {
    const world = await connected();
    const state = await created(world, { onDelete: "revoke" });
    await world.newProcess().delete(state);
    world.emulator.clearJournal();

    await world.newProcess().delete(state);

    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it.each([
    ["the environment is gone", { errcode: -501000 }, "-501000 Environment not found"],
    ["cloud development was closed", { errcode: 85088 }, "85088 no qbase privilege"],
  ])("is done, and says so, where %s", async (_what, fault, words) => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({ ...fault, times: Infinity });

    await world.newProcess().delete(state);

    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
    expect(world.warnings).toEqual([
      expect.stringContaining(`CloudAccessTokenPolicy "${ENV}": delete writes nothing: ${words}`),
    ]);
  });

  it("is done where the environment goes between get and set", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({
      on: { action: "set" },
      before: () => world.emulator.removeEnvironment(ENV),
    });

    await world.newProcess().delete(state);

    expect(world.sent()).toEqual({ get: 1, set: 1, applies: 0 });
  });

  it.each([
    [{ errcode: 48001 }, "48001 api unauthorized"],
    [{ status: 500 }, "HTTP 500"],
    [{ errcode: -501000, errmsg: "Environment not found" }, "-501000 Environment not found"],
  ])("fails on %j: nothing says that it is gone", async (fault, words) => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({ ...fault, times: Infinity });

    const error = await failure(world.newProcess().delete(state));

    expect(error.message).toContain(`CloudAccessTokenPolicy "${ENV}": delete failed: ${words}`);
    expect(error.message).not.toContain("onConflict");
  });

  it("fails rather than wipe what somebody else wrote since", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] });

    const error = await failure(world.newProcess().delete(state));

    expect(error.message).toContain(
      "somebody else changed apiWhitelist (added /theirs; removed /a)",
    );
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/theirs"]);
  });

  it("wipes it where the program says overwrite", async () => {
    const world = await connected();
    const state = await created(world, { onConflict: "overwrite" });
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] });

    await world.newProcess().delete(state);

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
  });

  it("leaves no state behind in its error: a delete that was begun is begun again", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({ on: { action: "get" }, skip: 1, times: Infinity, status: 500 });

    const error = await failure(world.newProcess().delete(state));

    expect(error.partial).toBeUndefined();
    expect(world.sent().applies).toBe(1);
  });

  it("lets a bug through as it is", async () => {
    const world = await connected();
    const state = await created(world);
    const api = new ScriptedApi([new TypeError("bug")]);
    await expect(world.newProcess({ api }).delete(state)).rejects.toStrictEqual(
      new TypeError("bug"),
    );
  });

  it("says that a new onConflict must be stored first", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] });

    const error = await failure(world.newProcess().delete(state));

    expect(error.message).toContain(
      'set onConflict to "overwrite" and run `pulumi up` before this: delete goes by what is stored',
    );
  });
});
