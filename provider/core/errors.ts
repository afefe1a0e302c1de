import { quote } from "./quote";
import type { Observation, Policy, PolicyState, PolicyTarget } from "./policy";

/**
 * What kind of failure it is, for whoever must decide what happens next.
 *
 * - `auth`: the token is missing, wrong or expired; nothing was applied
 * - `denied`: WeChat refuses this caller: permission, IP, frozen account
 * - `invalid`: the request, the configuration or WeChat's endpoint is wrong; nothing was applied
 * - `conflict`: somebody else changed the policy
 * - `missing`: the environment, or cloud development itself, is not there
 * - `throttled`: too many requests; nothing was applied
 * - `transient`: it never reached WeChat; nothing was applied
 * - `unknown`: no usable answer: it may or may not have been applied
 */
export type Failure =
  "auth" | "denied" | "invalid" | "conflict" | "missing" | "throttled" | "transient" | "unknown";

/** What an error says and how it may be handled; every text in it is already free of tokens. */
export interface Problem {
  failure: Failure;
  /** What happened, in WeChat's words if WeChat spoke, e.g. `40014 invalid access_token`. */
  summary: string;
  /** One sentence: what the user can do. */
  remedy: string;
  /** WeChat's errcode, if there was one. */
  errcode?: number;
  /** WeChat's request id, for its support. */
  rid?: string;
  /** Milliseconds to wait before the request makes sense again; absent: it never does. */
  retryAfterMs?: number;
  /** Whether a `set` may have been refused for its `version` alone (WeChat does not say which code). */
  isVersionSuspect?: boolean;
  /** Whether WeChat said clearly that the environment does not exist. */
  isGone?: boolean;
  /** Whether the account has withdrawn its authorization, or its environment is halted. */
  isUnauthorized?: boolean;
}

/** What is known of a write that was begun and whose outcome could not be verified, or not made to hold. */
export interface Unsettled {
  /** What was there when the operation began. */
  found: Observation;
  /** What was last known to be there before the write. */
  seen: Observation;
  /** What the write was to make. */
  unverified: Policy;
}

/** Raised by what talks to WeChat. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly problem: Problem,
    readonly unsettled?: Unsettled,
  ) {
    super(`${problem.summary}. ${problem.remedy}`);
  }
}

/** Pulumi's verbs, as they stand in messages. */
export type Verb = "check" | "create" | "read" | "update" | "delete";

/**
 * Raised to the adapters: one line that names the environment, the verb and the way out.
 * `partial` is what must be stored if a write was begun whose outcome could not be verified.
 */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
  constructor(
    readonly where: { env: string; verb: Verb },
    readonly problem: Problem,
    readonly partial?: PolicyState,
  ) {
    const rid = problem.rid === undefined ? "" : ` (rid ${problem.rid})`;
    const said = `${problem.summary}. ${problem.remedy}${rid}`;
    super(aboutPolicy(where, `${where.verb} failed: ${said}`));
  }
}

/** The one translation: what the adapters get names the environment, the verb, and what is to be stored. */
export function failed(
  error: unknown,
  { env }: PolicyTarget,
  verb: Verb,
  partial?: (unsettled: Unsettled) => PolicyState,
): unknown {
  if (!(error instanceof ApiError)) return error;
  const { unsettled } = error;
  const problem = withSetting(error.problem);
  return new PolicyError({ env, verb }, problem, unsettled && partial?.(unsettled));
}

function withSetting(problem: Problem): Problem {
  if (problem.isUnauthorized !== true) return problem;
  const remedy = `${problem.remedy}. If the account has left for good, set onUnauthorized to keep and remove the resource`;
  return { ...problem, remedy };
}

/** A message as users see it, with the policy that it is about. */
export function aboutPolicy({ env }: PolicyTarget, message: string): string {
  return `CloudAccessTokenPolicy ${quote(env)}: ${message}`;
}
