import { ProcessState } from "../../provider/core/process-state";
import { refusal, ScriptedApi } from "../support/scripted-api";
import { done, seen, stale, start, unknown } from "../support/started-write";

describe("a write that fails", () => {
  it("gives up where the time for a wait is not left, saying what went wrong", async () => {
    const slow = refusal({ failure: "throttled", retryAfterMs: 60_000, summary: "slow down" });
    const api = new ScriptedApi([done], [slow]);
    await expect(start(api, { timeoutMs: 60_000 }).written).rejects.toMatchObject({
      name: "ApiError",
      problem: slow.problem,
    });
    expect(api.gets).toBe(0);
  });

  it("says that a set may have been applied where the time is up after an answer of ok", async () => {
    const { written, unsettled } = start(new ScriptedApi([seen]), { timeoutMs: 1_000 });
    await expect(written).rejects.toMatchObject({
      problem: { summary: "WeChat answered ok to the set and changed nothing" },
    });
    expect(await unsettled).toEqual({
      found: seen,
      seen,
      unverified: { apiWhitelist: ["/b"], open: true },
    });
  });

  it("says what it saw last: the foreign policy that it was about to overwrite", async () => {
    const foreign = { open: true, apiWhitelist: ["/theirs"], version: 8 };
    const api = new ScriptedApi([foreign, refusal({ summary: "blind" })], [unknown, "ok"]);
    const { written, unsettled } = start(api, { change: { onConflict: "overwrite" } });
    await expect(written).rejects.toMatchObject({ problem: { summary: "blind" } });
    expect((await unsettled)?.seen).toEqual(foreign);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 8]);
  });

  it("says what was not kept where WeChat answers ok and keeps a part", async () => {
    const part = { open: true, apiWhitelist: ["/b"], version: 6 };
    const { written, unsettled } = start(new ScriptedApi([part]), {
      change: { desired: { apiWhitelist: ["/b", "/c"] } },
    });
    await expect(written).rejects.toMatchObject({
      problem: {
        failure: "invalid",
        summary: "WeChat answered ok to the set and kept only a part of apiWhitelist (removed /c)",
      },
    });
    expect((await unsettled)?.seen).toEqual(part);
  });

  it.each([
    ["nothing", ["ok" as const], []],
    ["something else besides", ["ok" as const], ["/b", "/x"]],
    ["a part after no answer", [unknown], ["/b"]],
  ])("takes %s for somebody else's", async (_what, answers, apiWhitelist) => {
    const { written, unsettled } = start(
      new ScriptedApi([{ open: true, apiWhitelist, version: 6 }], answers),
      { change: { desired: { apiWhitelist: ["/b", "/c"] } } },
    );
    await expect(written).rejects.toMatchObject({ problem: { failure: "conflict" } });
    expect((await unsettled)?.seen).toEqual(seen);
  });

  it("says what was not kept, and does not write it again, also where it is to overwrite", async () => {
    const part = { open: true, apiWhitelist: ["/b"], version: 6 };
    const api = new ScriptedApi([part]);
    const { written } = start(api, {
      change: { desired: { apiWhitelist: ["/b", "/c"] }, onConflict: "overwrite" },
    });
    await expect(written).rejects.toMatchObject({
      problem: {
        summary: "WeChat answered ok to the set and kept only a part of apiWhitelist (removed /c)",
      },
    });
    expect(api.writes).toHaveLength(1);
  });

  it.each([
    ["an answer of ok", "ok" as const, ", or WeChat answered ok to the set and kept no path of it"],
    ["no answer", unknown, ""],
  ])("says that nobody may have emptied the whitelist after %s", async (_what, answer, or) => {
    const { written } = start(
      new ScriptedApi([{ open: true, apiWhitelist: [], version: 6 }], [answer]),
    );
    await expect(written).rejects.toMatchObject({
      problem: { summary: `somebody else changed apiWhitelist (removed /a)${or}` },
    });
  });

  it("does not speak of paths where it sent none", async () => {
    const { written } = start(new ScriptedApi([{ open: false, apiWhitelist: [], version: 6 }]), {
      change: { desired: { apiWhitelist: [], open: true } },
    });
    await expect(written).rejects.toMatchObject({
      problem: { summary: "somebody else changed open (true is now false)" },
    });
  });

  it("says what six answers of ok gave where nothing but the version moved", async () => {
    const versions = [7, 8, 9, 10, 11, 12].map((version) => ({ ...seen, version }));
    const { written, unsettled } = start(new ScriptedApi(versions), {
      isAlone: true,
    });
    await expect(written).rejects.toMatchObject({
      problem: {
        failure: "conflict",
        summary: "WeChat answered ok to the set each time, and nothing but the version moved",
      },
    });
    expect(await unsettled).toMatchObject({ seen: versions[5] });
  });

  const slow = refusal({ failure: "throttled", retryAfterMs: 60_000, summary: "slow down" });
  const moved = { ...seen, version: 7 };
  const theirs = { ...moved, apiWhitelist: ["/theirs"] };
  it.each([
    ["a moved version", moved, stale, slow, "slow down"],
    ["somebody's policy", theirs, unknown, slow, "slow down"],
    ["a moved version", moved, stale, "ok" as const, "answered ok to the set and changed nothing"],
    ["a lost answer", seen, unknown, "ok" as const, "answered ok to the set and changed nothing"],
  ])(
    "says what came last, and not that there was %s before",
    async (_, now, first, last, words) => {
      const { written } = start(new ScriptedApi([now], [first, last]), {
        isAlone: true,
        change: { onConflict: "overwrite" },
        timeoutMs: 3_000,
      });
      await expect(written).rejects.toThrow(words);
    },
  );

  it.each([
    ["a lost answer", unknown, stale],
    ["a lost answer", unknown, refusal({ summary: "no permission" })],
    ["a minute's wait", refusal({ failure: "throttled", retryAfterMs: 60_000 }), stale],
  ])("says what was refused at last, and not that there was %s before", async (_, first, last) => {
    const { written } = start(new ScriptedApi([seen], [first, last]));
    await expect(written).rejects.toMatchObject({ problem: last.problem });
  });

  it("says that ok changed nothing where the other reading of version was refused then", async () => {
    const { written } = start(new ScriptedApi([seen]), {});
    await expect(written).rejects.toMatchObject({ problem: { failure: "unknown" } });

    const api = new ScriptedApi([seen], ["ok", stale]);
    await expect(start(api).written).rejects.toMatchObject({
      problem: { summary: "WeChat answered ok to the set and changed nothing" },
    });
    expect(api.writes.map(({ version }) => version)).toEqual([5, 6]);
  });

  it.each([
    ["is answered", "ok" as const, 5],
    ["is answered", "ok" as const, 7],
    ["is answered", "ok" as const, 8],
    ["has no answer", unknown, 7],
  ])(
    "says that a set with the other reading that %s may have hidden an edit",
    async (_, answer, version) => {
      const edited = { ...done, version };
      const api = new ScriptedApi([seen, seen, seen, seen, edited], [stale, answer]);
      const { written, processState, unsettled } = start(api);
      await expect(written).rejects.toMatchObject({
        problem: {
          failure: "conflict",
          summary: expect.stringContaining("somebody else wrote") as string,
        },
      });
      expect(processState.versionOffset).toBeUndefined();
      expect((await unsettled)?.unverified.apiWhitelist).toEqual(["/b"]);
    },
  );

  it.each([
    ["refused", stale],
    ["throttled", refusal({ retryAfterMs: 1_000 })],
  ])("suspects nothing of a set with the other reading that was %s", async (_, answer) => {
    const same = { ...done, version: 8 };
    const api = new ScriptedApi([seen, seen, seen, seen, same], [stale, answer]);
    expect(await start(api).written).toBe(same);
  });

  it("takes a version that moved further for no such thing where the reading is known", async () => {
    const further = { ...done, version: 9 };
    const given = start(new ScriptedApi([further]), { context: { versionStrategy: "next" } });
    expect(await given.written).toBe(further);
    const processState = new ProcessState();
    processState.versionOffset = 1;
    expect(await start(new ScriptedApi([further]), { context: { processState } }).written).toBe(
      further,
    );
  });

  it.each([
    ["the switch", { ...done, open: true }],
    ["the whitelist", { open: false, apiWhitelist: ["/a"], version: 7 }],
  ])("writes %s again where somebody took that part back", async (_what, now) => {
    const both = { open: false, apiWhitelist: ["/b"], version: 8 };
    const api = new ScriptedApi([now, both]);
    const { written } = start(api, { change: { desired: { apiWhitelist: ["/b"], open: false } } });
    expect(await written).toBe(both);
    expect(api.writes.map(({ version }) => version)).toEqual([5, now.version]);
  });

  it("names somebody's change where both the switch and the whitelist moved", async () => {
    const now = { open: true, apiWhitelist: ["/theirs"], version: 7 };
    const { written } = start(new ScriptedApi([now]), {
      change: { desired: { apiWhitelist: ["/b"], open: false } },
    });
    await expect(written).rejects.toMatchObject({
      problem: { summary: "somebody else changed apiWhitelist (added /theirs; removed /a)" },
    });
  });
});
