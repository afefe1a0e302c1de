import { performance } from "node:perf_hooks";
import { Deadline, systemClock } from "../../provider/core/timing";
import { apiFailure, connected, ENV } from "../support/connected";

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
