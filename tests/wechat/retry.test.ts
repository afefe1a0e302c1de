import { Redactor } from "../../provider/wechat/redact";
import { request, retrying } from "../../provider/wechat/request";
import type { HttpRequest } from "../../provider/wechat/transport";
import { FakeClock } from "../support/fake-clock";
import { client, within } from "./calls";

it.each<[string, number[], number[]]>([
  ["backs off longer each time", [-1, -1, -1], [200, 400, 800]],
  ["waits as long as WeChat asks", [45011, -501003], [60_000, 1_000]],
])("get %s", async (_how, errcodes, sleeps) => {
  const { get, emulator, clock } = await client({ clock: new FakeClock(() => 0.5) });
  for (const errcode of errcodes) emulator.faults.add({ errcode });
  await get();
  expect(clock.sleeps).toEqual(sleeps);
});

it.each([
  [5_000, 1_000],
  [50, 50],
])("a request with %i ms left has %i, and a bug is not tried again", async (leftMs, timeoutMs) => {
  const bug = new TypeError("bug");
  const post = jest.fn<Promise<never>, [HttpRequest]>(() => Promise.reject(bug));
  const transport = { host: "127.0.0.1:1", post, close: () => undefined };
  const wire = { transport, redactor: new Redactor(), requestTimeoutMs: 1_000 };
  const deadline = within(leftMs);
  const send = () => request(wire, { path: "/", query: {}, body: {} }, deadline);
  await expect(retrying(deadline, send)).rejects.toBe(bug);
  expect(post.mock.calls.map(([sent]) => sent.timeoutMs)).toEqual([timeoutMs]);
});
