import { setTimeout as sleep } from "node:timers/promises";
import { call, env, get, post, set, start } from "./call";

const elapsedMs = async (work: Promise<unknown>): Promise<number> => {
  const before = performance.now();
  await work;
  // A timer may fire up to a millisecond early.
  return performance.now() - before + 1;
};

/** Waits until something holds; the test's own deadline ends the wait otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(2);
}

describe("a delay", () => {
  it("delayMs comes before the handling", async () => {
    const emulator = await start();
    emulator.faults.add({ on: { action: "set" }, delayMs: 120 });

    const answer = call(emulator, set);
    await until(() => emulator.requests().length === 1);
    expect(emulator.applies()).toHaveLength(0);

    expect(await elapsedMs(answer)).toBeGreaterThan(50);
    expect(emulator.applies()).toHaveLength(1);
  });

  it("replyDelayMs comes after the handling", async () => {
    const emulator = await start();
    emulator.faults.add({ on: { action: "set" }, replyDelayMs: 120 });

    const answer = call(emulator, set);
    await until(() => emulator.applies().length === 1);
    expect(emulator.requests()[0]).not.toHaveProperty("status");

    await answer;
    expect(emulator.requests()[0]).toMatchObject({ status: 200, errcode: 0 });
  });

  it.each(["delayMs", "replyDelayMs"])("%s is waited for", async (name) => {
    const emulator = await start();
    emulator.faults.add({ [name]: 60 });

    expect(await elapsedMs(call(emulator, get))).toBeGreaterThanOrEqual(60);
  });

  it("latencyMs of the options comes with every request", async () => {
    const emulator = await start({ latencyMs: 40 });

    expect(await elapsedMs(call(emulator, get))).toBeGreaterThanOrEqual(40);
    expect(await elapsedMs(call(emulator, get))).toBeGreaterThanOrEqual(40);
  });

  it("that the client does not sit out leaves its set applied", async () => {
    const emulator = await start();
    emulator.faults.add({ delayMs: 60 });
    const url = `${emulator.url}/tcb/usecloudaccesstoken?access_token=${emulator.issueToken()}`;

    const impatient = fetch(url, {
      method: "POST",
      body: JSON.stringify(set),
      signal: AbortSignal.timeout(20),
    });

    await expect(impatient).rejects.toThrow("timeout");
    await until(() => emulator.policy(env).version === 2);
  });
});

describe("drip", () => {
  it("sends the real answer a few bytes at a time", async () => {
    const emulator = await start();
    emulator.faults.add({ drip: { bytes: 10, everyMs: 15 } });

    const response = await post(emulator, set);
    const whole = `{"errcode":0,"errmsg":"ok","open":true}`;

    const body = response.text();
    expect(await elapsedMs(body)).toBeGreaterThan(30);
    expect(await body).toBe(whole);
    expect(emulator.applies()).toHaveLength(1);
  });
});

describe("hang", () => {
  it.each([
    [{}, 1],
    [{ apply: true }, 2],
  ])("with %j never answers and leaves the version at %d", async (more, version) => {
    const emulator = await start();
    emulator.faults.add({ hang: true, ...more });

    const answer = call(emulator, set).then(
      () => "answered",
      () => "cut off",
    );
    await until(() => emulator.requests().length === 1);
    const first = await Promise.race([answer, sleep(50, "nothing")]);

    expect(first).toBe("nothing");
    expect(emulator.policy(env).version).toBe(version);
    await emulator.close();
    expect(await answer).toBe("cut off");
  });
});
