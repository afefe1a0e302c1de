import type { Fault } from "../../emulator";
import { Deadline } from "../../provider/core/timing";
import { Redactor } from "../../provider/wechat/redact";
import { request, retrying } from "../../provider/wechat/request";
import type { HttpRequest } from "../../provider/wechat/transport";
import { FakeClock } from "../support/fake-clock";
import { client, target } from "./calls";

it.each<[string, Fault]>([
  ["-1", { errcode: -1 }],
  ["HTTP 503", { status: 503 }],
  ["a reset", { reset: "before" }],
  ["garbage", { body: "<html>" }],
  ["429", { status: 429 }],
  ["an incomplete policy", { body: '{"errcode":0}' }],
])("get is tried four times on %s, and then fails", async (_what, fault) => {
  const { get, getProblem, emulator, always } = await client();
  emulator.faults.add({ ...fault, times: 3 });
  expect(await get()).toMatchObject({ version: 1 });
  always(fault);
  await getProblem();
  expect(emulator.requests()).toHaveLength(4 + 4);
});

it.each([48001, 40097, 45009, 85088, -501000, 12345])("get tries once on %i", async (errcode) => {
  const { getProblem, emulator, clock } = await client();
  emulator.faults.add({ errcode, times: Infinity });
  await getProblem();
  expect([emulator.requests().length, clock.sleeps]).toEqual([1, []]);
});

it.each<[string, number[], number[]]>([
  ["backs off longer each time", [-1, -1, -1], [200, 400, 800]],
  ["waits as long as WeChat asks", [45011, -501003], [60_000, 1_000]],
])("get %s", async (_how, errcodes, sleeps) => {
  const { get, emulator, clock } = await client({ clock: new FakeClock(() => 0.5) });
  for (const errcode of errcodes) emulator.faults.add({ errcode });
  await get();
  expect(clock.sleeps).toEqual(sleeps);
});

it("get does not wait if there is no time for it", async () => {
  const { getProblem, emulator, clock } = await client();
  emulator.faults.add({ errcode: 45011, times: Infinity });
  expect((await getProblem(target, 60_000)).errcode).toBe(45011);
  expect([emulator.requests().length, clock.sleeps]).toEqual([1, []]);
});

it.each([
  [5_000, 1_000],
  [50, 50],
])("a request with %i ms left has %i, and a bug is not tried again", async (leftMs, timeoutMs) => {
  const bug = new TypeError("bug");
  const post = jest.fn<Promise<never>, [HttpRequest]>(() => Promise.reject(bug));
  const transport = { host: "127.0.0.1:1", post, close: () => undefined };
  const wire = { transport, redactor: new Redactor(), requestTimeoutMs: 1_000 };
  const deadline = new Deadline(new FakeClock(), leftMs);
  const send = () => request(wire, { path: "/", query: {}, body: {} }, deadline);
  await expect(retrying(deadline, send)).rejects.toBe(bug);
  expect(post.mock.calls.map(([sent]) => sent.timeoutMs)).toEqual([timeoutMs]);
});
