import { getEventListeners } from "node:events";
import type { Deadline } from "../../provider/core/timing";
import { inTime, SingleFlight } from "../../provider/wechat/single-flight";
import { apiFailure } from "../support/connected";
import { within } from "./calls";

const HOUR = 3_600_000;

/** Work that ends when it is told to, how often it was begun, and a way to share it. */
function work() {
  const ends: { give: (value: string) => void; fail: (error: Error) => void }[] = [];
  const shared = new SingleFlight<string>();
  const begin = () => new Promise<string>((give, fail) => ends.push({ give, fail }));
  const run = (deadline = within(HOUR), key = "k") => shared.run(key, deadline, begin);
  return { ends, begin, run };
}

it("shared work is begun once for all who ask meanwhile, and again for others", async () => {
  const { ends, run } = work();
  const both = [run(), run()];
  ends[0]?.give("first");
  expect(await Promise.all(both)).toEqual(["first", "first"]);
  const later = run();
  ends[1]?.give("second");
  expect(await later).toBe("second");
  expect(ends).toHaveLength(2);
  void run();
  void run(within(HOUR), "l");
  expect(ends).toHaveLength(4);
});

const cancelled = () => within(HOUR, AbortSignal.abort());
const withoutTimeToWait = () => {
  const deadline = within(HOUR);
  void deadline.wait(2 * HOUR);
  return deadline;
};

/** Whether shared work that failed is begun anew, why, the first one's deadline, and how long others have. */
it.each<[boolean, string, () => Deadline, number]>([
  [false, "the first had time", () => within(3), HOUR],
  [false, "nobody has time left", () => within(0), 0],
  [false, "a timer may find their time to be up", () => within(0), 2],
  [true, "the first had no time", () => within(0), HOUR],
  [true, "a timer may have been early", () => within(2), HOUR],
  [true, "the first could not wait", withoutTimeToWait, HOUR],
  [true, "the first was cancelled", cancelled, HOUR],
])("shared work that failed is begun anew (%p) if %s", async (isAnew, _why, first, ms) => {
  const { ends, run } = work();
  const all = Promise.allSettled([run(first()), run(within(ms)), run(within(ms))]);
  ends[0]?.fail(new Error("no"));
  await new Promise(setImmediate);
  expect(ends).toHaveLength(isAnew ? 2 : 1);
  ends[1]?.give("in time");
  const failed = { status: "rejected", reason: new Error("no") };
  const rest = isAnew ? { status: "fulfilled", value: "in time" } : failed;
  expect(await all).toEqual([failed, rest, rest]);
});

const late = "DEADLINE: no time was left for another request";
const ended = "CANCELLED: cancelled";

it.each([
  ["has no time left", () => within(0), late],
  ["has too little time", () => within(20), late],
  ["is cancelled", () => within(HOUR, AbortSignal.timeout(20)), ended],
  ["was cancelled", cancelled, ended],
])("shared work goes on without one who %s", async (_what, own, summary) => {
  const { ends, run } = work();
  const first = run();
  const remedy =
    summary === late
      ? "Look at the network, DNS and proxy between here and WeChat, or raise operationTimeoutMs"
      : "Run it again: the next operation finds out what was applied";
  const { problem } = await apiFailure(run(own()));
  expect(problem).toStrictEqual({ failure: "transient", summary, remedy });
  ends[0]?.give("late");
  expect(await first).toBe("late");
  expect(ends).toHaveLength(1);
});

it.each([
  ["comes", HOUR],
  ["fails", HOUR],
  ["is cancelled", HOUR],
  ["comes too late", 1],
])("a wait leaves no timer and no listener behind if its result %s", async (how, ms) => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  // So many that it does not matter which other timers come and go meanwhile.
  const aborts = Array.from({ length: 100 }, () => new AbortController());
  const listeners = () => aborts.flatMap(({ signal }) => getEventListeners(signal, "abort"));
  const { ends, begin } = work();
  const before = timers();
  const waits = aborts.map(({ signal }) => inTime(begin(), within(ms, signal)));
  const all = Promise.allSettled(waits);
  expect(timers() - before).toBeGreaterThan(50);
  expect(listeners()).toHaveLength(100);
  if (how === "comes") for (const { give } of ends) give("");
  if (how === "fails") for (const { fail } of ends) fail(new Error("no"));
  if (how === "is cancelled") for (const abort of aborts) abort.abort();
  await all;
  await new Promise(setImmediate);
  expect(timers() - before).toBeLessThan(50);
  expect(listeners()).toEqual([]);
});
