import type { Fault } from "../../emulator";
import { createTransport, TransportError } from "../../provider/wechat/transport";
import { closeAfterTest } from "../support/connected";
import { type Answer, loopback } from "../support/loopback";
import { client, target, write } from "./calls";

const MIB = 1024 * 1024;
const broken = "ERR_BAD_RESPONSE: the answer was too large or broke off";
const late = "DEADLINE: no complete answer in time";
const clientWithin = (ms: number) =>
  client({ environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: `${ms}` } });
const padded = (bytes: number) => ({ body: '{"errcode":0,"errmsg":"ok"}'.padEnd(bytes) });

it("a request fails if nobody listens", async () => {
  const { setProblem, emulator } = await client();
  await emulator.close();
  const summary = "ECONNREFUSED: connection refused";
  expect(await setProblem()).toMatchObject({ failure: "transient", summary });
});

it.each<[string, Fault, string]>([
  ["is reset", { reset: "after" }, "ECONNRESET: the connection was reset"],
  ["breaks off", { truncate: true }, broken],
  ["has more than 1 MiB", padded(MIB + 1), broken],
  ["hangs", { hang: true }, late],
  ["drips after its headers", { drip: { bytes: 1, everyMs: 40 } }, late],
  ["comes too late", { replyDelayMs: 2_000 }, late],
  ["is a bomb of 256 MiB, which is not unpacked", { gzipBomb: 256 * MIB }, broken],
])("a request fails if the reply %s", async (_how, fault, summary) => {
  const { setProblem, emulator, clock } = await clientWithin(summary === late ? 150 : 20_000);
  emulator.faults.add(fault);
  const before = process.memoryUsage().arrayBuffers;
  expect((await setProblem()).summary).toBe(summary);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB);
  // A set is not tried again: its caller must read first.
  expect([emulator.requests().length, clock.sleeps]).toEqual([1, []]);
});

it("a request is not sent if no time is left", async () => {
  const { api, getProblem, deadline, emulator } = await client();
  await expect(api.set(target, write, deadline(0))).rejects.toThrow("no time was left");
  expect((await getProblem(target, 0)).summary).toContain("no time was left");
  expect(emulator.journal).toEqual([]);
});

it("a request may have nearly 1 MiB, as its reply may; a larger one is not sent", async () => {
  const { set, setProblem, emulator } = await client();
  const writeOf = (bytes: number) => ({ ...write, apiWhitelist: [`/${"x".repeat(bytes)}`] });
  expect(await setProblem(target, writeOf(MIB))).toStrictEqual({
    failure: "invalid",
    summary: "ERR_BAD_REQUEST: the request is larger than 1 MiB",
    remedy: "Declare fewer paths",
  });
  expect(emulator.journal).toEqual([]);
  await set(target, writeOf(MIB - 1_000));
  expect(emulator.applies()).toHaveLength(1);
  emulator.faults.add(padded(MIB));
  await set();
});

it.each([301, 302, 303, 307, 308])("a redirect with %i is not followed", async (status) => {
  const elsewhere = await loopback(() => ({ errcode: 0 }));
  const { setProblem, emulator } = await client();
  emulator.faults.add({ status, redirect: `${elsewhere.url}/?access_token=stolen` });
  expect((await setProblem()).summary).toBe(`HTTP ${status}: redirect, not followed`);
  expect(elsewhere.connections).toBe(0);
});

const { signal } = new AbortController();
const request = { path: "/any", query: { access_token: "t" }, body: {}, timeoutMs: 2_000, signal };
const transportTo = async (answer: Answer) => {
  const server = await loopback(answer);
  return { server, transport: closeAfterTest(createTransport(new URL(server.url))) };
};

it("post goes to the endpoint alone, even if the path is a URL", async () => {
  const { transport } = await transportTo(() => "ok");
  const elsewhere = await loopback(() => "ok");
  await transport.post({ ...request, path: `${elsewhere.url}/x` }).catch(() => undefined);
  expect(elsewhere.received).toEqual([]);
});

it("post uses no proxy over plain http: it would see the token", async () => {
  const { transport } = await transportTo(() => "ok");
  const { url, received } = await loopback(() => "proxied");
  const proxied = { HTTP_PROXY: url, http_proxy: url, NO_PROXY: "", no_proxy: "" };
  const replaced = jest.replaceProperty(process, "env", { ...process.env, ...proxied });
  expect((await transport.post(request)).text).toBe('"ok"');
  replaced.restore();
  expect(received).toEqual([]);
});

const circular: Record<string, unknown> = {};
circular["self"] = circular;

it.each([
  ["a cancelled request", { signal: AbortSignal.abort() }, "CANCELLED"],
  ["a request without an answer in time", { timeoutMs: 30.5 }, "DEADLINE"],
  ["what is no error of the network", { body: circular }, "ERR_NETWORK"],
])("post rejects %s with its code alone", async (_what, some, code) => {
  const { transport } = await transportTo(() => undefined);
  const error: unknown = await transport.post({ ...request, ...some }).catch((e: unknown) => e);
  expect(error).toStrictEqual(new TransportError(code));
  expect(error).toMatchObject({ name: "TransportError", code, message: code });
});
