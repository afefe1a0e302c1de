import { backoffMs, Deadline, systemClock } from "../../provider/core/timing";
import { FakeClock } from "../support/fake-clock";

describe("backoffMs", () => {
  it.each([
    [0, 200],
    [1, 400],
    [2, 800],
    [5, 6_400],
    [6, 10_000],
    [40, 10_000],
  ])("draws attempt %i from 0 to %i ms", (attempt, cap) => {
    expect(backoffMs(attempt, () => 0)).toBe(0);
    expect(backoffMs(attempt, () => 0.5)).toBe(cap / 2);
    expect(backoffMs(attempt, () => 0.999_999_9)).toBe(cap);
    expect(backoffMs(attempt, () => 0.333_3) % 1).toBe(0);
  });
});

describe("Deadline", () => {
  it("counts down, and never below 0", () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 100);
    expect(deadline.remainingMs()).toBe(100);
    clock.time += 60;
    expect(deadline.remainingMs()).toBe(40);
    clock.time += 60;
    expect(deadline.remainingMs()).toBe(0);
  });

  it.each([
    [99, true, [99]],
    [0, true, [0]],
    [100, false, []],
    [101, false, []],
  ])("waits %i of 100 ms: %p", async (ms, isWorthIt, sleeps) => {
    const clock = new FakeClock();
    expect(await new Deadline(clock, 100).wait(ms)).toBe(isWorthIt);
    expect(clock.sleeps).toEqual(sleeps);
  });

  it("is over when its time is, without a wait", () => {
    const clock = new FakeClock();
    const deadline = new Deadline(clock, 100);
    expect(deadline.isOver()).toBe(false);
    clock.time += 100;
    expect(deadline.isOver()).toBe(true);
  });

  it("does not wait after the caller gave up", async () => {
    const clock = new FakeClock();
    expect(await new Deadline(clock, 100, AbortSignal.abort()).wait(0)).toBe(false);
    expect(clock.sleeps).toEqual([]);
  });

  it("hands the clock its signal, and says so if the caller gives up meanwhile", async () => {
    const giveUp = new AbortController();
    const clock = new FakeClock();
    const handed: unknown[] = [];
    clock.sleep = (ms: number, signal?: AbortSignal) => {
      handed.push(ms, signal);
      giveUp.abort();
      return Promise.resolve();
    };
    expect(await new Deadline(clock, 100, giveUp.signal).wait(1)).toBe(false);
    expect(handed).toEqual([1, giveUp.signal]);
  });
});

describe("systemClock", () => {
  it("moves on, and draws from 0 to 1", () => {
    const before = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
    const drawn = systemClock.random();
    expect(drawn >= 0 && drawn < 1).toBe(true);
  });

  it("sleeps at least about as long as it was asked to", async () => {
    const before = systemClock.now();
    await systemClock.sleep(20, new AbortController().signal);
    expect(systemClock.now() - before).toBeGreaterThan(15);
  });

  it("does not sleep if the signal is aborted already", async () => {
    const timers = jest.spyOn(globalThis, "setTimeout");
    await systemClock.sleep(1e9, AbortSignal.abort());
    expect(timers).not.toHaveBeenCalled();
    timers.mockRestore();
  });

  it("wakes when the signal aborts, and leaves neither timer nor listener behind", async () => {
    const giveUp = new AbortController();
    const cleared = jest.spyOn(globalThis, "clearTimeout");
    const removed = jest.spyOn(giveUp.signal, "removeEventListener");
    const slept = systemClock.sleep(1e9, giveUp.signal);
    giveUp.abort();
    await slept;
    expect(cleared).toHaveBeenCalledTimes(1);
    expect(removed).toHaveBeenCalledWith("abort", expect.any(Function));
    cleared.mockRestore();
  });
});
