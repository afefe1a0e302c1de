import type { Failure } from "../core/errors";

/**
 * What each of WeChat's errcodes means for this provider. The table of docs/errors.md is this one.
 *
 * Sources: the codes from -1000 to 85088 without a mark are those of the page of
 * `POST /tcb/usecloudaccesstoken`; the token codes are of WeChat's pages of `api_component_token`,
 * `api_authorizer_token` and `token`; the codes below -500000 are of cloud development's error page.
 */
export interface ErrcodeRow {
  code: number;
  /** WeChat's words, or what they say. */
  words: string;
  failure: Failure;
  /** Milliseconds after which another try makes sense; absent: none does. */
  retryAfterMs?: number;
  /** Whether it may be how WeChat refuses a stale `version`; which code that is, no page says. */
  isVersionSuspect?: boolean;
  /** Whether it says that the account has left: it withdrew its authorization, is punished or no more, closed cloud development, or its environment is halted. */
  isUnauthorized?: boolean;
  /** What the user can do. */
  remedy: string;
}

const newToken = "Give the provider a fresh token; see Authentication in the README";
const askAgain = "WeChat had a passing fault; run it again, and give WeChat the rid if it stays";
const bug = "This is a fault of the provider: please report it with the rid";
const permission =
  "Let the account authorize permission set 49, which needs 18, and use its authorizer_access_token, or the component_access_token for batch cloud development";
const allowIp =
  "Add the IP address named here to the third-party platform's IP allow-list, which counts after up to ten minutes; CI runners often change theirs";
const component = "Compare the component settings with the third-party platform's page";

