import type { Deadline } from "../core/timing";

/**
 * One piece of work at a time for each key, shared by all who ask for it meanwhile. It goes by the
 * deadline of who asked first; where that was too short, the next of those who wait begins it anew.
 */
export class Shared<T> {
  private readonly underWay = new Map<string, { result: Promise<T>; deadline: Deadline }>();

  async run(key: string, deadline: Deadline, work: () => Promise<T>): Promise<T> {
    for (;;) {
      const running = this.underWay.get(key);
      if (!running) return this.begin(key, deadline, work);
      try {
        return await running.result;
      } catch (error) {
        if (!running.deadline.isOver() || deadline.isOver()) throw error;
      }
    }
  }

  private begin(key: string, deadline: Deadline, work: () => Promise<T>): Promise<T> {
    const result = work().finally(() => this.underWay.delete(key));
    this.underWay.set(key, { result, deadline });
    return result;
  }
}
