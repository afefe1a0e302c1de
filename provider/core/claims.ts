import type { Account, Memory } from "./memory";
import type { CheckFailure } from "./validation";

/**
 * Records which `open` a resource asks for, and refuses it where another resource of the account
 * asks for the opposite: one switch cannot be both.
 */
export function claimOpen(account: Account, id: string, open: unknown): CheckFailure[] {
  if (typeof open !== "boolean") {
    account.claims.delete(id);
    return [];
  }
  account.claims.set(id, open);
  const opposite = [...account.claims].find(([, claimed]) => claimed !== open)?.[0];
  if (opposite === undefined) return [];
  const reason =
    `is one switch for the whole account: "${id}" asks for ${open} and "${opposite}" for ${!open}. ` +
    "Give both the same value, or leave it out of one of them";
  return [{ property: "open", reason }];
}

/** Refuses a second account where the token that is configured belongs to one account only. */
export function refuseManyAccounts(
  memory: Memory,
  singleAccountSource: string | undefined,
): CheckFailure[] {
  const accounts = memory.accountKeys();
  if (singleAccountSource === undefined || accounts.length < 2) return [];
  const named = accounts.map((account) => (account === "" ? "the configured one" : account));
  const reason =
    `names another account, but ${singleAccountSource} is a token of one account (seen: ${named.join(", ")}). ` +
    "Use accessTokenCommand, which is asked for each account, or the platform's credentials";
  return [{ property: "authorizerAppId", reason }];
}
