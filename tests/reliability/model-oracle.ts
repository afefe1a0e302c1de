import { normalizeWhitelist, type PolicyState } from "../../provider/core/policy";

/** The design's three-way decision over sets, without the code that implements it. */

/** What an observer of one environment sees. The whitelist is sorted, without duplicates. */
export interface Content {
  open: boolean;
  apiWhitelist: string[];
}

/** What one operation is to achieve; without `open` it leaves the switch alone. */
export interface Wanted {
  apiWhitelist: string[];
  open?: boolean;
}

export interface Change {
  /** What state has; a create has none. */
  base?: PolicyState | undefined;
  /** Absent: the operation changes nothing. */
  wanted?: Wanted | undefined;
  isOverwrite?: boolean;
}

/** How a change must end if nothing goes wrong. */
export function endingOf({ base, wanted, isOverwrite = false }: Change, live: Content) {
  if (!wanted) return "adopted";
  const isListPending = !isSame(live.apiWhitelist, wanted.apiWhitelist);
  const isOpenPending = live.open !== (wanted.open ?? live.open);
  if (!isListPending && !isOpenPending) return "adopted";
  if (!base || isOverwrite) return "written";
  const { isListOurs, isOpenOurs } = ownership(base, live);
  return (isListPending && !isListOurs) || (isOpenPending && !isOpenOurs) ? "conflict" : "written";
}

/** Whether live is what was there, or what an unverified write of ours was to make. */
function ownership(base: PolicyState, live: Content) {
  const known: Content[] = [base, base.unverified ?? base];
  return {
    isListOurs: known.some((own) => isSame(live.apiWhitelist, own.apiWhitelist)),
    isOpenOurs: !base.managesOpen || known.some((own) => live.open === own.open),
  };
}

/** What destroy restores, or undefined if it writes nothing. */
export function wantedByDelete(state: PolicyState, live: Content): Wanted | undefined {
  const { onDelete = "restore", restoreTo, original } = state;
  if (onDelete === "retain") return undefined;
  if (onDelete === "revoke") return { apiWhitelist: [] };
  const apiWhitelist = restoreTo ?? original?.apiWhitelist;
  if (!apiWhitelist) return undefined;
  return { apiWhitelist, ...(!live.open && opensAgain(state) && { open: true }) };
}

/** It opens again what it closed itself, and never closes: others may depend on it. */
function opensAgain({ managesOpen, original, open, unverified }: PolicyState): boolean {
  return managesOpen && original?.open === true && [open, unverified?.open].includes(false);
}

/** Whether two lists of paths are the same set. */
export function isSame(a: readonly string[], b: readonly string[]): boolean {
  return JSON.stringify(normalizeWhitelist(a)) === JSON.stringify(normalizeWhitelist(b));
}
