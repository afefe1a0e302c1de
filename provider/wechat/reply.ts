import type { Problem } from "../core/errors";
import { errcodeRow, GONE_MARK, goneRow } from "./errcodes";
import type { Redactor } from "./redact";

/** A reply with errcode 0: WeChat's own keys, of which only the expected ones may be taken. */
export type ReplyBody = Readonly<Record<string, unknown>>;

/** Either a body that says ok, or what is wrong. */
export type Reply = { ok: true; body: ReplyBody } | { ok: false; problem: Problem };

/**
 * Reads a reply of HTTP status 200. WeChat answers errors as HTTP 200 with an errcode, sometimes as
 * a string, in some gateways as `error_code` and `error_message`; token endpoints leave the errcode
 * out when all is well (`isErrcodeOptional`). The Content-Type is not to be relied on.
 */
export function readReply(
  text: string,
  options: { redactor: Redactor; isErrcodeOptional?: boolean },
): Reply {
  const body = parseObject(text);
  if (!body) return { ok: false, problem: unreadableReply("something that is not a JSON object") };
  const code = integer(body["errcode"] ?? body["error_code"]);
  if (code === 0) return { ok: true, body };
  if (code !== undefined) return { ok: false, problem: refusal(code, body, options.redactor) };
  return options.isErrcodeOptional === true
    ? { ok: true, body }
    : { ok: false, problem: unreadableReply("a JSON object without an errcode") };
}

/** An answer that cannot be read: whether the request was carried out is not known. */
export function unreadableReply(what: string): Problem {
  return {
    failure: "unknown",
    summary: `WeChat answered ${what}`,
    remedy:
      "Run it again; if it stays, look for a proxy between here and WeChat, or a wrong endpoint",
    retryAfterMs: 0,
  };
}

/** An integer from a number or a decimal string that JavaScript can hold exactly. */
export function integer(value: unknown): number | undefined {
  const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

function refusal(code: number, body: ReplyBody, redactor: Redactor): Problem {
  const errmsg = body["errmsg"] ?? body["error_message"];
  const said = typeof errmsg === "string" ? errmsg : "";
  const isGone = said.includes(GONE_MARK);
  const row = isGone ? goneRow : errcodeRow(code);
  const rid = /rid:?\s*([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})/i.exec(said)?.[1];
  const words = redactor.clean(said.replace(/(?:,\s?|\s)?rid:?\s*[0-9a-f-]{26}/i, "")) || row.words;
  return {
    failure: row.failure,
    summary: `${code} ${words}`.trim(),
    remedy: row.remedy,
    errcode: code,
    ...(rid !== undefined && { rid }),
    ...(row.retryAfterMs !== undefined && { retryAfterMs: row.retryAfterMs }),
    ...(row.isVersionSuspect === true && { isVersionSuspect: true }),
    ...(isGone && { isGone: true }),
    ...(row.isUnauthorized === true && { isUnauthorized: true }),
  };
}

function parseObject(text: string): ReplyBody | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as ReplyBody)
      : undefined;
  } catch {
    return undefined;
  }
}
