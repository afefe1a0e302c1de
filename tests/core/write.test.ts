import { Memory } from "../../provider/core/memory";
import { Deadline } from "../../provider/core/timing";
import { Attempt, write, type WriteContext, type WriteRequest } from "../../provider/core/write";
import { ScriptedApi, refusal } from "../support/scripted-api";
import { FakeClock } from "../support/fake-clock";

const seen = { open: true, apiWhitelist: ["/a"], version: 5 };
const done = { open: true, apiWhitelist: ["/b"], version: 6 };
const unknown = refusal({ failure: "unknown", retryAfterMs: 0, summary: "no answer" });
const stale = refusal({ isVersionSuspect: true, summary: "stale" });

interface Options {
  context?: Partial<WriteContext>;
  request?: Partial<WriteRequest>;
  clock?: FakeClock;
  timeoutMs?: number;
}

function start(api: ScriptedApi, { context, request, ...time }: Options = {}) {
  const { clock = new FakeClock(), timeoutMs = 120_000 } = time;
  const memory = new Memory();
  const attempt = new Attempt();
  const written = write(
    { api, memory, versionStrategy: "auto", deadline: new Deadline(clock, timeoutMs), ...context },
    {
      target: { env: "e" },
      observed: seen,
      desired: { apiWhitelist: ["/b"] },
      onConflict: "fail",
      isExclusive: false,
      attempt,
      ...request,
    },
  );
  return { written, memory, clock, attempt };
}

describe("write", () => {
  it("sends what is desired with the version seen, and gives what is then there", async () => {
    const api = new ScriptedApi([done]);
    const { written, memory } = start(api);
    expect(await written).toBe(done);
    expect(api.writes).toEqual([{ apiWhitelist: ["/b"], open: true, version: 5 }]);
    expect(memory.versionOffset).toBe(0);
  });

  it("sends the switch that is desired", async () => {
    const api = new ScriptedApi([{ ...done, open: false }]);
    await start(api, { request: { desired: { apiWhitelist: ["/b"], open: false } } }).written;
    expect(api.writes[0]?.open).toBe(false);
  });

  it("works with the reading of version that has worked before", async () => {
    const memory = new Memory();
    memory.versionOffset = 1;
    const api = new ScriptedApi([done]);
    await start(api, { context: { memory } }).written;
    expect(api.writes[0]?.version).toBe(6);
  });

  it("keeps to a reading that is given, whatever has worked before", async () => {
    const memory = new Memory();
    memory.versionOffset = 1;
    const api = new ScriptedApi([done]);
    await start(api, { context: { memory, versionStrategy: "current" } }).written;
    expect(api.writes[0]?.version).toBe(5);
    expect(memory.versionOffset).toBe(1);
  });

  it("learns nothing from a set whose answer it never had", async () => {
    const { written, memory } = start(new ScriptedApi([done], [unknown]));
    await written;
    expect(memory.versionOffset).toBeUndefined();
  });

  it("asks for the account alone where the version moved under it", async () => {
    const api = new ScriptedApi([{ ...seen, version: 7 }], [stale]);
    const { written, memory } = start(api);
    expect(await written).toBe("queue");
    expect(memory.isVersionShared).toBe(true);
    expect(api.writes).toHaveLength(1);
  });

  it("sends again with the version just seen where it has the account alone", async () => {
    const api = new ScriptedApi([{ ...seen, version: 7 }, done], [stale, "ok"]);
    const { written, memory } = start(api, { request: { isExclusive: true } });
    expect(await written).toBe(done);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 7]);
    expect(memory.isVersionShared).toBe(false);
  });

  it("sends the same again beside its siblings where nothing moved at all", async () => {
    const api = new ScriptedApi([seen, done], [unknown, "ok"]);
    const { written, memory } = start(api);
    expect(await written).toBe(done);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 5]);
    expect(memory.isVersionShared).toBe(false);
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
    const { written, memory } = start(api);
    expect(await written).toBe(done);
    expect(api.writes.map(({ version }) => version)).toEqual([5, 6]);
    expect(memory.versionOffset).toBe(1);
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

  it("waits between its tries also where the version moves each time", async () => {
    const clock = new FakeClock(() => 0.5);
    const versions = [6, 7, 8, 9, 10, 11].map((version) => ({ ...seen, version }));
    const { written } = start(new ScriptedApi(versions, [stale]), {
      clock,
      request: { isExclusive: true },
    });
    await expect(written).rejects.toMatchObject({
      problem: { summary: expect.stringContaining("somebody keeps writing") as string },
    });
    expect(clock.sleeps).toEqual([100, 200, 400, 800, 1_600, 3_200]);
  });

  it("sends the switch back as it was last seen, not as it was seen first", async () => {
    const shut = { open: false, apiWhitelist: ["/a"], version: 6 };
    const api = new ScriptedApi([shut, { ...done, open: false }], [unknown, "ok"]);
    await start(api, { request: { isExclusive: true } }).written;
    expect(api.writes.map(({ open }) => open)).toEqual([true, false]);
  });

  it("reads with the new token before it sends again what was refused for the old one", async () => {
    const dead = refusal({ failure: "auth", errcode: 42001, retryAfterMs: 0 });
    const foreign = { open: true, apiWhitelist: ["/theirs"], version: 5 };
    const api = new ScriptedApi([foreign], [dead]);
    await expect(start(api).written).rejects.toMatchObject({ problem: { failure: "conflict" } });
    expect(api.writes).toHaveLength(1);

    const twice = new ScriptedApi([seen], [dead]);
    const { written, attempt } = start(twice);
    await expect(written).rejects.toMatchObject({ problem: dead.problem });
    expect([twice.writes.length, attempt.begun]).toEqual([2, undefined]);
  });

  it.each([
    ["a set", new ScriptedApi([done], [new TypeError("bug")])],
    ["a get", new ScriptedApi([new TypeError("bug")])],
  ])("lets a bug in %s through as it is", async (_what, api) => {
    await expect(start(api).written).rejects.toStrictEqual(new TypeError("bug"));
  });
});
