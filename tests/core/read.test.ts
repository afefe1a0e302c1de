import { connected, ENV, failure, OTHER_ENV } from "../support/connected";
import { withPolicy } from "../support/policy-world";

describe("read", () => {
  it.each(["read", "delete"] as const)(
    "and delete say that the switch stays closed with an environment that is gone: %s",
    async (verb) => {
      const world = await connected();
      const { state } = await world.newProcess().create({ ...inputs, open: false });
      world.emulator.removeEnvironment(ENV);

      await world.lifecycle[verb](state);

      expect(world.warnings.join()).toContain('. At first {"open":true,"apiWhitelist":["/*"]}');
      const closed = "stays closed, although it was open before this stack began to give it: ";
      expect(world.warnings).toContainEqual(
        expect.stringContaining(`${closed}the environment is gone. No later destroy opens it`),
      );
      const other = world.newProcess();
      other.check({ ...inputs, env: OTHER_ENV, open: false });
      await other[verb](state);
      expect(world.warnings).toContainEqual(
        expect.stringContaining(`${closed}"${OTHER_ENV}" declares open: false`),
      );
    },
  );

  it.each(["read", "delete"] as const)(
    "and delete say nothing of what was there at first if nothing else ever was: %s",
    async (verb) => {
      const world = await connected();
      const { state } = await world.newProcess().create({ ...inputs, apiWhitelist: ["/*"] });
      world.emulator.removeEnvironment(ENV);
      await world.lifecycle[verb](state);
      expect(world.warnings).toHaveLength(1);
      expect(world.warnings.join()).not.toContain("At first");
    },
  );

  it("says nothing of a switch that the resource did not close", async () => {
    const world = await connected();
    const { state } = await world.newProcess().create({ ...inputs, open: true });
    world.emulator.removeEnvironment(ENV);

    for (const gone of [state, { ...state, open: false, managesOpen: false }])
      await world.lifecycle.delete(gone);

    expect(world.warnings.join()).not.toContain("switch");
    expect(world.warnings).toHaveLength(2);
  });

  it.each([
    [{ errcode: -501000, errmsg: "Environment not found" }, "-501000 Environment not found"],
    [{ status: 404 }, "HTTP 404"],
    [{ body: '{"errcode":0}' }, "WeChat answered a get without open, api_whitelist or version"],
    [{ reset: "before" as const }, "ECONNRESET"],
  ])("keeps the resource in state when WeChat answers %j", async (fault, words) => {
    const world = await withPolicy();
    const { state } = world;
    world.emulator.faults.add({ ...fault, times: Infinity });

    const error = await failure(world.lifecycle.read(state));

    expect(error.message).toContain(`CloudAccessTokenPolicy "${ENV}": read failed: ${words}`);
    expect(error.partial).toBeUndefined();
  });
});

const inputs = { env: ENV, apiWhitelist: ["/a"] };
const once = { errmsg: "TcbCode: [INVALID_ENV]", errcode: -501001, times: 1 };

describe("an environment that WeChat calls gone once", () => {
  it("stays as it is for every verb", async () => {
    const { lifecycle, emulator } = await connected();
    const { state } = await lifecycle.create(inputs);
    const gone = () => emulator.faults.add(once);
    gone();
    expect(await lifecycle.read(state)).toMatchObject({ apiWhitelist: ["/a"] });
    gone();
    expect(await lifecycle.find(inputs)).toMatchObject({ apiWhitelist: ["/a"] });
    gone();
    await lifecycle.update(state, { ...inputs, apiWhitelist: ["/b"] });
    gone();
    await lifecycle.delete({ ...state, apiWhitelist: ["/b"], version: 3 });
    expect(emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
  });

  it("is not believed if no time is left to look again", async () => {
    const { lifecycle, emulator } = await connected();
    const { state } = await lifecycle.create(inputs);
    emulator.faults.add(once);
    const short = lifecycle.with({ operationTimeoutMs: 900 });
    const { problem, message } = await failure(short.read(state));
    expect(message).toBe(
      `CloudAccessTokenPolicy "${ENV}": read failed: ${problem.summary}. ${problem.remedy}`,
    );
    expect(problem).toEqual({
      failure: "unknown",
      summary: expect.stringMatching(/, and no time was left to look again$/) as string,
      remedy: "Run this again: WeChat must say so twice before the resource counts as gone",
    });
  });
});
