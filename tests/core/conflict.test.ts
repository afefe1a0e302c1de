import { conflictProblem, foreignProblem, isKeptInPart } from "../../provider/core/conflict";
import type { Policy } from "../../provider/core/policy";
import { connected, created, ENV, failure, OTHER_ENV } from "../support/connected";

const wanted = { env: ENV, apiWhitelist: ["/b"] };
const remedy =
  'Run `pulumi refresh`, review what changed and run this again, or set onConflict to "overwrite"';

describe("update of a policy that somebody else changed", () => {
  it("fails, names what differs and leaves it alone", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/a", "/theirs"] });

    const error = await failure(world.lifecycle.update(state, wanted));

    expect(error.message).toBe(
      `CloudAccessTokenPolicy "${ENV}": update failed: somebody else changed apiWhitelist (added /theirs). ${remedy}`,
    );
    expect(error.problem.failure).toBe("conflict");
    expect(error.partial).toBeUndefined();
    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("names the switch, where it is managed", async () => {
    const world = await connected();
    const state = await created(world, { open: true });
    world.emulator.editInConsole(OTHER_ENV, { open: false });

    const error = await failure(world.lifecycle.update(state, { ...wanted, open: true }));

    expect(error.message).toContain("somebody else changed open (true is now false)");
  });

  it("says that the whitelist it wanted is there as well", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/b"] });

    expect(await world.lifecycle.update(state, wanted)).toMatchObject({ version: 3 });
    expect(world.sent().set).toBe(0);
  });

  it("writes over it where the program says overwrite", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] });

    const next = await world.lifecycle.update(state, { ...wanted, onConflict: "overwrite" });

    expect(next).toMatchObject({ apiWhitelist: ["/b"], version: 4, onConflict: "overwrite" });
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("does not mind that the version moved while the content stayed", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/a"] });

    const next = await world.lifecycle.update(state, wanted);

    expect(next).toMatchObject({ apiWhitelist: ["/b"], version: 4 });
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("does not mind a switch that it does not manage", async () => {
    const world = await connected();
    const state = await created(world);
    world.emulator.editInConsole(ENV, { open: false });

    expect(await world.lifecycle.update(state, wanted)).toMatchObject({ open: false });
  });
});

it("is told of lists of any length", () => {
  const list = (letter: string) =>
    Array.from({ length: 100_000 }, (_, index) => `/${letter}${index}`);
  const [before, after] = [list("a"), list("b")].map((apiWhitelist) => ({
    open: true,
    apiWhitelist,
  }));
  if (!before || !after) throw new Error("no lists");
  expect(conflictProblem(["apiWhitelist"], before, after).summary).toBe(
    "somebody else changed apiWhitelist (added /b0, /b1, /b2, /b3, /b4 and 99995 more; removed /a0, /a1, /a2, /a3, /a4 and 99995 more)",
  );
  const part = { ...before, apiWhitelist: before.apiWhitelist.slice(1) };
  const foreign = { seen: after, wanted: before, now: part, fields: [], isOk: true } as const;
  expect(isKeptInPart({ ...foreign, managesOpen: true })).toBe(true);
});

