import { Lifecycle } from "../../provider/core/lifecycle";
import { ProcessState } from "../../provider/core/process-state";
import { type Clock, Deadline } from "../../provider/core/timing";
import { createPolicyApi } from "../../provider/wechat/policy-api";
import { Redactor } from "../../provider/wechat/redact";
import { Tokens } from "../../provider/wechat/tokens";
import { apiFailure, connected, ENV, UNKNOWN } from "../support/connected";
import { FakeClock } from "../support/fake-clock";

/** Time that passes when everybody waits for it. */
class SharedClock implements Clock {
  private time = 0;
  private seed = 1;
  private readonly sleepers: { at: number; wake: () => void }[] = [];
  readonly now = () => this.time;
  readonly random = () => (this.seed = (this.seed * 16_807) % 2_147_483_647) / 2_147_483_647;

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => void this.sleepers.push({ at: this.time + ms, wake }));
  }

  async run(work: Promise<unknown>): Promise<void> {
    const done = work.then(() => this.sleepers.splice(0));
    while (!(await Promise.race([done, new Promise((resolve) => setImmediate(resolve, false))]))) {
      const next = this.sleepers.sort((one, two) => one.at - two.at).shift();
      if (next) this.time = next.at;
      next?.wake();
    }
  }
}

interface Request {
  action: string;
  env: string;
  api_whitelist: string[];
}

/** A WeChat that answers after 50 ms, 100 requests a minute, and 45011 to all others. */
function limited(clock: Clock) {
  const policies = new Map<string, { api_whitelist: string[]; version: number }>();
  const answered: number[] = [];
  const reply = ({ action, env, api_whitelist }: Request) => {
    const minute = Math.floor(clock.now() / 60_000);
    const isSpent = answered.filter((each) => each === minute).length === 100;
    if (isSpent) return { errcode: 45011, errmsg: "slower" };
    answered.push(minute);
    const policy = policies.get(env) ?? { api_whitelist: ["/*"], version: 1 };
    if (action === "set") policies.set(env, { api_whitelist, version: policy.version + 1 });
    return { errcode: 0, open: true, ...policy };
  };
  const post = async ({ body }: { body: unknown }) => {
    await clock.sleep(50, new AbortController().signal);
    return { status: 200, text: JSON.stringify(reply(body as Request)) };
  };
  return { transport: { host: "wechat", close: () => undefined, post }, answered };
}

it("300 resources, 64 at a time, are written with a quota of 100 requests a minute", async () => {
  const clock = new SharedClock();
  const { transport, answered } = limited(clock);
  const redactor = new Redactor();
  const fetch = () => Promise.resolve({ token: "a-token", ttlMs: Infinity });
  const tokens = new Tokens({ name: "t", remedy: "", fetch }, redactor);
  const api = createPolicyApi({
    ...{ transport, redactor, tokens, defaultAccount: "", requestTimeoutMs: 10_000 },
  });
  const lifecycle = new Lifecycle({
    ...{ api, clock, processState: new ProcessState(), operationTimeoutMs: 120_000 },
    ...{ versionStrategy: "auto", onUnauthorized: "fail" },
    ...{ isUnknown: (value) => value === UNKNOWN, warn: () => undefined },
  });
  const waiting = Array.from({ length: 300 }, (_, index) => `env-${index}`);
  const failed: unknown[] = [];
  const fail = (error: unknown) => failed.push(error);
  const worker = async () => {
    for (let env = waiting.pop(); env !== undefined; env = waiting.pop())
      await lifecycle.create({ env, apiWhitelist: ["/a"] }).catch(fail);
  };
  await clock.run(Promise.all(Array.from({ length: 64 }, worker)));
  expect(failed).toEqual([]);
  // Three for each, and a look again for a set that was refused.
  expect(answered.length).toBeLessThan(1_000);
});

describe("after 45011", () => {
  it("the account's other requests wait, which takes none of their operations' time", async () => {
    const clock = new FakeClock(() => 0.5);
    const { api, emulator, deadline } = await connected({ clock });
    emulator.addEnvironment("wx2", "env-2");
    emulator.faults.add({ errcode: 45011 });
    await apiFailure(api.get({ env: ENV }, deadline(60_000)));
    await api.get({ env: "env-2", authorizerAppId: "wx2" }, deadline());
    expect(clock.sleeps).toEqual([]);
    const short = deadline(1_000);
    for (let looks = 0; looks < 2; looks++) await api.get({ env: ENV }, short);
    expect([clock.sleeps, short.remainingMs()]).toEqual([[63_000], 1_000]);
  });

  it("a system that is busy stops nobody else", async () => {
    const { api, emulator, clock, deadline } = await connected();
    emulator.faults.add({ errcode: -1 });
    for (const _look of [1, 2]) await api.get({ env: ENV }, deadline());
    expect(clock.sleeps).toEqual([0]);
  });

  it("who waits stops when Pulumi cancels, and sends nothing", async () => {
    const { api, emulator, clock, deadline } = await connected();
    emulator.faults.add({ errcode: 45011 });
    await apiFailure(api.get({ env: ENV }, deadline(60_000)));
    const cancelled = new Deadline(clock, 60_000, AbortSignal.abort());
    const { problem } = await apiFailure(api.get({ env: ENV }, cancelled));
    expect(problem).toMatchObject({ failure: "transient", summary: "CANCELLED: cancelled" });
    expect(emulator.requests()).toHaveLength(1);
  });
});
