import type { Problem } from "../../provider/core/errors";
import {
  httpStatuses,
  readAnswer,
  socketErrors,
  socketProblem,
} from "../../provider/wechat/classify";
import { Redactor } from "../../provider/wechat/redact";
import { unreadableReply } from "../../provider/wechat/reply";
import { client } from "./calls";

const network = "Look at the network, DNS and proxy between here and WeChat";
const certificate =
  "Look at the endpoint's certificate; for a private certificate authority set NODE_EXTRA_CA_CERTS";
const endpoint = "Look at the endpoint setting, and at the proxy: WeChat's API does not answer so";
const http =
  "Look at the endpoint setting, and at the proxy: the other side may speak http, not https";
const raise = `${network}, or raise requestTimeoutMs, or operationTimeoutMs if that is less`;
const findsOut = "Run it again: the next operation finds out what was applied";
const proxyUser =
  "Put them into HTTPS_PROXY: http://user:password@proxy:port (an @ in them as %40)";

type Kind = Partial<Problem>;
const invalid: Kind = { failure: "invalid" };
const unknown: Kind = { failure: "unknown", retryAfterMs: 0 };
const transient: Kind = { failure: "transient", retryAfterMs: 0 };
const throttled: Kind = { failure: "throttled", retryAfterMs: 1_000 };

const groups: [string, Kind, string][] = [
  ["ECONNREFUSED ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH", transient, network],
  ["CERT_HAS_EXPIRED DEPTH_ZERO_SELF_SIGNED_CERT", invalid, certificate],
  ["SELF_SIGNED_CERT_IN_CHAIN ERR_TLS_CERT_ALTNAME_INVALID", invalid, certificate],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT_LOCALLY", invalid, certificate],
  ["ERR_BAD_REQUEST", invalid, "Declare fewer paths"],
  ["CANCELLED", { failure: "unknown" }, findsOut],
  ["DEADLINE", unknown, raise],
  ["EPROTO", unknown, http],
  ["ECONNRESET EPIPE ETIMEDOUT ERR_BAD_RESPONSE", unknown, network],
  // This one is not in the table.
  ["HPE_INVALID_CONSTANT", unknown, network],
];

it.each(groups)("%s: %j: %s", (codes, kind, remedy) => {
  for (const code of codes.split(" "))
    expect(socketProblem(code, "proxy:8800")).toStrictEqual({
      ...kind,
      summary: expect.stringMatching(new RegExp(`^${code}: \\w.{5}`)) as string,
      remedy: remedy.replace("here and WeChat", "here and proxy:8800"),
    });
});

it("the table of socket errors has all of these", () => {
  const codes = groups.flatMap(([all]) => all.split(" ")).slice(0, -1);
  expect(socketErrors.map(({ code }) => code).sort()).toEqual(codes.sort());
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

it.each<[number[], string, Kind, string]>([
  [[300, 302, 307], "redirect, not followed", invalid, endpoint],
  [[400, 404, 413], "request refused", invalid, endpoint],
  [[407], "the proxy wants a user and a password", invalid, proxyUser],
  [[408], "request timeout", unknown, network],
  [[429], "too many requests", throttled, "Lower Pulumi's --parallel"],
  [[500, 502, 599], "server error", unknown, passing],
])("HTTP %j: %s: %j", async (statuses, words, kind, remedy) => {
  const { setProblem, emulator } = await client();
  for (const status of statuses) {
    // A gateway may repeat an old reply: the body does not count.
    emulator.faults.add({ status, body: '{"errcode":0,"errmsg":"ok"}' });
    const summary = `HTTP ${status}: ${words}`;
    expect(await setProblem()).toStrictEqual({ ...kind, summary, remedy });
  }
  expect(emulator.requests()).toHaveLength(statuses.length);
  expect(emulator.applies()).toEqual([]);
  expect(httpStatuses).toHaveLength(6);
});

it.each([199, 201, 204, 299, 600])("HTTP %i leaves the outcome unknown", (status) => {
  const answer = { status, text: '{"errcode":0,"errmsg":"ok"}' };
  const problem = unreadableReply(`HTTP status ${status}`);
  expect(readAnswer(answer, { redactor: new Redactor() })).toStrictEqual({ ok: false, problem });
});

it("an answer to a set without an errcode is no ok", async () => {
  const { setProblem, emulator } = await client();
  emulator.faults.add({ body: "{}" });
  expect(await setProblem()).toEqual(unreadableReply("a JSON object without an errcode"));
});
