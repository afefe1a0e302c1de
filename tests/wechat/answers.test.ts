import type { Failure } from "../../provider/core/errors";
import {
  httpStatuses,
  readAnswer,
  socketErrors,
  socketProblem,
} from "../../provider/wechat/classify";
import { Redactor } from "../../provider/wechat/redact";
import { apiFailure, connected, ENV } from "../support/connected";

const target = { env: ENV };
const write = { open: true, apiWhitelist: ["/a"], version: 1 };
const network = "Look at the network, DNS and proxy between here and WeChat";
const certificate =
  "Look at the endpoint's certificate; for a private certificate authority set NODE_EXTRA_CA_CERTS";
const endpoint = "Look at the endpoint setting, and at the proxy: WeChat's API does not answer so";
const passing = "WeChat or a proxy had a passing fault; run it again";

describe("socket errors", () => {
  const groups: [Failure, number | undefined, string, string[]][] = [
    [
      "transient",
      0,
      network,
      ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"],
    ],
    [
      "invalid",
      undefined,
      certificate,
      [
        "CERT_HAS_EXPIRED",
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        "SELF_SIGNED_CERT_IN_CHAIN",
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        "ERR_TLS_CERT_ALTNAME_INVALID",
      ],
    ],
    ["invalid", undefined, "Declare fewer paths", ["ERR_BAD_REQUEST"]],
    [
      "unknown",
      undefined,
      "Run it again: the next operation finds out what was applied",
      ["CANCELLED"],
    ],
    [
      "unknown",
      0,
      `${network}, or raise requestTimeoutMs, or operationTimeoutMs where that is less`,
      ["DEADLINE"],
    ],
    [
      "unknown",
      0,
      "Look at the endpoint setting, and at the proxy: the other side may speak http, not https",
      ["EPROTO"],
    ],
    ["unknown", 0, network, ["ECONNRESET", "EPIPE", "ETIMEDOUT", "ERR_BAD_RESPONSE"]],
  ];

  it.each(groups)("%s, wait %p: %s %j", (failure, retryAfterMs, remedy, codes) => {
    for (const code of codes) {
      const { summary, ...rest } = socketProblem(code, "proxy:8800");
      expect(rest).toStrictEqual({
        failure,
        remedy: remedy.replace("here and WeChat", "here and proxy:8800"),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
      expect(summary).toMatch(new RegExp(`^${code}: \\w.{5}`));
    }
  });

  it("are all of these, each with words of its own", () => {
    const codes = groups.flatMap(([, , , of]) => of);
    expect(socketErrors.map(({ code }) => code).sort()).toEqual(codes.sort());
  });

  it.each([
    ["127.0.0.1:8800", 8800],
    ["127.1.2.3:1", 1],
    ["localhost", 80],
    ["[::1]:9", 9],
  ])("ask for the emulator where %s refuses", (host, port) => {
    expect(socketProblem("ECONNREFUSED", host).remedy).toBe(
      `Does the emulator run? In another terminal: npx pulumi-wechat-cloudbase emulator --port ${port}`,
    );
    expect(socketProblem("ECONNRESET", host).remedy).toContain(host);
    expect(socketProblem("ECONNREFUSED", `x.${host}`).remedy).toContain(`here and x.${host}`);
  });

  it("leave the outcome unknown where nobody knows them", () => {
    expect(socketProblem("HPE_INVALID_CONSTANT", "127.0.0.1:8800")).toStrictEqual({
      failure: "unknown",
      summary: "HPE_INVALID_CONSTANT: the request failed",
      remedy: network.replace("WeChat", "127.0.0.1:8800"),
      retryAfterMs: 0,
    });
  });
});

describe("HTTP statuses", () => {
  const rows: [number, Failure, number | undefined, string, string][] = [
    [300, "invalid", undefined, "HTTP 300: redirect, not followed", endpoint],
    [302, "invalid", undefined, "HTTP 302: redirect, not followed", endpoint],
    [307, "invalid", undefined, "HTTP 307: redirect, not followed", endpoint],
    [400, "invalid", undefined, "HTTP 400: request refused", endpoint],
    [404, "invalid", undefined, "HTTP 404: request refused", endpoint],
    [413, "invalid", undefined, "HTTP 413: request refused", endpoint],
    [
      407,
      "invalid",
      undefined,
      "HTTP 407: the proxy wants a user and a password",
      "Put them into HTTPS_PROXY: http://user:password@proxy:port",
    ],
    [408, "unknown", 0, "HTTP 408: request timeout", network],
    [429, "throttled", 1_000, "HTTP 429: too many requests", "Lower Pulumi's --parallel"],
    [500, "unknown", 0, "HTTP 500: server error", passing],
    [502, "unknown", 0, "HTTP 502: server error", passing],
    [599, "unknown", 0, "HTTP 599: server error", passing],
  ];

  it.each(rows)("%i is %s, wait %p: %s", async (status, failure, retryAfterMs, summary, remedy) => {
    const { api, emulator, deadline } = await connected();
    emulator.faults.add({ status });

    const { problem } = await apiFailure(api.set(target, write, deadline()));

    expect(problem).toStrictEqual({
      failure,
      summary,
      remedy,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
    expect(emulator.applies()).toEqual([]);
  });

  it("are all of these", () => {
    expect(httpStatuses.map(({ code }) => code)).toEqual([
      "3xx",
      "407",
      "408",
      "429",
      "4xx",
      "5xx",
    ]);
  });

  it.each([201, 204, 299, 600])("%i leaves the outcome unknown", async (status) => {
    const { api, emulator, deadline } = await connected();
    emulator.faults.add({ status, body: '{"errcode":0,"errmsg":"ok"}' });

    const { problem } = await apiFailure(api.set(target, write, deadline()));

    expect(problem).toMatchObject({
      failure: "unknown",
      summary: `WeChat answered HTTP status ${status}`,
      retryAfterMs: 0,
    });
  });

  it.each([
    [199, false],
    [200, true],
    [201, false],
    [299, false],
    [300, false],
  ])("%i is read for an errcode: %p", (status, isRead) => {
    const options = { redactor: new Redactor() };
    expect(readAnswer({ status, text: '{"errcode":0}' }, options).ok).toBe(isRead);
  });

  it("other than 200 count, whatever the body says: a gateway may repeat an old reply", async () => {
    const { api, emulator, deadline } = await connected();
    emulator.faults.add({ status: 502, body: '{"errcode":0,"errmsg":"ok"}' });

    expect((await apiFailure(api.set(target, write, deadline()))).problem.summary).toContain("502");
  });
});
