import { performance } from "node:perf_hooks";
import { Deadline, systemClock } from "../../provider/core/timing";
import { createPace } from "../../provider/wechat/pace";
import { apiFailure, connected, ENV } from "../support/connected";
import { FakeClock } from "../support/fake-clock";

const environment = { WECHAT_CLOUDBASE_REQUESTS_PER_SECOND: "20" };

it("requests wait for their turn, and none waits beyond its operation's time", async () => {
  const { api, emulator } = await connected({ environment });
  const get = (ms: number, signal?: AbortSignal) =>
    api.get({ env: ENV }, new Deadline(systemClock, ms, signal));
  const began = performance.now();
  await Promise.all(Array.from({ length: 6 }, () => get(60_000)));
  const elapsed = performance.now() - began;

  const before = Array.from({ length: 3 }, () => get(60_000));
  const late = await apiFailure(get(20));
  expect(late.problem.summary).toBe("DEADLINE: no time was left for another request");
  await Promise.all(before);
  expect((await apiFailure(get(0))).problem).toEqual(late.problem);
  const cancel = new AbortController();
  const waiting = apiFailure(get(60_000, cancel.signal));
  cancel.abort();
  const cancelled = await waiting;
  expect(cancelled.problem.summary).toBe("CANCELLED: cancelled");
  expect(emulator.requests()).toHaveLength(9);
  // A bound from below: the first comes after 50 ms at the earliest, and so does each after the one before.
  expect(elapsed).toBeGreaterThan(240);
});

describe("a turn", () => {
  afterEach(() => jest.useRealTimers());

  /** Asks for so many turns; the list has the numbers of those that came. */
  function asking(pace: ReturnType<typeof createPace>, count: number) {
    const came: string[] = [];
    const ask = (name: string, deadline: Deadline) =>
      pace(deadline).then((hasCome) => void came.push(hasCome ? name : `no ${name}`));
    const minute = () => new Deadline(new FakeClock(), 60_000);
    const turns = Array.from({ length: count }, (_, index) => ask(String(index), minute()));
    return { came, ask, turns };
  }

  it.each([
    [20, 2],
    [5, 1],
  ])("comes at once for what a tenth of a second brings: %i", async (rate, atOnce) => {
    jest.useFakeTimers();
    const pace = createPace(rate);
    jest.advanceTimersByTime(10_000);
    const { came } = asking(pace, 4);
    await jest.advanceTimersByTimeAsync(1_000 / rate - 1);
    expect(came).toHaveLength(atOnce);
    await jest.advanceTimersByTimeAsync(2);
    expect(came).toHaveLength(atOnce + 1);
  });

  it("is left to the next one by whoever has given up", async () => {
    jest.useFakeTimers();
    const { came, ask } = asking(createPace(20), 0);
    const cancel = new AbortController();
    for (const signal of [cancel.signal, new AbortController().signal])
      void ask("a turn", new Deadline(new FakeClock(), 60_000, signal));
    cancel.abort();
    await jest.advanceTimersByTimeAsync(51);
    expect(came).toEqual(["no a turn", "a turn"]);
  });

  it("is waited for no longer than there is time for it", async () => {
    const { came, ask, turns } = asking(createPace(20), 3);
    const cancelled = new Deadline(new FakeClock(), 60_000, AbortSignal.abort());
    const cancel = new AbortController();
    const others = [
      ask("cancelled", cancelled),
      ask("short", new Deadline(new FakeClock(), 1)),
      ask("cancelled later", new Deadline(new FakeClock(), 60_000, cancel.signal)),
    ];
    await others[0];
    expect(came).toEqual(["no cancelled"]);
    cancel.abort();
    await Promise.all([...turns, ...others]);
    expect(came.indexOf("no cancelled later")).toBeLessThan(came.indexOf("0"));
    expect(came.indexOf("no short")).toBeLessThan(came.indexOf("1"));
    expect(came.filter((name) => !name.startsWith("no"))).toEqual(["0", "1", "2"]);
  });
});
