import type { EmulatorOptions, Fault } from "../../emulator";
import { soon } from "../support/soon";
import { address, call, emulator, env, get, post, set, start } from "./call";

// The emulator waits with real timers, so these tests bound the wall clock from below.
const elapsedMs = async (work: Promise<unknown>): Promise<number> => {
  const before = performance.now();
  await work;
  // A timer may fire up to a millisecond early.
  return performance.now() - before + 1;
};

describe("a delay", () => {
  it.each<[Fault, appliesBefore: number]>([
    [{ delayMs: 120 }, 0],
    [{ replyDelayMs: 120 }, 1],
  ])("%j answers later what is handled before or after it: %d", async (fault, appliesBefore) => {
    emulator.faults.add(fault);
    const answer = call(set);
    await soon(() => emulator.requests().length === 1);
    await soon(() => emulator.applies().length === appliesBefore);
    expect(emulator.requests()[0]).not.toHaveProperty("status");
    await answer;
    expect(emulator.applies()).toHaveLength(1);
    expect(emulator.requests()[0]).toMatchObject({ status: 200, errcode: 0 });
  });

  it.each<[Fault, EmulatorOptions]>([
    [{ delayMs: 40 }, {}],
    [{ replyDelayMs: 40 }, {}],
    [{ contentType: "text/json" }, { latencyMs: 40 }],
  ])("lasts as long as the fault %j or the options %j say", async (fault, options) => {
    await start(options);
    emulator.faults.add({ ...fault, times: 2 });
    for (let n = 0; n < 2; n += 1) expect(await elapsedMs(call(get))).toBeGreaterThanOrEqual(40);
  });

  it("applies the set even if the client gives up", async () => {
    emulator.faults.add({ delayMs: 60 });
    const signal = AbortSignal.timeout(20);
    const sent = fetch(address(), { method: "POST", body: JSON.stringify(set), signal });
    await expect(sent).rejects.toThrow("timeout");
    await soon(() => emulator.policy(env).version === 2);
  });
});

describe("an answer", () => {
  it("that drips is the real one, a few bytes at a time", async () => {
    emulator.faults.add({ drip: { bytes: 10, everyMs: 15 } });
    const body = (await post(set)).text();
    expect(await elapsedMs(body)).toBeGreaterThan(30);
    expect(await body).toBe(`{"errcode":0,"errmsg":"ok","open":true}`);
    expect(emulator.applies()).toHaveLength(1);
  });
});
