import type { Account, Memory } from "./memory";
import { named, quote } from "./paths";
import type { CheckFailure } from "./validation";

/**
 * Records which `open` a resource asks for, and refuses it where another resource of the account
 * asks for the opposite: one switch cannot be both.
 */
export function claimOpen(account: Account, env: string, open: unknown): CheckFailure[] {
  if (typeof open !== "boolean") {
    account.claims.delete(env);
    return [];
  }
  account.claims.set(env, open);
  const opposite = [...account.claims].find(([, claimed]) => claimed !== open)?.[0];
  if (opposite === undefined) return [];
  const reason =
    `is one switch for the whole account: ${quote(env)} asks for ${open} and ${quote(opposite)} for ${!open}. ` +
    "Give both the same value, or leave it out of one of them";
  return [{ property: "open", reason }];
}

/**
 * Records which account a resource belongs to, and refuses a second one where the token that is
 * configured belongs to one account only.
 */
export function declareAccount(
  memory: Memory,
  account: string,
  singleAccountSource: string | undefined,
): CheckFailure[] {
  const accounts = [...memory.declaredAccounts.add(account)];
  if (singleAccountSource === undefined || accounts.length < 2) return [];
  const seen = accounts.map((account) => (account === "" ? "the configured one" : named(account)));
  const reason =
    `names another account, but ${singleAccountSource} is a token of one account (seen: ${seen.join(", ")}). ` +
    "Use accessTokenCommand, which is asked for each account, or the platform's credentials";
  return [{ property: "authorizerAppId", reason }];
}
