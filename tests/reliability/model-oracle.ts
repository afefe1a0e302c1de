import { normalizeWhitelist, type PolicyState } from "../../provider/core/policy";

/**
 * What should happen, told without the code that does it: the three-way decision of the design as a
 * few lines over sets, and what the stack's state and WeChat must then hold.
 */

/** What somebody who looks at one environment sees. The whitelist is sorted, without duplicates. */
export interface Content {
  open: boolean;
  apiWhitelist: string[];
}

/** What one operation is after; without `open` the switch is left alone. */
export interface Wanted {
  apiWhitelist: string[];
  open?: boolean;
}

/** How an operation must end when nothing goes wrong. */
export type Ending =
  /** Without a request. */
  | "silent"
  /** It is there already. */
  | "adopted"
  | "written"
  | "conflict";

/** The ending of a change from what state says (`base`; none for a create) to what is wanted. */
export function endingOf(change: {
  base: PolicyState | undefined;
  live: Content;
  wanted: Wanted;
  isOverwrite: boolean;
}): Ending {
  const { base, live, wanted, isOverwrite } = change;
  const isPathsPending = !isSame(live.apiWhitelist, wanted.apiWhitelist);
  const isOpenPending = wanted.open !== undefined && wanted.open !== live.open;
  if (!isPathsPending && !isOpenPending) return "adopted";
  if (!base) return "written";
  // What was there, and what a write of ours that nobody saw the end of was to make.
  const known: Content[] = [base, base.unverified ?? base];
  const isPathsOurs = known.some((own) => isSame(live.apiWhitelist, own.apiWhitelist));
  const isOpenOurs = !base.managesOpen || known.some((own) => live.open === own.open);
  const isForeign = (isPathsPending && !isPathsOurs) || (isOpenPending && !isOpenOurs);
  return isForeign && !isOverwrite ? "conflict" : "written";
}

/** What destroy puts back, or undefined where it writes nothing. */
export function wantedByDelete(state: PolicyState, live: Content): Wanted | undefined {
  const { onDelete = "restore", restoreTo, original } = state;
  if (onDelete === "retain") return undefined;
  if (onDelete === "revoke") return { apiWhitelist: [] };
  const apiWhitelist = restoreTo ?? original?.apiWhitelist;
  if (!apiWhitelist) return undefined;
  return { apiWhitelist, ...(!live.open && opensAgain(state) && { open: true }) };
}

/** It opens again what it closed itself, and never closes: others may live on it. */
function opensAgain({ managesOpen, original, open, unverified }: PolicyState): boolean {
  const mayBeClosedByUs = [open, unverified?.open].includes(false);
  return managesOpen && original?.open === true && mayBeClosedByUs;
}

/** Whether two lists of paths are the same set. */
export function isSame(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(normalizeWhitelist(a)) === JSON.stringify(normalizeWhitelist(b));
}
