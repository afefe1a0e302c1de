import type { Clock } from "../../provider/core/timing";

/** A clock on which waiting takes no time: `sleep` moves `now` and remembers how long it was. */
export class FakeClock implements Clock {
  time = 1_000;
  readonly sleeps: number[] = [];

  /** `random` stands for every draw; 0 makes each backoff 0 ms. */
  constructor(readonly random: () => number = () => 0) {}

  now(): number {
    return this.time;
  }

  async sleep(ms: number): Promise<void> {
    this.time += ms;
    this.sleeps.push(ms);
    // Lets what is under way in the same process go on, as real waiting would.
    await new Promise(setImmediate);
  }
}
