import { ENV, failure } from "../support/connected";
import { withPolicy } from "../support/policy-world";
import { ScriptedApi } from "../support/scripted-api";

const everything = { open: true, apiWhitelist: ["/*"] };
const once = { get: 2, set: 1, applies: 1 };
const nothing = { get: 1, set: 0, applies: 0 };

describe("delete", () => {
  it.each([
    ["what create found", {}, ["/*"]],
    ["an empty restoreTo rather than that", { restoreTo: [] }, []],
    ["nothing of it, to revoke", { onDelete: "revoke", restoreTo: ["/r"] }, []],
  ])("leaves %s, with 2 get and 1 set", async (_what, inputs, apiWhitelist) => {
    const world = await withPolicy(inputs);

    await world.newProcess().delete(world.state);

    expect(world.live()).toMatchObject({ open: true, apiWhitelist });
    expect(world.sent()).toEqual(once);
    expect(world.warnings).toEqual([]);
  });

  it.each([
    ["the same is there", {}, ["/*"]],
    ["everything is revoked", { onDelete: "revoke" }, []],
  ])("writes nothing if %s already", async (_what, inputs, apiWhitelist) => {
    const world = await withPolicy(inputs);
    world.edit({ apiWhitelist });

    await world.newProcess().delete(world.state);

    expect(world.sent()).toEqual(nothing);
  });

  it("restores what the first create found after any number of updates", async () => {
    const world = await withPolicy({ onDelete: "restore" });
    let { state } = world;
    for (const path of ["/b", "/c"])
      state = await world.lifecycle.update(state, { env: ENV, apiWhitelist: [path] });

    await world.newProcess().delete(state);

    expect(world.live()).toMatchObject(everything);
  });

  it("restores restoreTo after an import", async () => {
    const world = await withPolicy({ restoreTo: ["/r"] });

    await world.newProcess().delete(world.imported);

    expect(world.live().apiWhitelist).toEqual(["/r"]);
  });

  const untold = "what was there before is not known, and restoreTo is not set";
  it.each([
    ["and says so without restoreTo", {}, [untold]],
    ["and says nothing, to retain", { onDelete: "retain" }, []],
  ])("writes nothing after an import %s", async (_how, inputs, reasons) => {
    const world = await withPolicy(inputs);

    await world.newProcess().delete(world.imported);

    expect(world.emulator.journal).toEqual([]);
    expect(world.warnings).toEqual(
      reasons.map((why) => `CloudAccessTokenPolicy "${ENV}": delete writes nothing: ${why}`),
    );
  });

  it.each([
    ["the environment is gone", { errcode: -501000 }, "-501000 Environment not found", 2],
    ["cloud development was closed", { errcode: 85088 }, "85088 no qbase privilege", 1],
  ])("is done, and says so, if %s", async (_what, fault, words, get) => {
    const world = await withPolicy();
    world.emulator.faults.add({ ...fault, times: Infinity });

    await world.newProcess().delete(world.state);

    expect(world.sent()).toEqual({ get, set: 0, applies: 0 });
    expect(world.warnings).toEqual([
      expect.stringContaining(`CloudAccessTokenPolicy "${ENV}": delete writes nothing: ${words}`),
    ]);
  });

  it("is done if the environment goes between get and set", async () => {
    const world = await withPolicy();
    const before = () => world.emulator.removeEnvironment(ENV);
    world.emulator.faults.add({ on: { action: "set" }, before });

    await world.newProcess().delete(world.state);

    expect(world.sent()).toEqual({ get: 1, set: 1, applies: 0 });
  });

  it.each([
    [{ errcode: 48001 }, "48001 api unauthorized"],
    [{ status: 500 }, "HTTP 500"],
    [{ errcode: -501000, errmsg: "Environment not found" }, "-501000 Environment not found"],
  ])("fails on %j: nothing says that it is gone", async (fault, words) => {
    const world = await withPolicy();
    world.emulator.faults.add({ ...fault, times: Infinity });

    const { message } = await failure(world.newProcess().delete(world.state));

    expect(message).toContain(`CloudAccessTokenPolicy "${ENV}": delete failed: ${words}`);
    expect(message).not.toContain("onConflict");
  });

  it("does not wipe what somebody else wrote since, and says how it could", async () => {
    const world = await withPolicy();
    world.edit({ apiWhitelist: ["/theirs"] });

    const { message } = await failure(world.newProcess().delete(world.state));

    expect(message).toContain("somebody else changed apiWhitelist (added /theirs; removed /a)");
    expect(message).toContain(
      'set onConflict to "overwrite" and run `pulumi up` before this: delete goes by what is stored',
    );
    expect(world.live().apiWhitelist).toEqual(["/theirs"]);
  });

  it("wipes it if the program says overwrite", async () => {
    const world = await withPolicy({ onConflict: "overwrite" });
    world.edit({ apiWhitelist: ["/theirs"] });

    await world.newProcess().delete(world.state);

    expect(world.live()).toMatchObject(everything);
  });

  it("leaves no state in its error, because a delete is begun again", async () => {
    const world = await withPolicy();
    world.emulator.faults.add({ on: { action: "get" }, skip: 1, times: Infinity, status: 500 });

    const error = await failure(world.newProcess().delete(world.state));

    expect(error.partial).toBeUndefined();
    expect(world.sent().applies).toBe(1);
  });

  it("does not translate a bug", async () => {
    const { newProcess, state } = await withPolicy();
    const bug = new TypeError("bug");
    await expect(newProcess({ api: new ScriptedApi([bug]) }).delete(state)).rejects.toBe(bug);
  });
});
