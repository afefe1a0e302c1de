import { Memory } from "../../provider/core/memory";
import { Attempt } from "../../provider/core/write";
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
    const { written, attempt } = start(new ScriptedApi([seen]), { timeoutMs: 1_000 });
    await expect(written).rejects.toMatchObject({
      problem: { summary: "WeChat answered ok to the set and changed nothing" },
    });
    expect(attempt).toMatchObject({ sets: 1, seen, begun: { apiWhitelist: ["/b"], open: true } });
  });

  it("says what it saw last: the foreign policy that it was about to overwrite", async () => {
    const foreign = { open: true, apiWhitelist: ["/theirs"], version: 8 };
    const api = new ScriptedApi([foreign, refusal({ summary: "blind" })], [unknown, "ok"]);
    const { written, attempt } = start(api, { request: { onConflict: "overwrite" } });
    await expect(written).rejects.toMatchObject({ problem: { summary: "blind" } });
    expect(attempt.seen).toEqual(foreign);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 8]);
  });

  it("says what was not kept where WeChat answers ok and keeps a part", async () => {
    const part = { open: true, apiWhitelist: ["/b"], version: 6 };
    const { written, attempt } = start(new ScriptedApi([part]), {
      request: { desired: { apiWhitelist: ["/b", "/c"] } },
    });
    await expect(written).rejects.toMatchObject({
      problem: {
        failure: "invalid",
        summary: "WeChat answered ok to the set and kept only a part of apiWhitelist (removed /c)",
      },
    });
    expect(attempt.seen).toEqual(part);
  });

  it.each([
    ["nothing", ["ok" as const], []],
    ["something else besides", ["ok" as const], ["/b", "/x"]],
    ["a part after no answer", [unknown], ["/b"]],
  ])("takes %s for somebody else's", async (_what, answers, apiWhitelist) => {
    const { written, attempt } = start(
      new ScriptedApi([{ open: true, apiWhitelist, version: 6 }], answers),
      { request: { desired: { apiWhitelist: ["/b", "/c"] } } },
    );
    await expect(written).rejects.toMatchObject({ problem: { failure: "conflict" } });
    expect(attempt.seen).toEqual(seen);
  });

  it("says what was not kept, and does not write it again, also where it is to overwrite", async () => {
    const part = { open: true, apiWhitelist: ["/b"], version: 6 };
    const api = new ScriptedApi([part]);
    const { written } = start(api, {
      request: { desired: { apiWhitelist: ["/b", "/c"] }, onConflict: "overwrite" },
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
    const { written } = start(new ScriptedApi([{ open: true, apiWhitelist: [], version: 6 }]), {
      request: { desired: { apiWhitelist: [], open: false } },
    });
    await expect(written).rejects.toMatchObject({
      problem: { summary: "somebody else changed open (false is now true)" },
    });
  });

  it("says what six answers of ok gave where nothing but the version moved", async () => {
    const versions = [7, 8, 9, 10, 11, 12].map((version) => ({ ...seen, version }));
    const { written, attempt } = start(new ScriptedApi(versions), {
      request: { isExclusive: true },
    });
    await expect(written).rejects.toMatchObject({
      problem: {
        failure: "conflict",
        summary: "WeChat answered ok to the set each time, and nothing but the version moved",
      },
    });
    expect(attempt).toMatchObject({ sets: 6, seen: versions[5] });
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
        request: { isExclusive: true, onConflict: "overwrite" },
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
      const { written, memory, attempt } = start(api);
      await expect(written).rejects.toMatchObject({
        problem: {
          failure: "conflict",
          summary: expect.stringContaining("somebody else wrote") as string,
        },
      });
      expect([memory.versionOffset, attempt.begun?.apiWhitelist]).toEqual([undefined, ["/b"]]);
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
    const memory = new Memory();
    memory.versionOffset = 1;
    expect(await start(new ScriptedApi([further]), { context: { memory } }).written).toBe(further);
  });

  it.each([
    ["the switch", { ...done, open: true }, "open (false is now true)"],
    [
      "the whitelist",
      { open: false, apiWhitelist: ["/a"], version: 7 },
      "apiWhitelist (added /a; removed /b)",
    ],
    [
      "both",
      { open: true, apiWhitelist: ["/theirs"], version: 7 },
      "apiWhitelist (added /theirs; removed /a)",
    ],
  ])(
    "blames nobody for its own write where somebody takes back %s",
    async (_what, now, difference) => {
      const { written } = start(new ScriptedApi([now]), {
        request: { desired: { apiWhitelist: ["/b"], open: false }, isExclusive: true },
      });
      await expect(written).rejects.toMatchObject({
        problem: { summary: `somebody else changed ${difference}` },
      });
    },
  );

  it("says what went wrong, also in a section after it had to queue", async () => {
    const attempt = new Attempt();
    const moved = { ...seen, version: 7 };
    const waiting = new ScriptedApi([seen, seen, seen, seen, moved], [unknown]);
    expect(await start(waiting, { request: { attempt } }).written).toBe("queue");

    const { written } = start(new ScriptedApi([moved], [unknown]), {
      request: { attempt, observed: moved, isExclusive: true },
    });

    await expect(written).rejects.toMatchObject({ problem: unknown.problem });
    expect(attempt.sets).toBe(6);
  });

  it("says what it saw last where it has to queue", async () => {
    const moved = { ...seen, version: 7 };
    const { written, attempt } = start(new ScriptedApi([moved], [stale]));
    expect(await written).toBe("queue");
    expect(attempt.seen).toBe(moved);
  });
});
