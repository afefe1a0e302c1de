import { createTransport, TransportError } from "../../provider/wechat/transport";
import { apiFailure, closeAfterTest, connected, ENV } from "../support/connected";
import { withEnvironment } from "../support/environment";
import { loopback } from "../support/loopback";
import { soon } from "../support/soon";

const target = { env: ENV };
const write = { open: true, apiWhitelist: ["/a"], version: 1 };
const MIB = 1024 * 1024;
const fast = { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "150" };

/** What a set is refused with where it meets this fault, or does not reach anybody. */
const summaryOf = async (
  fault: Parameters<Awaited<ReturnType<typeof connected>>["emulator"]["faults"]["add"]>[0],
  environment: Record<string, string> = {},
) => {
  const { api, emulator, deadline } = await connected({ environment });
  emulator.faults.add(fault);
  return (await apiFailure(api.set(target, write, deadline()))).problem.summary;
};

describe("a request", () => {
  it("is refused by nobody there", async () => {
    const { api, emulator, deadline } = await connected();
    await emulator.close();

    const { problem } = await apiFailure(api.set(target, write, deadline()));

    expect(problem).toMatchObject({
      failure: "transient",
      summary: "ECONNREFUSED: connection refused",
    });
  });

  it("is reset", async () => {
    expect(await summaryOf({ reset: "after" })).toBe("ECONNRESET: the connection was reset");
  });

  it("is answered by a reply that breaks off", async () => {
    expect(await summaryOf({ truncate: true })).toBe(
      "ERR_BAD_RESPONSE: the answer was too large or broke off",
    );
  });

  it.each([
    ["hangs", { hang: true }],
    ["drips after its headers", { drip: { bytes: 1, everyMs: 40 } }],
    ["comes too late", { replyDelayMs: 2_000 }],
  ])("ends in time where the reply %s", async (_how, fault) => {
    expect(await summaryOf(fault, fast)).toBe("DEADLINE: no complete answer in time");
  });

  it("has no more time than the operation has left", async () => {
    const { api, emulator, deadline } = await connected({
      environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "60000" },
    });
    emulator.faults.add({ hang: true, times: Infinity });
    const bounded = jest.spyOn(AbortSignal, "timeout");

    const failed = apiFailure(api.set(target, write, deadline(50)));

    try {
      await soon(() => bounded.mock.calls.length > 0);
      expect(bounded.mock.calls).toEqual([[50]]);
    } finally {
      bounded.mockRestore();
    }
    expect((await failed).problem.summary).toBe("DEADLINE: no complete answer in time");
  });

  it("is not even begun where no time is left", async () => {
    const { api, deadline, emulator, client } = await connected();
    await api.get(target, deadline());
    emulator.clearJournal();

    for (const ask of [api.set(target, write, deadline(0)), api.get(target, deadline(0))]) {
      expect((await apiFailure(ask)).problem).toStrictEqual({
        failure: "transient",
        summary: "DEADLINE: no time was left for another request",
        remedy: expect.stringContaining("raise operationTimeoutMs") as string,
      });
    }

    client.close();
    expect(emulator.journal).toEqual([]);
  });

  it("is not larger than 1 MiB, and says so before it is sent", async () => {
    const { api, emulator, deadline } = await connected();
    const apiWhitelist = [`/${"x".repeat(MIB)}`];

    const { problem } = await apiFailure(api.set(target, { ...write, apiWhitelist }, deadline()));

    expect(problem).toStrictEqual({
      failure: "invalid",
      summary: "ERR_BAD_REQUEST: the request is larger than 1 MiB",
      remedy: "Declare fewer paths",
    });
    expect(emulator.journal).toEqual([]);
  });

  it("may well be nearly as large", async () => {
    const { api, emulator, deadline } = await connected();
    const apiWhitelist = [`/${"x".repeat(MIB - 1_000)}`];

    await api.set(target, { ...write, apiWhitelist }, deadline());

    expect(emulator.applies()).toHaveLength(1);
  });
});

describe("a reply", () => {
  const padded = (bytes: number) => {
    const reply = '{"errcode":0,"errmsg":"ok"}';
    return reply + " ".repeat(bytes - reply.length);
  };

  it("may have 1 MiB", async () => {
    const { api, emulator, deadline } = await connected();
    emulator.faults.add({ body: padded(MIB) });
    await api.set(target, write, deadline());
    expect(emulator.requests()).toHaveLength(1);
  });

  it("may not have a byte more", async () => {
    expect(await summaryOf({ body: padded(MIB + 1) })).toContain("ERR_BAD_RESPONSE");
  });

  it("is not unpacked beyond that: a bomb ends where it begins", async () => {
    const before = process.memoryUsage().arrayBuffers;
    expect(await summaryOf({ gzipBomb: 256 * MIB })).toContain("ERR_BAD_RESPONSE");
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

  it("gives status and text as they came, whatever they are", async () => {
    const server = await loopback((_received, response) => {
      response.writeHead(418, { "content-type": "application/json" }).end('{"not parsed": 1}');
    });
    const transport = closeAfterTest(createTransport(new URL(server.url)));

    expect(await transport.post(request)).toStrictEqual({ status: 418, text: '{"not parsed": 1}' });
    expect(server.received[0]?.url).toBe("/any?access_token=t");
  });

  it("gives no text where there is none", async () => {
    const server = await loopback((_received, response) => void response.writeHead(204).end());
    const transport = closeAfterTest(createTransport(new URL(server.url)));

    expect(await transport.post(request)).toStrictEqual({ status: 204, text: "" });
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
