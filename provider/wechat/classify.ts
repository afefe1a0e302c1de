import type { Problem } from "../core/errors";
import { unreadableReply, readReply, type ReplyBody } from "./reply";
import type { Redactor } from "./redact";
import type { HttpAnswer } from "./transport";

/** A row of the table of what can go wrong before WeChat's errcode is read. */
export interface TransportRow {
  /** A socket error code, or an HTTP status such as `429` or `5xx`. */
  code: string;
  words: string;
  failure: Problem["failure"];
  retryAfterMs?: number;
  remedy: string;
}

const network = "Look at the network, DNS and proxy between here and WeChat";
const certificate =
  "Look at the endpoint's certificate; for a private certificate authority set NODE_EXTRA_CA_CERTS";
const wrongEndpoint =
  "Look at the endpoint setting, and at the proxy: WeChat's API does not answer so";
const proxyUser =
  "Put them into HTTPS_PROXY: http://user:password@proxy:port (an @ in them as %40)";

/** Socket errors. Those that never reached WeChat are `transient`; the others are `unknown`. */
// prettier-ignore
export const socketErrors: readonly TransportRow[] = [
  { code: "ECONNREFUSED", words: "connection refused", failure: "transient", retryAfterMs: 0, remedy: network },
  { code: "ENOTFOUND", words: "the host name cannot be resolved", failure: "transient", retryAfterMs: 0, remedy: network },
  { code: "EAI_AGAIN", words: "the host name cannot be resolved now", failure: "transient", retryAfterMs: 0, remedy: network },
  { code: "EHOSTUNREACH", words: "the host cannot be reached", failure: "transient", retryAfterMs: 0, remedy: network },
  { code: "ENETUNREACH", words: "the network cannot be reached", failure: "transient", retryAfterMs: 0, remedy: network },
  { code: "CERT_HAS_EXPIRED", words: "the certificate has expired", failure: "invalid", remedy: certificate },
  { code: "DEPTH_ZERO_SELF_SIGNED_CERT", words: "the certificate is self-signed", failure: "invalid", remedy: certificate },
  { code: "SELF_SIGNED_CERT_IN_CHAIN", words: "a certificate in the chain is self-signed", failure: "invalid", remedy: certificate },
  { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE", words: "the certificate cannot be verified", failure: "invalid", remedy: certificate },
  { code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", words: "the certificate's issuer is not known", failure: "invalid", remedy: certificate },
  { code: "ERR_TLS_CERT_ALTNAME_INVALID", words: "the certificate is for another host", failure: "invalid", remedy: certificate },
  { code: "ERR_BAD_REQUEST", words: "the request is larger than 1 MiB", failure: "invalid", remedy: "Declare fewer paths" },
  { code: "EPROTO", words: "the other side does not speak TLS as it should", failure: "unknown", retryAfterMs: 0, remedy: "Look at the endpoint setting, and at the proxy: the other side may speak http, not https" },
  { code: "CANCELLED", words: "cancelled", failure: "unknown", remedy: "Run it again: the next operation finds out what was applied" },
  { code: "DEADLINE", words: "no complete answer in time", failure: "unknown", retryAfterMs: 0, remedy: `${network}, or raise requestTimeoutMs, or operationTimeoutMs if that is less` },
  { code: "ECONNRESET", words: "the connection was reset", failure: "unknown", retryAfterMs: 0, remedy: network },
  { code: "EPIPE", words: "the connection was closed", failure: "unknown", retryAfterMs: 0, remedy: network },
  { code: "ETIMEDOUT", words: "the connection timed out", failure: "unknown", retryAfterMs: 0, remedy: network },
  { code: "ERR_BAD_RESPONSE", words: "the answer was too large or broke off", failure: "unknown", retryAfterMs: 0, remedy: network },
];

/** There is no time left to send anything. */
export const tooLateProblem: Problem = {
  failure: "transient",
  summary: "DEADLINE: no time was left for another request",
  remedy: `${network}, or raise operationTimeoutMs`,
};

/** HTTP statuses other than 200, which is WeChat's only one: these come from what is in between. */
// prettier-ignore
export const httpStatuses: readonly TransportRow[] = [
  { code: "3xx", words: "redirect, not followed", failure: "invalid", remedy: wrongEndpoint },
  { code: "407", words: "the proxy wants a user and a password", failure: "invalid", remedy: proxyUser },
  { code: "408", words: "request timeout", failure: "unknown", retryAfterMs: 0, remedy: network },
  { code: "429", words: "too many requests", failure: "throttled", retryAfterMs: 1_000, remedy: "Lower Pulumi's --parallel" },
  { code: "4xx", words: "request refused", failure: "invalid", remedy: wrongEndpoint },
  { code: "5xx", words: "server error", failure: "unknown", retryAfterMs: 0, remedy: "WeChat or a proxy had a passing fault; run it again" },
];

/** A host and its port on this machine, where nothing but an emulator is meant. */
export const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::(\d+))?$/;

/** What a socket error means; one that is not in the table leaves the outcome unknown. */
export function socketProblem(code: string, host: string): Problem {
  const row = socketErrors.find((known) => known.code === code) ?? {
    words: "the request failed",
    failure: "unknown" as const,
    retryAfterMs: 0,
    remedy: network,
  };
  // Where it went says at once that the endpoint is a wrong one.
  const local = code === "ECONNREFUSED" ? LOOPBACK.exec(host) : null;
  const remedy = local
    ? `Does the emulator run? In another terminal: npx pulumi-wechat-cloudbase emulator --port ${local[1] ?? 80}`
    : row.remedy.replace("here and WeChat", `here and ${host}`);
  return problemOf(`${code}: ${row.words}`, { ...row, remedy });
}

/** The caller gave up before anything was sent. */
export const cancelledProblem: Problem = {
  ...socketProblem("CANCELLED", ""),
  failure: "transient",
};

/** What an answer says: the body of an ok, or what is wrong. Throws nothing. */
export function readAnswer(
  answer: HttpAnswer,
  options: { redactor: Redactor; isErrcodeOptional?: boolean },
): { ok: true; body: ReplyBody } | { ok: false; problem: Problem } {
  const { status, text } = answer;
  if (status === 200) return readReply(text, options);
  const row = httpStatuses.find(
    ({ code }) => code === `${status}` || code === `${Math.floor(status / 100)}xx`,
  );
  if (!row) return { ok: false, problem: unreadableReply(`HTTP status ${status}`) };
  return { ok: false, problem: problemOf(`HTTP ${status}: ${row.words}`, row) };
}

function problemOf(summary: string, row: Omit<TransportRow, "code" | "words">): Problem {
  const { failure, remedy, retryAfterMs } = row;
  return { failure, summary, remedy, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
