import { ProcessState } from "../../provider/core/process-state";
import { refusal, ScriptedApi } from "../support/scripted-api";
import { done, seen, stale, start, unknown } from "../support/started-write";

const ok = "ok" as const;
const INEFFECTIVE = "WeChat answered ok to the set and changed nothing";
const IN_PART = "WeChat answered ok to the set and kept only a part of apiWhitelist (removed /c)";
const slow = refusal({ failure: "throttled", retryAfterMs: 60_000, summary: "slow down" });
const both = { desired: { apiWhitelist: ["/b", "/c"] } };
const closed = { desired: { apiWhitelist: ["/b"], open: false } };
const read = (version: number, open: boolean, ...apiWhitelist: string[]) => ({
  version,
  open,
  apiWhitelist,
});

describe("a write that fails", () => {
  it("tells what may have been applied if time is up after an answer of ok", async () => {
    const { written, unsettled } = start(new ScriptedApi([seen]), { timeoutMs: 1_000 });
    await expect(written).rejects.toMatchObject({ problem: { summary: INEFFECTIVE } });
    const unverified = { apiWhitelist: ["/b"], open: true };
    expect(await unsettled).toEqual({ found: seen, seen, unverified });
  });

  it("tells which foreign policy it was about to overwrite", async () => {
    const foreign = read(8, true, "/theirs");
    const api = new ScriptedApi([foreign, refusal({ summary: "blind" })], [unknown, ok]);
    const { written, unsettled } = start(api, { change: { onConflict: "overwrite" } });
    await expect(written).rejects.toMatchObject({ problem: { summary: "blind" } });
    expect((await unsettled)?.seen).toEqual(foreign);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 8]);
  });

  it.each(["fail", "overwrite"] as const)(
    "tells what WeChat dropped of the whitelist, and does not write again: %s",
    async (onConflict) => {
      const part = read(6, false, "/b");
      const api = new ScriptedApi([part]);
      const { written, unsettled } = start(api, { change: { ...both, onConflict } });
      const remedy = expect.stringMatching(/^Remove the paths .*`pulumi up` again$/) as string;
      const problem = { failure: "invalid", summary: IN_PART, remedy };
      await expect(written).rejects.toMatchObject({ problem });
      expect((await unsettled)?.seen).toEqual(part);
      expect(api.writes).toHaveLength(1);
    },
  );

  const emptied =
    "apiWhitelist (removed /a), or WeChat answered ok to the set and kept no path of it";
  const changed = (added: string) => `apiWhitelist (added ${added}; removed /a)`;
  const switched = "open (true is now false)";
  const none = { desired: { apiWhitelist: [], open: true } };
  const managed = { desired: { ...both.desired, open: true } };
  it.each([
    ["none of two paths after ok", both, ok, read(6, true), emptied],
    ["none of one path after ok", {}, ok, read(6, true), emptied],
    ["no path after no answer", {}, unknown, read(6, true), "apiWhitelist (removed /a)"],
    ["one path more", both, ok, read(6, true, "/b", "/x"), changed("/b, /x")],
    ["another path", both, ok, read(6, true, "/x"), changed("/x")],
    ["a part after no answer", both, unknown, read(6, true, "/b"), changed("/b")],
    [
      "a part and the other switch",
      managed,
      ok,
      read(6, false, "/b"),
      `${switched} and ${changed("/b")}`,
    ],
    ["the other switch, no path sent", none, ok, read(6, false), switched],
    ["two fields", closed, ok, read(7, true, "/theirs"), changed("/theirs")],
  ])(
    "tells of somebody else's change if it reads %s",
    async (_what, change, answer, now, words) => {
      const { written, unsettled } = start(new ScriptedApi([now], [answer]), { change });
      const summary = `somebody else changed ${words}`;
      await expect(written).rejects.toMatchObject({ problem: { failure: "conflict", summary } });
      expect((await unsettled)?.seen).toEqual(seen);
    },
  );

  it("tells if six sets were answered ok and only the version moved", async () => {
    const reads = [7, 8, 9, 10, 11, 12].map((version) => ({ ...seen, version }));
    const { written, unsettled } = start(new ScriptedApi(reads), { isAlone: true });
    await expect(written).rejects.toMatchObject({
      problem: {
        failure: "conflict",
        summary: "WeChat answered ok to the set each time, and nothing but the version moved",
      },
    });
    expect(await unsettled).toMatchObject({ seen: reads[5] });
  });

  const moved = { ...seen, version: 7 };
  it.each([
    ["a moved version", moved, stale, slow, "slow down"],
    ["somebody's policy", { ...moved, apiWhitelist: ["/theirs"] }, unknown, slow, "slow down"],
    ["a moved version", moved, stale, ok, INEFFECTIVE],
    ["a lost answer", seen, unknown, ok, INEFFECTIVE],
  ])("tells what came last, not %s before: %#", async (_what, now, first, last, words) => {
    const { written } = start(new ScriptedApi([now], [first, last]), {
      isAlone: true,
      change: { onConflict: "overwrite" },
      timeoutMs: 3_000,
    });
    await expect(written).rejects.toThrow(words);
  });

  it.each([
    ["a lost answer", unknown, stale],
    ["a lost answer", unknown, refusal({ summary: "no permission" })],
    ["a minute's wait", refusal({ failure: "throttled", retryAfterMs: 60_000 }), stale],
  ])("tells the last refusal, not %s before: %#", async (_what, first, last) => {
    const { written } = start(new ScriptedApi([seen], [first, last]));
    await expect(written).rejects.toMatchObject({ problem: last.problem });
  });

  it.each([ok, stale])(
    "tells that ok changed nothing, whatever the other version met",
    async (then) => {
      const api = new ScriptedApi([seen], [ok, then]);
      const problem = { failure: "unknown", summary: INEFFECTIVE };
      await expect(start(api).written).rejects.toMatchObject({ problem });
      expect(api.writes.map(({ version }) => version)).toEqual([5, 6]);
    },
  );
});