describe("a change between get and set", () => {
  const steal = (world: Awaited<ReturnType<typeof connected>>, content: object) => {
    world.emulator.faults.add({
      on: { action: "set" },
      before: () => world.emulator.editInConsole(ENV, content),
    });
  };

  it.each(["create", "update"] as const)(
    "fails %s: the set is refused, the foreign policy is intact, and nothing is stored",
    async (verb) => {
      const world = await connected();
      const state = await created(world);
      steal(world, { apiWhitelist: ["/a", "/theirs"] });
      const process = world.newProcess();

      const error = await failure(
        verb === "create" ? process.create(wanted) : process.update(state, wanted),
      );

      expect(error.message).toContain(
        `${verb} failed: somebody else changed apiWhitelist (added /theirs)`,
      );
      expect(error.partial).toBeUndefined();
      expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a", "/theirs"]);
      expect(world.sent()).toEqual({ get: 2, set: 1, applies: 0 });
    },
  );

  it("names both the switch and the whitelist", async () => {
    const world = await connected();
    const state = await created(world, { open: true });
    steal(world, { open: false, apiWhitelist: ["/theirs"] });
    const update = world.newProcess().update(state, { ...wanted, open: true });
    await expect(update).rejects.toThrow(
      "somebody else changed open (true is now false) and apiWhitelist (added /theirs; removed /a)",
    );
  });

  it("names a managed switch that moved", async () => {
    const world = await connected();
    steal(world, { open: false });

    const error = await failure(world.lifecycle.create({ ...wanted, open: true }));

    expect(error.message).toContain("somebody else changed open (true is now false)");
  });

  it("is overwritten where the program says so, with the version just seen", async () => {
    const world = await connected();
    steal(world, { apiWhitelist: ["/theirs"] });

    const { state } = await world.lifecycle.create({ ...wanted, onConflict: "overwrite" });

    expect(state).toMatchObject({ apiWhitelist: ["/b"], version: 3 });
    expect(world.emulator.requests({ action: "set" }).map(({ version }) => version)).toEqual([
      1, 2,
    ]);
  });

  it("is a success where it is the change that was wanted", async () => {
    const world = await connected();
    steal(world, { apiWhitelist: ["/b"] });

    const { state } = await world.lifecycle.create(wanted);

    expect(state).toMatchObject({ apiWhitelist: ["/b"], version: 2 });
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 0 });
  });

  it("of the version alone is settled in silence, with one apply", async () => {
    const world = await connected();
    steal(world, { apiWhitelist: ["/*"] });

    const { state } = await world.lifecycle.create(wanted);

    expect(state).toMatchObject({ apiWhitelist: ["/b"], version: 3 });
    expect(world.sent().applies).toBe(1);
  });

  it("of an unmanaged switch is sent back as it is now", async () => {
    const world = await connected();
    steal(world, { open: false });

    const { state } = await world.lifecycle.create(wanted);

    expect(state.open).toBe(false);
    expect(world.emulator.policy(ENV)).toMatchObject({ open: false, apiWhitelist: ["/b"] });
  });
});

describe("an answer that has less than was sent", () => {
  const policy = (...apiWhitelist: string[]) => ({ open: true, apiWhitelist });
  const foreign = (now: Policy, more: object = {}) => ({
    seen: policy("/*"),
    wanted: policy("/a", "/b", "/d"),
    now,
    fields: ["apiWhitelist" as const],
    isOk: true,
    managesOpen: true,
    ...more,
  });

  it.each([
    ["a part", policy("/a"), true],
    ["nothing at all", policy(), false],
    ["all of it", policy("/a", "/b", "/d"), false],
    ["a part and something else", policy("/a", "/c"), false],
    ["something else only", policy("/c"), false],
  ])("%s", (_, now, isPart) => {
    expect(isKeptInPart(foreign(now))).toBe(isPart);
    expect(isKeptInPart(foreign(now, { isOk: false }))).toBe(false);
  });

  it("is somebody's where a managed switch moved with it", () => {
    const now = { ...policy("/a"), open: false };
    expect(isKeptInPart(foreign(now))).toBe(false);
    expect(isKeptInPart(foreign(now, { managesOpen: false }))).toBe(true);
  });

  it("is told with what is missing and what to do, whatever the switch is", () => {
    const now = { ...policy("/a", "/b"), open: false };
    expect(foreignProblem(foreign(now, { managesOpen: false }))).toEqual({
      failure: "invalid",
      summary: "WeChat answered ok to the set and kept only a part of apiWhitelist (removed /d)",
      remedy:
        "Remove the paths that WeChat does not keep; where somebody removed them at that moment, run `pulumi up` again",
    });
  });
});
