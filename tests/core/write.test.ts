import { ProcessState } from "../../provider/core/process-state";
import { FakeClock } from "../support/fake-clock";
import { refusal, ScriptedApi } from "../support/scripted-api";
import { done, seen, stale, start, unknown } from "../support/started-write";

describe("write", () => {
  it("sends what is desired with the version seen, and gives what is then there", async () => {
    const api = new ScriptedApi([done]);
    const { written, processState } = start(api);
    expect(await written).toBe(done);
    expect(api.writes).toEqual([{ apiWhitelist: ["/b"], open: true, version: 5 }]);
    expect(processState.versionOffset).toBe(0);
  });

  it("sends the switch that is desired", async () => {
    const api = new ScriptedApi([{ ...done, open: false }]);
    await start(api, { change: { desired: { apiWhitelist: ["/b"], open: false } } }).written;
    expect(api.writes[0]?.open).toBe(false);
  });

  it("works with the reading of version that has worked before", async () => {
    const processState = new ProcessState();
    processState.versionOffset = 1;
    const api = new ScriptedApi([done]);
    await start(api, { context: { processState } }).written;
    expect(api.writes[0]?.version).toBe(6);
  });

  it("keeps to a reading that is given, whatever has worked before", async () => {
    const processState = new ProcessState();
    processState.versionOffset = 1;
    const api = new ScriptedApi([done]);
    await start(api, { context: { processState, versionStrategy: "current" } }).written;
    expect(api.writes[0]?.version).toBe(5);
    expect(processState.versionOffset).toBe(1);
  });

  it("learns nothing from a set whose answer it never had", async () => {
    const { written, processState } = start(new ScriptedApi([done], [unknown]));
    await written;
    expect(processState.versionOffset).toBeUndefined();
  });

  it.each([
    ["was refused", stale],
    ["has an outcome that is not known", unknown],
  ])("asks for the account alone after a set that %s met a moved version", async (_, answer) => {
    const last = { ...done, version: 8 };
    const api = new ScriptedApi([{ ...seen, version: 7 }, last], [answer, "ok"]);
    const { written, processState, clock } = start(api);
    expect(await written).toBe(last);
    expect(processState.isVersionShared).toBe(true);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 7]);
    expect(clock.sleeps.length).toBe(answer === unknown ? 1 : 0);
  });

  it("sends again with the version just seen where it has the account alone", async () => {
    const last = { ...done, version: 8 };
    const api = new ScriptedApi([{ ...seen, version: 7 }, last], [stale, "ok"]);
    const { written, clock } = start(api, { isAlone: true });
    expect(await written).toBe(last);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 7]);
    expect(clock.sleeps).toHaveLength(1);
  });

  it("sends the same again beside its siblings where nothing moved at all", async () => {
    const api = new ScriptedApi([seen, done], [unknown, "ok"]);
    const { written, processState } = start(api);
    expect(await written).toBe(done);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 5]);
    expect(processState.isVersionShared).toBe(false);
  });

  it("sends back an unmanaged switch as it was last seen", async () => {
    const api = new ScriptedApi([{ ...seen, open: false }, done], [unknown, "ok"]);
    expect(await start(api).written).toBe(done);
    expect(api.writes.map(({ open }) => open)).toEqual([true, false]);
  });

  it("goes back and forth between the readings no more than once", async () => {
    const api = new ScriptedApi([seen], [stale]);
    await expect(start(api).written).rejects.toMatchObject({ problem: stale.problem });
    expect(api.writes.map(({ version }) => version)).toEqual([5, 6]);
  });

  it("tries the current version where the next one had worked in its memory's place", async () => {
    const api = new ScriptedApi([seen], [stale]);
    await expect(
      start(api, { context: { versionStrategy: "next" } }).written,
    ).rejects.toMatchObject({ name: "ApiError" });
    expect(api.writes.map(({ version }) => version)).toEqual([6]);
  });

  it("backs off longer each time, by chance up to 200 ms · 2^n", async () => {
    const clock = new FakeClock(() => 0.5);
    const { written } = start(new ScriptedApi([seen], [unknown]), { clock });
    await expect(written).rejects.toMatchObject({ problem: unknown.problem });
    expect(clock.sleeps).toEqual([100, 200, 400, 800, 1_600, 3_200]);
  });

  it("waits before it looks again at a set that seems to have had no effect", async () => {
    const api = new ScriptedApi([seen, seen, seen, done]);
    const { written, clock } = start(api);
    await written;
    expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
    expect([api.gets, api.writes.length]).toEqual([4, 1]);
  });

  it("counts its looks anew for each set", async () => {
    const api = new ScriptedApi([seen, seen, seen, seen, seen, seen, done]);
    const { written, processState } = start(api);
    expect(await written).toBe(done);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 6]);
    expect(processState.versionOffset).toBe(1);
  });

  it("looks for seven seconds before it takes a refusal for one of the version, and for no other", async () => {
    const { written, clock } = start(
      new ScriptedApi([seen, seen, seen, seen, done], [stale, "ok"]),
    );
    await written;
    expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);

    const denied = new ScriptedApi([seen], [refusal({ failure: "denied" })]);
    await expect(start(denied).written).rejects.toMatchObject({ name: "ApiError" });
    expect([denied.gets, denied.writes.length]).toEqual([0, 1]);
  });

  it("waits between its tries also where the version moves each time", async () => {
    const clock = new FakeClock(() => 0.5);
    const versions = [6, 7, 8, 9, 10, 11].map((version) => ({ ...seen, version }));
    const { written } = start(new ScriptedApi(versions, [stale]), {
      clock,
      isAlone: true,
    });
    await expect(written).rejects.toMatchObject({
      problem: { summary: expect.stringContaining("somebody keeps writing") as string },
    });
    expect(clock.sleeps).toEqual([100, 200, 400, 800, 1_600, 3_200]);
  });

  it("sends the switch back as it was last seen, not as it was seen first", async () => {
    const shut = { open: false, apiWhitelist: ["/a"], version: 6 };
    const api = new ScriptedApi([shut, { ...done, open: false }], [unknown, "ok"]);
    await start(api, { isAlone: true }).written;
    expect(api.writes.map(({ open }) => open)).toEqual([true, false]);
  });

  it("reads with the new token before it sends again what was refused for the old one", async () => {
    const dead = refusal({ failure: "auth", errcode: 42001, retryAfterMs: 0 });
    const foreign = { open: true, apiWhitelist: ["/theirs"], version: 5 };
    const api = new ScriptedApi([foreign], [dead]);
    await expect(start(api).written).rejects.toMatchObject({ problem: { failure: "conflict" } });
    expect(api.writes).toHaveLength(1);

    const twice = new ScriptedApi([seen], [dead]);
    const { written, unsettled } = start(twice);
    await expect(written).rejects.toMatchObject({ problem: dead.problem });
    expect([twice.writes.length, await unsettled]).toEqual([2, undefined]);

    const later = new ScriptedApi([seen], [dead, unknown, dead]);
    await expect(start(later).written).rejects.toMatchObject({ problem: dead.problem });
    expect(later.writes).toHaveLength(3);
  });

  it.each([
    ["a set", new ScriptedApi([done], [new TypeError("bug")])],
    ["a get", new ScriptedApi([new TypeError("bug")])],
  ])("lets a bug in %s through as it is", async (_what, api) => {
    await expect(start(api).written).rejects.toStrictEqual(new TypeError("bug"));
  });
});