describe("a set with the other version", () => {
  /** A first set is refused, nothing moves, and the other version's set is answered so. */
  const switched = (version: number, answer: typeof ok | typeof unknown) => {
    const last = { ...done, version };
    return { last, ...start(new ScriptedApi([seen, seen, seen, seen, last], [stale, answer])) };
  };

  it.each([
    ["ok", ok, 5],
    ["ok", ok, 7],
    ["ok", ok, 8],
    ["nothing", unknown, 7],
  ])("may have hidden an edit: answer %s, then version %#", async (_what, answer, version) => {
    const { written, processState, unsettled } = switched(version, answer);
    const summary = expect.stringContaining("somebody else wrote") as string;
    await expect(written).rejects.toMatchObject({ problem: { failure: "conflict", summary } });
    expect(processState.versionOffset).toBeUndefined();
    expect((await unsettled)?.unverified.apiWhitelist).toEqual(["/b"]);
  });

  it.each([
    ["refused", stale],
    ["throttled", refusal({ retryAfterMs: 1_000 })],
  ])("hides nothing if it was %s", async (_what, answer) => {
    const { written, last } = switched(8, answer);
    expect(await written).toBe(last);
  });

  it.each([
    ["configured", { versionStrategy: "next" as const }],
    ["learnt", { processState: Object.assign(new ProcessState(), { versionOffset: 1 }) }],
  ])("hides nothing if it is the one that was %s", async (_how, context) => {
    const further = { ...done, version: 9 };
    expect(await start(new ScriptedApi([further]), { context }).written).toBe(further);
  });
});

it.each([
  ["switch", read(6, true, "/b")],
  ["whitelist", read(7, false, "/a")],
  ["whitelist, at the same version,", read(5, false, "/a")],
])("a write repeats the %s if somebody put that part back", async (_what, now) => {
  const last = read(8, false, "/b");
  const api = new ScriptedApi([now, last]);
  expect(await start(api, { change: closed }).written).toBe(last);
  expect(api.writes.map(({ version }) => version)).toEqual([5, now.version]);
});
