import { FakeClock } from "../support/fake-clock";
import { refusal, ScriptedApi } from "../support/scripted-api";
import { done, seen, stale, start, unknown } from "../support/started-write";

const versionsOf = (api: ScriptedApi) => api.writes.map(({ version }) => version);
const CONTENDED =
  "the version moved each time between the get and the set: somebody keeps writing to this account";
const at = (version: number) => ({ ...seen, version });

describe("write", () => {
  it("learns nothing from a set without an answer", async () => {
    const { written, processState } = start(new ScriptedApi([done], [unknown]));
    await written;
    expect(processState.versionOffset).toBeUndefined();
  });

  it.each([
    ["refused", stale, false, 0],
    ["without an answer", unknown, false, 1],
    ["refused", stale, true, 1],
  ])("writes alone over a version that moved: %s, alone before: %#", async (...row) => {
    const [, answer, isAlone, waits] = row;
    const last = { ...done, version: 8 };
    const api = new ScriptedApi([at(7), last], [answer, "ok"]);
    const { written, processState, clock } = start(api, { isAlone });
    expect(await written).toBe(last);
    expect(processState.isVersionShared).toBe(true);
    expect(versionsOf(api)).toEqual([5, 7]);
    expect(clock.sleeps).toHaveLength(waits);
  });

  it.each([
    ["beside its siblings if nothing moved", seen, false, true],
    ["with an unmanaged switch as it is now", { ...seen, open: false }, false, false],
    ["with it as it is now, alone", { ...seen, open: false, version: 6 }, true, false],
  ])("sends the same again %s", async (_how, now, isAlone, open) => {
    const api = new ScriptedApi([now, { ...done, version: 7, open }], [unknown, "ok"]);
    const { written, processState } = start(api, { isAlone });
    expect(await written).toMatchObject({ open, apiWhitelist: ["/b"] });
    expect(api.writes).toMatchObject([
      { version: 5, open: true },
      { version: now.version, open },
    ]);
    expect(processState.isVersionShared).toBe(isAlone);
  });

  it.each([
    ["without an answer", [seen], unknown, "no answer", false],
    ["met by a moved version", [6, 7, 8, 9, 10, 11].map(at), stale, CONTENDED, true],
  ])("waits up to 200 ms · 2^n after set n %s", async (_what, reads, answer, summary, isAlone) => {
    const clock = new FakeClock(() => 0.5);
    const { written } = start(new ScriptedApi(reads, [answer]), { clock, isAlone });
    await expect(written).rejects.toMatchObject({ problem: { summary } });
    expect(clock.sleeps).toEqual([100, 200, 400, 800, 1_600, 3_200]);
  });

  it.each([
    ["answered ok", "ok" as const, [5]],
    ["refused for its version", stale, [5, 6]],
  ])("reads for seven seconds after a set that was %s", async (_what, answer, versions) => {
    const api = new ScriptedApi(
      [seen, seen, seen, answer === "ok" ? done : seen, done],
      [answer, "ok"],
    );
    const { written, clock } = start(api);
    expect(await written).toBe(done);
    expect(clock.sleeps).toEqual([1_000, 2_000, 4_000]);
    expect(versionsOf(api)).toEqual(versions);
  });

  it("counts its reads anew for each set", async () => {
    const api = new ScriptedApi([seen, seen, seen, seen, seen, seen, done]);
    const { written, processState } = start(api);
    expect(await written).toBe(done);
    expect(versionsOf(api)).toEqual([5, 6]);
    expect(processState.versionOffset).toBe(1);
  });

  describe("refused for an expired token", () => {
    const dead = refusal({ failure: "auth", errcode: 42001, retryAfterMs: 0 });

    it("reads with the new token before it sends again", async () => {
      const api = new ScriptedApi([{ ...seen, apiWhitelist: ["/theirs"] }], [dead]);
      await expect(start(api).written).rejects.toMatchObject({ problem: { failure: "conflict" } });
      expect(api.writes).toHaveLength(1);
    });

    it.each([
      ["at once", [dead], 2, undefined],
      ["after a lost answer", [dead, unknown, dead], 3, { apiWhitelist: ["/b"], open: true }],
    ])("fails if the new token is refused too, %s", async (_when, answers, sets, unverified) => {
      const api = new ScriptedApi([seen], answers);
      const { written, unsettled } = start(api);
      await expect(written).rejects.toMatchObject({ problem: dead.problem });
      expect(api.writes).toHaveLength(sets);
      expect((await unsettled)?.unverified).toEqual(unverified);
    });
  });
});
