import { createTransport, TransportError } from "../../provider/wechat/transport";
import { closeAfterTest } from "../support/connected";
import { withEnvironment } from "../support/environment";
import { loopback } from "../support/loopback";
import { soon } from "../support/soon";
import { client, target, write } from "./calls";

const MIB = 1024 * 1024;
const fast = { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "150" };
const broken = "ERR_BAD_RESPONSE: the answer was too large or broke off";
const late = "DEADLINE: no complete answer in time";

type Emulator = Awaited<ReturnType<typeof client>>["emulator"];

/** What a set is refused with if it meets this fault. */
const summaryOf = async (
  fault: Parameters<Emulator["faults"]["add"]>[0],
  environment: Record<string, string> = {},
) => {
  const { setProblem, emulator } = await client({ environment });
  emulator.faults.add(fault);
  return (await setProblem()).summary;
};

const padded = (bytes: number) => ({ body: '{"errcode":0,"errmsg":"ok"}'.padEnd(bytes) });

describe("a request", () => {
  it("is refused if nobody is there", async () => {
    const { setProblem, emulator } = await client();
    await emulator.close();
    expect(await setProblem()).toMatchObject({
      failure: "transient",
      summary: "ECONNREFUSED: connection refused",
    });
  });

  it.each([
    ["is reset", { reset: "after" }, "ECONNRESET: the connection was reset"],
    ["breaks off", { truncate: true }, broken],
    ["has more than 1 MiB", padded(MIB + 1), broken],
    ["hangs", { hang: true }, late],
    ["drips after its headers", { drip: { bytes: 1, everyMs: 40 } }, late],
    ["comes too late", { replyDelayMs: 2_000 }, late],
  ] as const)("fails if the reply %s", async (_how, fault, summary) => {
    expect(await summaryOf(fault, summary === late ? fast : {})).toBe(summary);
  });

  it("has no more time than the operation has left", async () => {
    const { getProblem, emulator } = await client({
      environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "60000" },
    });
    emulator.faults.add({ hang: true, times: Infinity });
    const bounded = jest.spyOn(AbortSignal, "timeout");

    const failed = getProblem(target, 50);

    try {
      await soon(() => bounded.mock.calls.length > 0);
      expect(bounded.mock.calls).toEqual([[50]]);
    } finally {
      bounded.mockRestore();
    }
    expect((await failed).summary).toBe(late);
  });

  it("is not even begun if no time is left", async () => {
    const { api, getProblem, deadline, emulator } = await client();
    const set = api.set(target, write, deadline(0));
    await expect(set).rejects.toThrow("no time was left");
    expect(await getProblem(target, 0)).toStrictEqual({
      failure: "transient",
      summary: "DEADLINE: no time was left for another request",
      remedy: expect.stringContaining("raise operationTimeoutMs") as string,
    });
    expect(emulator.journal).toEqual([]);
  });

  it("may be nearly 1 MiB; a larger one is refused before it is sent", async () => {
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
  });
});

describe("a reply", () => {
  it("may have 1 MiB", async () => {
    const { set, emulator } = await client();
    emulator.faults.add(padded(MIB));
    await set();
    expect(emulator.requests()).toHaveLength(1);
  });

  it("is not unpacked beyond that: a bomb ends where it begins", async () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(await summaryOf({ gzipBomb: 256 * MIB })).toBe(broken);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MIB);
  });

  it("is not followed to another host, which gets nothing", async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const elsewhere = await loopback(() => ({ errcode: 0 }));
      const redirect = `${elsewhere.url}/tcb/usecloudaccesstoken?access_token=stolen`;

      expect(await summaryOf({ status, redirect })).toBe(`HTTP ${status}: redirect, not followed`);
      expect([elsewhere.received, elsewhere.connections]).toEqual([[], 0]);
    }
  });
});

describe("post", () => {
  const request = {
    path: "/any",
    query: { access_token: "t" },
    body: { a: 1 },
    timeoutMs: 2_000,
    signal: new AbortController().signal,
  };

  it.each([
    [418, '{"not parsed": 1}'],
    [204, ""],
  ])("gives status and text as they came: %i %j", async (status, text) => {
    const server = await loopback((_received, response) => {
      response.writeHead(status, { "content-type": "application/json" }).end(text);
    });
    const transport = closeAfterTest(createTransport(new URL(server.url)));

    expect(await transport.post(request)).toStrictEqual({ status, text });
    expect(server.received[0]?.url).toBe("/any?access_token=t");
  });

  it("goes to the endpoint alone, even where the path is a URL", async () => {
    const [server, elsewhere] = [await loopback(() => "ok"), await loopback(() => "ok")];
    const transport = closeAfterTest(createTransport(new URL(server.url)));

    await transport.post({ ...request, path: `${elsewhere.url}/x` }).catch(() => undefined);

    expect(elsewhere.received).toEqual([]);
  });

  it("does not go through a proxy over plain http: it would see the token", async () => {
    const [server, proxy] = [await loopback(() => "ok"), await loopback(() => "proxied")];
    const transport = closeAfterTest(createTransport(new URL(server.url)));
    const proxied = { HTTP_PROXY: proxy.url, http_proxy: proxy.url, NO_PROXY: "", no_proxy: "" };

    await withEnvironment(proxied, async () => {
      expect((await transport.post(request)).text).toBe('"ok"');
    });

    expect(proxy.received).toEqual([]);
  });

  it("tells a request that was cancelled from one whose time was up", async () => {
    const server = await loopback(() => undefined);
    const transport = closeAfterTest(createTransport(new URL(server.url)));
    const cancelled = transport.post({ ...request, signal: AbortSignal.timeout(30) });
    const late = transport.post({ ...request, timeoutMs: 30.5 });

    await expect(cancelled).rejects.toStrictEqual(new TransportError("CANCELLED"));
    await expect(late).rejects.toStrictEqual(new TransportError("DEADLINE"));
  });

  it("gives a code even to what is no error of the network", async () => {
    const transport = closeAfterTest(createTransport(new URL("http://127.0.0.1:1")));
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;

    const error: unknown = await transport
      .post({ ...request, body: circular })
      .catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({
      name: "TransportError",
      code: "ERR_NETWORK",
      message: "ERR_NETWORK",
    });
  });
});
