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

  it("says what was not kept after all its tries where it is to overwrite", async () => {
    const part = { open: true, apiWhitelist: ["/b"], version: 6 };
    const api = new ScriptedApi([part]);
    const { written } = start(api, {
      request: { desired: { apiWhitelist: ["/b", "/c"] }, onConflict: "overwrite" },
    });
    await expect(written).rejects.toMatchObject({
      problem: { summary: "WeChat answered ok to the set and changed nothing" },
    });
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

  it("says that the other reading of version may have hidden somebody's edit, and learns nothing", async () => {
    const edited = { ...done, version: 7 };
    const api = new ScriptedApi([seen, seen, seen, seen, edited], [stale, "ok"]);
    const { written, memory, attempt } = start(api);
    await expect(written).rejects.toMatchObject({
      problem: {
        failure: "conflict",
        summary: expect.stringContaining("somebody else wrote") as string,
      },
    });
    expect([memory.versionOffset, attempt.begun?.apiWhitelist]).toEqual([undefined, ["/b"]]);
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

  it("says what went wrong first, also in a section after it had to queue", async () => {
    const attempt = new Attempt();
    const moved = { ...seen, version: 7 };
    const waiting = new ScriptedApi([seen, seen, seen, seen, moved], [unknown]);
    expect(await start(waiting, { request: { attempt } }).written).toBe("queue");

    const { written } = start(new ScriptedApi([moved]), {
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
