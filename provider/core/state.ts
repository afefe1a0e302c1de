import type { OnConflict, OnDelete, Policy, PolicyState } from "./policy";

/**
 * Reads what Pulumi stored. Tolerant of what an older release did not store yet; undefined if it
 * is no state of this resource at all.
 */
export function parseState(stored: Readonly<Record<string, unknown>>): PolicyState | undefined {
  const { env, authorizerAppId, version, onConflict, onDelete } = stored;
  const policy = parsePolicy(stored);
  if (typeof env !== "string" || policy === undefined) return undefined;
  const original = parsePolicy(stored["original"]);
  const unverified = parsePolicy(stored["unverified"]);
  const restoreTo = parsePaths(stored["restoreTo"]);
  return {
    env,
    ...(typeof authorizerAppId === "string" && { authorizerAppId }),
    ...(typeof onConflict === "string" && { onConflict: onConflict as OnConflict }),
    ...(typeof onDelete === "string" && { onDelete: onDelete as OnDelete }),
    ...(restoreTo && { restoreTo }),
    ...policy,
    version: typeof version === "number" ? version : 0,
    managesOpen: stored["managesOpen"] === true,
    ...(original && { original }),
    ...(unverified && { unverified }),
  };
}

function parsePolicy(stored: unknown): Policy | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  const { open, apiWhitelist } = stored as Record<string, unknown>;
  const paths = parsePaths(apiWhitelist);
  return typeof open === "boolean" && paths ? { open, apiWhitelist: paths } : undefined;
}

function parsePaths(stored: unknown): string[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  return stored.filter((path): path is string => typeof path === "string");
}
