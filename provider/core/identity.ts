import type { PolicyTarget } from "./policy";

/**
 * The target that an import's id names, or undefined if it has not the form `<env>` or
 * `<authorizerAppId>/<env>`. The resource's own id is the environment, always.
 */
export function parseImportId(id: string): PolicyTarget | undefined {
  const parts = id.split("/");
  if (parts.length > 2 || parts.some((part) => !isIdentifier(part))) return undefined;
  const [first = "", second] = parts;
  return second === undefined ? { env: first } : { authorizerAppId: first, env: second };
}

/** Whether a value can be part of an id: not empty, no slash, white space or invisible character. */
export function isIdentifier(value: string): boolean {
  return value !== "" && !/[\s/\p{Cc}\p{Cf}\p{Cs}]/u.test(value);
}
