import type { FaultEffects } from "../../emulator";

/**
 * The request timeout to meet a fault with: short only if the fault uses it up, so that a busy
 * machine is not taken for a second fault.
 */
export function patience(fault: FaultEffects): Record<string, string> {
  const isSlow = fault.hang ?? fault.drip ?? fault.delayMs ?? fault.replyDelayMs;
  return { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: isSlow ? "500" : "20000" };
}

/** Everything that can go wrong with one request, by name. */
export const faults: Readonly<Record<string, FaultEffects>> = {
  "reset before it is handled": { reset: "before" },
  "reset after it was handled": { reset: "after" },
  "reply cut in half": { truncate: true },
  "no reply at all": { hang: true },
  "no reply although handled": { hang: true, apply: true },
  "HTTP 500": { status: 500 },
  "HTTP 502 although handled": { status: 502, apply: true },
  "HTTP 503": { status: 503 },
  "HTTP 429": { status: 429 },
  "HTTP 404": { status: 404 },
  "a redirect": { redirect: "http://127.0.0.1:9/stolen", status: 307 },
  "an HTML page": { body: "<html>gateway</html>", contentType: "text/html" },
  "an empty body": { body: "" },
  "an empty body although handled": { body: "", apply: true },
  "half JSON": { body: '{"errcode":0,"errmsg":"o' },
  "an array": { body: "[]" },
  "no errcode": { body: "{}" },
  "a prototype": { body: '{"__proto__":{"errcode":0,"open":true}}' },
  "a version beyond what JavaScript holds": {
    body: '{"errcode":0,"open":true,"api_whitelist":["/*"],"version":12345678901234567890}',
  },
  "a gzip bomb": { gzipBomb: 8 * 1024 * 1024 },
  "a slow drip": { drip: { bytes: 1, everyMs: 40 } },
  "megabytes of words": { errcode: 48001, errmsg: `\u001b[31m${"x".repeat(900_000)}` },
  "errcode -1": { errcode: -1 },
  "errcode -1 although handled": { errcode: -1, apply: true },
  ...Object.fromEntries(
    [-1000, 40001, 40014, 40097, 42001, 45009, 45011, 48001, 61007].map((errcode) => [
      `errcode ${errcode}`,
      { errcode },
    ]),
  ),
  "an errcode nobody knows": { errcode: 123456 },
  "a read that lags behind": { stale: true },
  "an ok that changes nothing": { lose: true },
};
