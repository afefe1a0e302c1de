import { Deadline } from "../../provider/core/timing";
import { Shared } from "../../provider/wechat/shared";
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

/** Work that ends when it is told to, and a record of how often it was begun. */
function work() {
  const ends: { give: (value: string) => void; fail: (error: Error) => void }[] = [];
  return {
    ends,
    begin: () => new Promise<string>((give, fail) => ends.push({ give, fail })),
  };
}

describe("shared work", () => {
  it("is begun once for all who ask meanwhile, and again for who asks later", async () => {
    const shared = new Shared<string>();
    const { ends, begin } = work();
    const both = [
      shared.run("k", within(3_600_000), begin),
      shared.run("k", within(3_600_000), begin),
    ];
    ends[0]?.give("first");
    expect(await Promise.all(both)).toEqual(["first", "first"]);
    const later = shared.run("k", within(3_600_000), begin);
    ends[1]?.give("second");
    expect(await later).toBe("second");
    expect(ends).toHaveLength(2);
  });

  it("is another for another key", () => {
    const shared = new Shared<string>();
    const { ends, begin } = work();
    void shared.run("k", within(3_600_000), begin);
    void shared.run("l", within(3_600_000), begin);
    expect(ends).toHaveLength(2);
  });

  it("fails for all, where there was time", async () => {
    const shared = new Shared<string>();
    const { ends, begin } = work();
    const both = [
      shared.run("k", within(3_600_000), begin),
      shared.run("k", within(3_600_000), begin),
    ];
    ends[0]?.fail(new Error("no"));
    await expect(Promise.all(both)).rejects.toThrow("no");
    await expect(both[1]).rejects.toThrow("no");
    expect(ends).toHaveLength(1);
  });

  it.each([
    ["whose time was up", () => within(0)],
    ["who was cancelled", () => within(3_600_000, AbortSignal.abort())],
  ])("is begun anew, once, where it failed for one %s", async (_what, first) => {
    const shared = new Shared<string>();
    const { ends, begin } = work();
    const hurried = shared.run("k", first(), begin);
    const others = [
      shared.run("k", within(3_600_000), begin),
      shared.run("k", within(3_600_000), begin),
    ];
    ends[0]?.fail(new Error("no time"));
    await expect(hurried).rejects.toThrow("no time");
    await new Promise(setImmediate);
    expect(ends).toHaveLength(2);
    ends[1]?.give("in time");
    expect(await Promise.all(others)).toEqual(["in time", "in time"]);
  });

  it("is begun anew where the first had no time left for a wait", async () => {
    const shared = new Shared<string>();
    const { ends, begin } = work();
    const deadline = within(3_600_000);
    const hurried = shared.run("k", deadline, async () => {
      await begin();
      if (!(await deadline.wait(7_200_000))) throw new Error("no time to wait");
      return "";
    });
    const other = shared.run("k", within(3_600_000), begin);
    ends[0]?.give("");
    await expect(hurried).rejects.toThrow("no time to wait");
    await new Promise(setImmediate);
    ends[1]?.give("in time");
    expect(await other).toBe("in time");
  });

  it.each([
    ["has no time left", () => within(0), late],
    ["has too little time", () => within(20), late],
    ["is cancelled", () => within(3_600_000, AbortSignal.timeout(20)), cancelled],
    ["was cancelled", () => within(3_600_000, AbortSignal.abort()), cancelled],
  ])(
    "is not waited for by one who %s, and goes on for the others",
    async (_what, own, words) => {
      const shared = new Shared<string>();
      const { ends, begin } = work();
      const first = shared.run("k", within(3_600_000), begin);
      const { problem } = await apiFailure(shared.run("k", own(), begin));
      expect(problem).toStrictEqual({ failure: "transient", ...words });
      ends[0]?.give("late");
      expect(await first).toBe("late");
      expect(ends).toHaveLength(1);
    },
    20_000,
  );

  it("fails for one whose own time is up as well", async () => {
    const shared = new Shared<string>();
    const { ends, begin } = work();
    const both = [shared.run("k", within(0), begin), shared.run("k", within(0), begin)];
    ends[0]?.fail(new Error("no time"));
    await expect(both[0]).rejects.toThrow("no time");
    await expect(both[1]).rejects.toThrow("no time");
    expect(ends).toHaveLength(1);
  });
});
