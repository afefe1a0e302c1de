import { ApiError } from "../core/errors";
import { errcodeRow } from "./errcodes";
import { integer } from "./reply";

/** How WeChat calls its tokens. */
const tokenKeys = [
  "access_token",
  "component_access_token",
  "authorizer_access_token",
  "cloudbase_access_token",
];
const alone = "It must give the token and nothing else";

/**
 * Passes a token on. Throws ApiError that says what was given in its place, and never a character of
 * it: what looks like no token may still hold one.
 */
export function requireToken(given: string, source: string): string {
  const wrong = whatElse(given);
  if (wrong === undefined) return given;
  const { what, remedy = alone } = wrong;
  throw new ApiError({
    failure: "auth",
    summary: `no access token from ${source}: it gave ${what}`,
    remedy,
  });
}

function whatElse(given: string): { what: string; remedy?: string } | undefined {
  if (given === "") return { what: "nothing" };
  if (/^(?:null|undefined|none|nil|nan|true|false)$/i.test(given))
    return { what: "an empty value in words, such as null" };
  if (given.startsWith("{")) return objectOf(given);
  if (/^["'`[]/.test(given)) return { what: "a text in quotes or brackets" };
  if (given.startsWith("<")) return { what: "a page of HTML or XML" };
  if (!/^[\u0021-\u007e]+$/.test(given))
    return { what: "something with white space or other characters in it" };
  return undefined;
}

function objectOf(given: string): { what: string; remedy?: string } {
  const body = parse(given);
  if (body === undefined) return { what: "something that begins like a JSON object" };
  const code = integer(body["errcode"]);
  if (code !== undefined && code !== 0)
    return { what: `WeChat's error ${code} in place of a token`, remedy: errcodeRow(code).remedy };
  const key = tokenKeys.find((name) => name in body);
  if (key === undefined) return { what: "a JSON object" };
  return { what: "a JSON object", remedy: `It must give the value of ${key} alone` };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
