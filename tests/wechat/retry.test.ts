import { Deadline } from "../../provider/core/timing";
import { Redactor } from "../../provider/wechat/redact";
import { request, retrying } from "../../provider/wechat/request";
import { FakeClock } from "../support/fake-clock";
import { client, target } from "./calls";

const faults = [
  ["-1", { errcode: -1 }],
  ["HTTP 503", { status: 503 }],
  ["a reset", { reset: "before" }],
  ["garbage", { body: "<html>" }],
  ["429", { status: 429 }],
] as const;

describe("get", () => {
  it.each([...faults, ["an incomplete policy", { body: '{"errcode":0}' }] as const])(
    "is tried four times on %s, and then says what was wrong",
    async (_what, fault) => {
      const { get, getProblem, emulator } = await client();
      emulator.faults.add({ ...fault, times: 3 });
      expect(await get()).toMatchObject({ version: 1 });
      emulator.faults.add({ ...fault, times: Infinity });
      await getProblem();
      expect(emulator.requests()).toHaveLength(4 + 4);
    },
  );

  it.each([48001, 40097, 45009, 85088, -501000, 12345])("is tried once on %i", async (errcode) => {
    const { getProblem, emulator, clock } = await client();
    emulator.faults.add({ errcode, times: Infinity });
    await getProblem();
    expect(emulator.requests()).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  it("backs off longer each time", async () => {
    const clock = new FakeClock(() => 0.5);
    const { getProblem, emulator } = await client({ clock });
    emulator.faults.add({ errcode: -1, times: Infinity });
    await getProblem();
    expect(clock.sleeps).toEqual([200, 400, 800]);
  });

  it("waits as long as WeChat asks", async () => {
    const { get, emulator, clock } = await client();
    for (const errcode of [45011, -501003]) emulator.faults.add({ errcode });
    await get();
    expect(clock.sleeps).toEqual([60_000, 1_000]);
  });

  it("does not wait if there is no time for it", async () => {
    const { getProblem, emulator, clock } = await client();
    emulator.faults.add({ errcode: 45011, times: Infinity });
    expect((await getProblem(target, 60_000)).errcode).toBe(45011);
    expect(clock.sleeps).toEqual([]);
    expect(emulator.requests()).toHaveLength(1);
  });
});

it.each([...faults, ["the minute's quota", { errcode: 45011 }] as const])(
  "set is sent once on %s: its caller must read first",
  async (_what, fault) => {
    const { setProblem, emulator, clock } = await client();
    emulator.faults.add(fault);
    await setProblem();
    expect(emulator.requests()).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  },
);

describe("a bug", () => {
  const bug = new TypeError("bug");
  const deadline = new Deadline(new FakeClock(), 1_000);

  it("is not tried again", async () => {
    const work = jest.fn(() => Promise.reject(bug));
    await expect(retrying(deadline, work)).rejects.toBe(bug);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it("is let through as it is", async () => {
    const host = "127.0.0.1:1";
    const transport = { host, post: () => Promise.reject(bug), close: () => undefined };
    const wire = { transport, redactor: new Redactor(), requestTimeoutMs: 1_000 };
    const sent = request(wire, { path: "/", query: {}, body: {} }, deadline);
    await expect(sent).rejects.toBe(bug);
  });
});