/** Every errcode that is known to matter here. Others are possible: the codes are an open set. */
// prettier-ignore
export const errcodes: readonly ErrcodeRow[] = [
  { code: -1, words: "system busy", failure: "unknown", retryAfterMs: 0, remedy: askAgain },
  { code: -1000, words: "system error", failure: "unknown", retryAfterMs: 0, remedy: askAgain },
  { code: 40001, words: "invalid credential, access_token is invalid or not latest", failure: "auth", remedy: newToken },
  { code: 40013, words: "invalid appid", failure: "denied", isUnauthorized: true, remedy: "Correct the app id" },
  { code: 40014, words: "invalid access_token", failure: "auth", remedy: newToken },
  { code: 40097, words: "invalid args", failure: "invalid", isVersionSuspect: true, remedy: "Compare apiWhitelist and env with WeChat's console; a path that WeChat does not know may be refused" },
  { code: 40101, words: "missing parameter", failure: "invalid", remedy: bug },
  { code: 40125, words: "invalid appsecret", failure: "denied", remedy: component },
  { code: 40164, words: "invalid ip, not in whitelist", failure: "denied", remedy: allowIp },
  { code: 41001, words: "access_token missing", failure: "auth", remedy: newToken },
  { code: 41004, words: "appsecret missing", failure: "denied", remedy: component },
  { code: 42001, words: "access_token expired", failure: "auth", remedy: newToken },
  { code: 43002, words: "require POST method", failure: "invalid", remedy: bug },
  { code: 43003, words: "require https", failure: "invalid", remedy: "Use an https endpoint" },
  { code: 44002, words: "empty post data", failure: "invalid", remedy: bug },
  { code: 45009, words: "reach max api daily quota limit", failure: "throttled", remedy: "Wait for the next hour or the next day, as the quota is counted, or clear it in WeChat's console" },
  { code: 45011, words: "api minute-quota reach limit", failure: "throttled", retryAfterMs: 60_000, remedy: "Wait a minute, or lower Pulumi's --parallel" },
  { code: 47001, words: "data format error", failure: "invalid", remedy: bug },
  { code: 48001, words: "api unauthorized", failure: "denied", isUnauthorized: true, remedy: permission },
  { code: 50004, words: "account is punished", failure: "denied", isUnauthorized: true, remedy: "Look at the account's notices in WeChat's console" },
  { code: 61003, words: "component is not authorized by this account", failure: "denied", isUnauthorized: true, remedy: "Let the account authorize the third-party platform" },
  { code: 61004, words: "access clientip is not registered", failure: "denied", remedy: allowIp },
  { code: 61005, words: "component ticket is expired", failure: "auth", remedy: "Give the provider the newest component_verify_ticket; WeChat pushes one every ten minutes" },
  { code: 61006, words: "component ticket is invalid", failure: "auth", remedy: "Give the provider the newest component_verify_ticket, of the same platform as the component app id" },
  { code: 61007, words: "api is unauthorized to component", failure: "denied", isUnauthorized: true, remedy: permission },
  { code: 61011, words: "invalid component", failure: "denied", remedy: component },
  { code: 61023, words: "refresh_token is invalid", failure: "auth", remedy: "The account has authorized anew, or the app id is another one: leave authorizerRefreshToken out, and the provider looks the current one up; if it is out, run it again" },
  { code: 85088, words: "no qbase privilege", failure: "missing", isUnauthorized: true, remedy: "Open cloud development for this account first" },
  { code: 85105, words: "not authorized", failure: "denied", isUnauthorized: true, remedy: permission },
  { code: 85107, words: "the url is not in the whitelist", failure: "denied", remedy: "Call it with a component or authorizer access token, not through cloud call" },
  { code: 89503, words: "this call needs the administrator's confirmation", failure: "denied", remedy: "Let the account's administrator confirm the call" },
  { code: 89506, words: "this ip was refused, for 24 hours", failure: "denied", remedy: allowIp },
  { code: 89507, words: "this ip was refused, for one hour", failure: "denied", remedy: allowIp },
  { code: -501001, words: "cloud development: system error", failure: "unknown", retryAfterMs: 0, remedy: askAgain },
  { code: -501002, words: "cloud development: timeout", failure: "unknown", retryAfterMs: 0, remedy: askAgain },
  { code: -501003, words: "cloud development: quota of requests exceeded", failure: "throttled", retryAfterMs: 1_000, remedy: "Lower Pulumi's --parallel" },
  { code: -501004, words: "cloud development: too many requests at once", failure: "throttled", retryAfterMs: 1_000, remedy: "Lower Pulumi's --parallel" },
  { code: -501005, words: "cloud development: the environment is abnormal", failure: "denied", isUnauthorized: true, remedy: "Look at the environment in WeChat's console: it may be unpaid or isolated" },
  { code: -501007, words: "cloud development: invalid parameter", failure: "invalid", isVersionSuspect: true, remedy: "Compare env and apiWhitelist with WeChat's console" },
  { code: -501009, words: "cloud development: the object is illegal or missing", failure: "invalid", isVersionSuspect: true, remedy: "Compare env and apiWhitelist with WeChat's console" },
  { code: -501019, words: "cloud development: unauthorised", failure: "denied", isUnauthorized: true, remedy: permission },
  { code: -501021, words: "cloud development: unsupported", failure: "denied", remedy: "Look at the environment's kind in WeChat's console" },
  { code: -601001, words: "cloud development: backend system error", failure: "unknown", retryAfterMs: 0, remedy: askAgain },
  { code: -601003, words: "cloud development: backend network error", failure: "unknown", retryAfterMs: 0, remedy: askAgain },
];

const byCode = new Map(errcodes.map((row) => [row.code, row]));

/** The row of an errcode; one that is not known is a refusal, perhaps for the version. */
export function errcodeRow(code: number): ErrcodeRow {
  return (
    byCode.get(code) ?? {
      code,
      words: "",
      failure: "invalid",
      isVersionSuspect: true,
      remedy: "Look up the errcode in WeChat's documentation, or ask WeChat with the rid",
    }
  );
}

/** WeChat's only clear statement that an environment does not exist; the code beside it varies. */
export const GONE_MARK = "TcbCode: [INVALID_ENV]";

/** What is said if the mark is there. */
export const goneRow: Omit<ErrcodeRow, "code"> = {
  words: "Environment not found",
  failure: "missing",
  remedy: "Compare env (and authorizerAppId) with WeChat's console",
};
