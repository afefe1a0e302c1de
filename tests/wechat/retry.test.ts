import { Deadline } from "../../provider/core/timing";
import { Redactor } from "../../provider/wechat/redact";
import { request, retrying } from "../../provider/wechat/request";
import { apiFailure, connected, ENV } from "../support/connected";
import { FakeClock } from "../support/fake-clock";

const target = { env: ENV };
const write = { open: true, apiWhitelist: ["/a"], version: 1 };

describe("get", () => {
  it.each([
    ["-1", { errcode: -1 }],
    ["HTTP 503", { status: 503 }],
    ["a reset", { reset: "before" }],
    ["garbage", { body: "<html>" }],
    ["an incomplete policy", { body: '{"errcode":0}' }],
    ["429", { status: 429 }],
  ] as const)("is tried four times on %s, and then says what was wrong", async (_what, fault) => {
    const { api, emulator, deadline } = await connected();
    const { fired } = emulator.faults.add({ ...fault, times: 3 });
    expect(fired).toBe(0);
    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });

    emulator.faults.add({ ...fault, times: Infinity });
    await apiFailure(api.get(target, deadline()));

    expect(emulator.requests()).toHaveLength(4 + 4);
  });

  it.each([48001, 40097, 45009, 85088, -501000, 12345])(
    "is tried once where trying again makes no sense: %i",
    async (errcode) => {
      const { api, emulator, deadline, clock } = await connected();
      emulator.faults.add({ errcode, times: Infinity });

      await apiFailure(api.get(target, deadline()));

      expect(emulator.requests()).toHaveLength(1);
      expect(clock.sleeps).toEqual([]);
    },
  );

  it("backs off longer each time", async () => {
    const clock = new FakeClock(() => 0.5);
    const { api, emulator, deadline } = await connected({ clock });
    emulator.faults.add({ errcode: -1, times: Infinity });

    await apiFailure(api.get(target, deadline()));

    expect(clock.sleeps).toEqual([200, 400, 800]);
  });

  it("waits as long as WeChat asks", async () => {
    const { api, emulator, deadline, clock } = await connected();
    emulator.faults.add({ errcode: 45011 });
    emulator.faults.add({ errcode: -501003 });

    await api.get(target, deadline());

    expect(clock.sleeps).toEqual([60_000, 1_000]);
  });

  it("does not wait for what it has no time for", async () => {
    const { api, emulator, deadline, clock } = await connected();
    emulator.faults.add({ errcode: 45011, times: Infinity });

    const { problem } = await apiFailure(api.get(target, deadline(60_000)));

    expect(problem.errcode).toBe(45011);
    expect(clock.sleeps).toEqual([]);
    expect(emulator.requests()).toHaveLength(1);
  });
});

describe("set", () => {
  it.each([
    ["-1", { errcode: -1 }],
    ["HTTP 503", { status: 503 }],
    ["a reset", { reset: "before" }],
    ["garbage", { body: "<html>" }],
    ["429", { status: 429 }],
    ["the minute's quota", { errcode: 45011 }],
  ] as const)("is sent once on %s: whoever asked for it must look first", async (_what, fault) => {
    const { api, emulator, deadline, clock } = await connected();
    emulator.faults.add(fault);

    await apiFailure(api.set(target, write, deadline()));

    expect(emulator.requests()).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });
});

describe("a bug", () => {
  const bug = new TypeError("bug");

  it("is not tried again", async () => {
    let tries = 0;
    const work = () => {
      tries += 1;
      return Promise.reject(bug);
    };
    await expect(retrying(new Deadline(new FakeClock(), 1_000), work)).rejects.toBe(bug);
    expect(tries).toBe(1);
  });

  it("is let through as it is", async () => {
    const host = "127.0.0.1:1";
    const transport = { host, post: () => Promise.reject(bug), close: () => undefined };
    const wire = { transport, redactor: new Redactor(), requestTimeoutMs: 1_000 };
    const sent = request(
      wire,
      { path: "/", query: {}, body: {} },
      new Deadline(new FakeClock(), 9),
    );
    await expect(sent).rejects.toBe(bug);
  });
});
