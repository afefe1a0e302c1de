/**
 * The policy as users write it (inputs), as it is stored (state) and as it is live.
 *
 * Source of the meanings: WeChat's page of `POST /tcb/usecloudaccesstoken`. `open` is one switch for
 * the whole account, `api_whitelist` belongs to one environment.
 */

/** What to do when somebody else changed the policy since the state last heard of it. */
export type OnConflict = "fail" | "overwrite";

/** What destroy does with the whitelist: put back what was there, write nothing, or empty it. */
export type OnDelete = "restore" | "retain" | "revoke";

/**
 * What becomes of a policy whose account has withdrawn its authorization, or whose environment is
 * halted: `fail` makes each operation fail; `keep` makes read keep the resource as it is in state,
 * and delete drop it from state, with a warning and without a write. Create and update always fail.
 */
export type OnUnauthorized = "fail" | "keep";

/** What one `get` tells and one `set` replaces. */
export interface Policy {
  /** The account-wide switch: may cloud services use `cloudbase_access_token` at all. */
  open: boolean;
  /** Paths that may be called; a set, without duplicates. */
  apiWhitelist: string[];
}

/** A policy together with the version WeChat gave it. */
export interface Observation extends Policy {
  /** WeChat's counter; what it counts is not documented. A safe integer. */
  version: number;
}

/** The settings that only steer the provider: a change of them alone sends no request. */
export interface PolicySettings {
  onConflict?: OnConflict;
  onDelete?: OnDelete;
  restoreTo?: string[];
}

/** Which policy is meant: an environment, and the account it belongs to where that is said. */
export interface PolicyTarget {
  env: string;
  authorizerAppId?: string;
}

/** The checked inputs: what the user wrote, resolved, with whitelists normalized. */
export interface PolicyInputs extends PolicyTarget, PolicySettings {
  apiWhitelist: string[];
  open?: boolean;
}

/**
 * What is stored: every input that was given, and what was found. Read and delete are handed this
 * alone, so an optional input is present here exactly when the user gave it; `open`, which always
 * holds the live switch, has `managesOpen` to say so.
 */
export interface PolicyState extends PolicyTarget, PolicySettings, Observation {
  managesOpen: boolean;
  /**
   * What create found, captured once; absent after an import. Its `open` is the switch as it was when
   * the program began to give `open`.
   */
  original?: Policy;
  /** What the last write was to make, as long as nobody knows whether it was applied. */
  unverified?: Policy;
}

/** Everything, as WeChat's console writes it. */
export const EVERYTHING = "/*";

/** The set as it is compared and stored: no duplicates, sorted by code unit. */
export function normalizeWhitelist(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort();
}

/** Whether a value is a list of texts. */
export function isPaths(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((path) => typeof path === "string");
}

/**
 * The set in the order of the one before: entries that stay keep their places, new ones take the places
 * of removed ones or come at the end. So Pulumi's diff, which goes by position, shows what changed alone.
 */
export function orderLike(before: readonly string[], paths: readonly string[]): string[] {
  const left = new Set(paths);
  const places = [...new Set(before)].map((path) => (left.delete(path) ? path : undefined));
  const added = [...left];
  const filled = [...places.map((path) => path ?? added.shift()), ...added];
  const size = new Set(paths).size;
  // If more were removed than came, the last ones move into the places that are left.
  const last = filled.slice(size).filter((path) => path !== undefined);
  return filled.slice(0, size).map((path) => path ?? (last.pop() as string));
}

/** Whether two whitelists allow the same paths, whatever their order and duplicates. */
export function isSameWhitelist(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [normalizeWhitelist(a), normalizeWhitelist(b)];
  return left.length === right.length && left.every((path, index) => path === right[index]);
}

/**
 * The inputs that lead to a state: the given keys only, so that a refresh never invents an input
 * that the program does not have.
 */
export function inputsOf(state: PolicyState): PolicyInputs {
  return {
    ...settingsAndTarget(state),
    apiWhitelist: state.apiWhitelist,
    ...(state.managesOpen && { open: state.open }),
  };
}

/** The state that inputs lead to once `live` is what WeChat answers. */
export function stateOf(inputs: PolicyInputs, live: Observation, original?: Policy): PolicyState {
  return {
    ...settingsAndTarget(inputs),
    apiWhitelist: orderLike(inputs.apiWhitelist, live.apiWhitelist),
    open: live.open,
    version: live.version,
    managesOpen: inputs.open !== undefined,
    ...(original && {
      original: { open: original.open, apiWhitelist: normalizeWhitelist(original.apiWhitelist) },
    }),
  };
}

function settingsAndTarget(from: PolicyTarget & PolicySettings): PolicyTarget & PolicySettings {
  const { env, authorizerAppId, onConflict, onDelete, restoreTo } = from;
  return {
    env,
    ...(authorizerAppId !== undefined && { authorizerAppId }),
    ...(onConflict !== undefined && { onConflict }),
    ...(onDelete !== undefined && { onDelete }),
    ...(restoreTo !== undefined && { restoreTo }),
  };
}
