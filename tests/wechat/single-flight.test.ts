import { getEventListeners } from "node:events";
import { Deadline } from "../../provider/core/timing";
import { inTime, SingleFlight } from "../../provider/wechat/single-flight";
import { apiFailure } from "../support/connected";
import { FakeClock } from "../support/fake-clock";

const HOUR = 3_600_000;
const clock = new FakeClock();
const within = (ms: number, signal?: AbortSignal) => new Deadline(clock, ms, signal);

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

const withoutTimeToWait = () => {
  const deadline = within(HOUR);
  void deadline.wait(2 * HOUR);
  return deadline;
};

it.each<[string, string, () => Deadline, () => Deadline]>([
  ["fails for all", "the first had time", () => within(3), () => within(HOUR)],
  ["fails for all", "nobody has time left", () => within(0), () => within(0)],
  ["fails for all", "a timer may find their time to be up", () => within(0), () => within(2)],
  ["is begun anew", "the first had no time", () => within(0), () => within(HOUR)],
  ["is begun anew", "a timer may have been early", () => within(2), () => within(HOUR)],
  ["is begun anew", "the first could not wait", withoutTimeToWait, () => within(HOUR)],
  [
    "is begun anew",
    "the first was cancelled",
    () => within(HOUR, AbortSignal.abort()),
    () => within(HOUR),
  ],
])("shared work that failed %s if %s", async (what, _why, first, other) => {
  const { ends, run } = work();
  const all = Promise.allSettled([run(first()), run(other()), run(other())]);
  ends[0]?.fail(new Error("no"));
  await new Promise(setImmediate);
  const isAnew = what === "is begun anew";
  expect(ends).toHaveLength(isAnew ? 2 : 1);
  ends[1]?.give("in time");
  const failed = { status: "rejected", reason: new Error("no") };
  const rest = isAnew ? { status: "fulfilled", value: "in time" } : failed;
  expect(await all).toEqual([failed, rest, rest]);
});

const late = {
  summary: "DEADLINE: no time was left for another request",
  remedy: "Look at the network, DNS and proxy between here and WeChat, or raise operationTimeoutMs",
};
const cancelled = {
  summary: "CANCELLED: cancelled",
  remedy: "Run it again: the next operation finds out what was applied",
};

it.each([
  ["has no time left", () => within(0), late],
  ["has too little time", () => within(20), late],
  ["is cancelled", () => within(HOUR, AbortSignal.timeout(20)), cancelled],
  ["was cancelled", () => within(HOUR, AbortSignal.abort()), cancelled],
])(
  "shared work goes on without one who %s",
  async (_what, own, words) => {
    const { ends, run } = work();
    const first = run();
    const { problem } = await apiFailure(run(own()));
    expect(problem).toStrictEqual({ failure: "transient", ...words });
    ends[0]?.give("late");
    expect(await first).toBe("late");
    expect(ends).toHaveLength(1);
  },
  20_000,
);

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
