import { getEventListeners } from "node:events";
import { Deadline } from "../../provider/core/timing";
import { inTime, SingleFlight } from "../../provider/wechat/single-flight";
import { apiFailure } from "../support/connected";
import { FakeClock } from "../support/fake-clock";

const clock = new FakeClock();
const late = {
  summary: "DEADLINE: no time was left for another request",
  remedy: "Look at the network, DNS and proxy between here and WeChat, or raise operationTimeoutMs",
};
const cancelled = {
  summary: "CANCELLED: cancelled",
  remedy: "Run it again: the next operation finds out what was applied",
};
const within = (ms: number, signal?: AbortSignal) => new Deadline(clock, ms, signal);
const HOUR = 3_600_000;

interface Ends {
  give: (value: string) => void;
  fail: (error: Error) => void;
  cancel: () => void;
}

/** Work that ends when it is told to, how often it was begun, and a way to share it. */
function work() {
  const ends: Omit<Ends, "cancel">[] = [];
  const shared = new SingleFlight<string>();
  const begin = () => new Promise<string>((give, fail) => ends.push({ give, fail }));
  const run = (deadline = within(HOUR), key = "k") => shared.run(key, deadline, begin);
  return { ends, begin, run, shared };
}

describe("shared work", () => {
  it("is begun once for all who ask meanwhile, and again for who asks later", async () => {
    const { ends, run } = work();
    const both = [run(), run()];
    ends[0]?.give("first");
    expect(await Promise.all(both)).toEqual(["first", "first"]);
    const later = run();
    ends[1]?.give("second");
    expect(await later).toBe("second");
    expect(ends).toHaveLength(2);
  });

  it("is another for another key", () => {
    const { ends, run } = work();
    void run();
    void run(within(HOUR), "l");
    expect(ends).toHaveLength(2);
  });

  it("fails for all, where there was time", async () => {
    const { ends, run } = work();
    const asked = [run(within(3)), run()];
    const both = Promise.allSettled(asked);
    ends[0]?.fail(new Error("no"));
    await new Promise(setImmediate);
    // Who begins anew here has nobody who would end it.
    expect(ends).toHaveLength(1);
    const refused = { status: "rejected", reason: new Error("no") };
    expect(await both).toEqual([refused, refused]);
  });

  it.each([
    ["whose time was up", () => within(0)],
    ["whose time a timer found to be up a little early", () => within(2)],
    ["who was cancelled", () => within(HOUR, AbortSignal.abort())],
  ])("is begun anew, once, where it failed for one %s", async (_what, first) => {
    const { ends, run } = work();
    const hurried = run(first());
    const others = [run(), run()];
    ends[0]?.fail(new Error("no time"));
    await expect(hurried).rejects.toThrow("no time");
    await new Promise(setImmediate);
    expect(ends).toHaveLength(2);
    ends[1]?.give("in time");
    expect(await Promise.all(others)).toEqual(["in time", "in time"]);
  });

  it("is begun anew where the first had no time left for a wait", async () => {
    const { ends, begin, run, shared } = work();
    const deadline = within(HOUR);
    const hurried = shared.run("k", deadline, async () => {
      await begin();
      if (!(await deadline.wait(7_200_000))) throw new Error("no time to wait");
      return "";
    });
    const other = run();
    ends[0]?.give("");
    await expect(hurried).rejects.toThrow("no time to wait");
    await new Promise(setImmediate);
    ends[1]?.give("in time");
    expect(await other).toBe("in time");
  });

  it.each([
    ["has no time left", () => within(0), late],
    ["has too little time", () => within(20), late],
    ["is cancelled", () => within(HOUR, AbortSignal.timeout(20)), cancelled],
    ["was cancelled", () => within(HOUR, AbortSignal.abort()), cancelled],
  ])(
    "is not waited for by one who %s, and goes on for the others",
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

  it.each([0, 2])("fails for one whose own time is up as well, %d ms before it", async (ms) => {
    const { ends, run } = work();
    const asked = [run(within(0)), run(within(ms))];
    const both = Promise.allSettled(asked);
    ends[0]?.fail(new Error("no time"));
    await new Promise(setImmediate);
    expect(ends).toHaveLength(1);
    const refused = { status: "rejected", reason: new Error("no time") };
    expect(await both).toEqual([refused, refused]);
  });
});

describe("a wait", () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;

  it.each([
    ["has come", HOUR, ({ give }: Ends) => give("")],
    ["has failed", HOUR, ({ fail }: Ends) => fail(new Error("no"))],
    ["is cancelled", HOUR, ({ cancel }: Ends) => cancel()],
    ["comes too late", 1, () => undefined],
  ])("leaves no timer and no listener behind where what it waits for %s", async (_how, ms, end) => {
    // So many that it does not matter which other timers come and go meanwhile.
    const buttons = Array.from({ length: 100 }, () => new AbortController());
    const { ends, begin } = work();
    const before = timers();
    const waits = buttons.map(({ signal }) => inTime(begin(), within(ms, signal)));
    const all = Promise.allSettled(waits);
    expect(timers() - before).toBeGreaterThan(50);
    const listeners = () => buttons.flatMap(({ signal }) => getEventListeners(signal, "abort"));
    expect(listeners()).toHaveLength(100);
    ends.forEach((each, index) => end({ ...each, cancel: () => buttons[index]?.abort() }));
    await all;
    await new Promise(setImmediate);
    expect(timers() - before).toBeLessThan(50);
    expect(listeners()).toEqual([]);
  });
});
