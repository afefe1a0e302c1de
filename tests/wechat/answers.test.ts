import type { Failure } from "../../provider/core/errors";
import {
  httpStatuses,
  readAnswer,
  socketErrors,
  socketProblem,
} from "../../provider/wechat/classify";
import { Redactor } from "../../provider/wechat/redact";
import { client } from "./calls";

const network = "Look at the network, DNS and proxy between here and WeChat";
const certificate =
  "Look at the endpoint's certificate; for a private certificate authority set NODE_EXTRA_CA_CERTS";
const endpoint = "Look at the endpoint setting, and at the proxy: WeChat's API does not answer so";
const http =
  "Look at the endpoint setting, and at the proxy: the other side may speak http, not https";
const raise = `${network}, or raise requestTimeoutMs, or operationTimeoutMs where that is less`;
const findsOut = "Run it again: the next operation finds out what was applied";
const proxyUser =
  "Put them into HTTPS_PROXY: http://user:password@proxy:port (an @ in them as %40)";

const groups: [string, Failure, number | undefined, string][] = [
  ["ECONNREFUSED ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH", "transient", 0, network],
  ["CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT", "invalid", undefined, certificate],
  ["SELF_SIGNED_CERT_IN_CHAIN ERR_TLS_CERT_ALTNAME_INVALID", "invalid", undefined, certificate],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "invalid", undefined, certificate],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "invalid", undefined, certificate],
  ["ERR_BAD_REQUEST", "invalid", undefined, "Declare fewer paths"],
  ["CANCELLED", "unknown", undefined, findsOut],
  ["DEADLINE", "unknown", 0, raise],
  ["EPROTO", "unknown", 0, http],
  ["ECONNRESET EPIPE ETIMEDOUT ERR_BAD_RESPONSE", "unknown", 0, network],
];

it.each(groups)("%s: %s, wait %p: %s", (codes, failure, retryAfterMs, remedy) => {
  for (const code of codes.split(" "))
    expect(socketProblem(code, "proxy:8800")).toStrictEqual({
      failure,
      summary: expect.stringMatching(new RegExp(`^${code}: \\w.{5}`)) as string,
      remedy: remedy.replace("here and WeChat", "here and proxy:8800"),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
});

it("socket errors are all of these, and any other leaves the outcome unknown", () => {
  const codes = groups.flatMap(([all]) => all.split(" "));
  expect(socketErrors.map(({ code }) => code).sort()).toEqual(codes.sort());
  expect(socketProblem("HPE_INVALID_CONSTANT", "127.0.0.1:8800")).toStrictEqual({
    failure: "unknown",
    summary: "HPE_INVALID_CONSTANT: the request failed",
    remedy: network.replace("WeChat", "127.0.0.1:8800"),
    retryAfterMs: 0,
  });
});

it.each([
  ["127.0.0.1:8800", 8800],
  ["127.1.2.3:1", 1],
  ["localhost", 80],
  ["[::1]:9", 9],
])("socket errors suggest the emulator if %s refuses", (host, port) => {
  expect(socketProblem("ECONNREFUSED", host).remedy).toBe(
    `Does the emulator run? In another terminal: npx pulumi-wechat-cloudbase emulator --port ${port}`,
  );
  expect(socketProblem("ECONNRESET", host).remedy).toContain(host);
  expect(socketProblem("ECONNREFUSED", `x.${host}`).remedy).toContain(`here and x.${host}`);
});

const passing = "WeChat or a proxy had a passing fault; run it again";

it.each<[number[], string, Failure, number | undefined, string]>([
  [[300, 302, 307], "redirect, not followed", "invalid", undefined, endpoint],
  [[400, 404, 413], "request refused", "invalid", undefined, endpoint],
  [[407], "the proxy wants a user and a password", "invalid", undefined, proxyUser],
  [[408], "request timeout", "unknown", 0, network],
  [[429], "too many requests", "throttled", 1_000, "Lower Pulumi's --parallel"],
  [[500, 502, 599], "server error", "unknown", 0, passing],
])("HTTP %j: %s: %s, wait %p", async (statuses, words, failure, retryAfterMs, remedy) => {
  const { setProblem, emulator } = await client();
  for (const status of statuses) {
    // A gateway may repeat an old reply: the body does not count.
    emulator.faults.add({ status, body: '{"errcode":0,"errmsg":"ok"}' });
    expect(await setProblem()).toStrictEqual({
      failure,
      summary: `HTTP ${status}: ${words}`,
      remedy,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  }
  expect(emulator.requests()).toHaveLength(statuses.length);
  expect(emulator.applies()).toEqual([]);
  expect(httpStatuses).toHaveLength(6);
});

it.each([199, 201, 204, 299, 600])("HTTP %i leaves the outcome unknown", (status) => {
  const answer = { status, text: '{"errcode":0,"errmsg":"ok"}' };
  const summary = `WeChat answered HTTP status ${status}`;
  expect(readAnswer(answer, { redactor: new Redactor() })).toMatchObject({
    ok: false,
    problem: { failure: "unknown", summary, retryAfterMs: 0 },
  });
});
