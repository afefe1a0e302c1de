import { ACCOUNT, connected, created, ENV, failure } from "../support/connected";

describe("a create in the place of a resource that was compared", () => {
  it.each([
    ["the same", ["/a"]],
    ["something else", ["/b"]],
  ])(
    "does not write %s over somebody's edit: a replacement with the same env",
    async (_what, apiWhitelist) => {
      const world = await connected();
      const old = await created(world);
      world.emulator.editInConsole(ENV, { apiWhitelist: ["/a", "/theirs"] });
      const inputs = { env: ENV, authorizerAppId: ACCOUNT, apiWhitelist };
      const up = world.newProcess();
      up.diff(old, inputs);

      const error = await failure(up.create(inputs));

      expect(error.message).toContain(
        "create failed: somebody else changed apiWhitelist (added /theirs)",
      );
      expect(error.partial).toBeUndefined();
      expect(world.sent().set).toBe(0);

      up.diff(old, { ...inputs, onConflict: "overwrite" });
      const { state } = await up.create({ ...inputs, onConflict: "overwrite" });
      expect(state).toMatchObject({ apiWhitelist, original: { apiWhitelist: ["/*"] } });
    },
  );

  it("knows what it found where nobody knew what was there first, also where its write is not verified", async () => {
    const world = await connected();
    const { original: _, ...imported } = await created(world);
    const inputs = { env: ENV, authorizerAppId: ACCOUNT, apiWhitelist: ["/b"] };
    const up = world.newProcess();
    up.diff(imported, inputs);
    world.emulator.faults.add({ on: { action: "set" }, status: 500, times: Infinity });

    const { partial } = await failure(up.create(inputs));

    expect(partial).toMatchObject({ original: { apiWhitelist: ["/a"] } });
  });

  it.each([
    ["the engine is told to replace what only changes", { apiWhitelist: ["/b"] }, false],
    ["the old resource goes first and writes nothing", { authorizerAppId: ACCOUNT }, true],
  ])("does not write over somebody's edit where %s", async (_what, change, isDeletedFirst) => {
    const world = await connected();
    const old = await created(world, { onDelete: "retain" });
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/a", "/theirs"] });
    const inputs = { env: ENV, apiWhitelist: ["/a"], onDelete: "retain", ...change };
    const up = world.newProcess();
    up.diff(old, inputs);
    if (isDeletedFirst) await up.delete(old);
    await expect(up.create(inputs)).rejects.toThrow("somebody else changed apiWhitelist");
  });

  it("is no conflict with what the replaced resource left where that was deleted first", async () => {
    const world = await connected();
    const old = await created(world);
    const inputs = { env: ENV, authorizerAppId: ACCOUNT, apiWhitelist: ["/b"] };
    const up = world.newProcess();
    up.diff(old, inputs);
    await up.delete(old);
    const { state } = await up.create(inputs);
    expect(state.apiWhitelist).toEqual(["/b"]);
  });
});
