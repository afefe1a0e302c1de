import type { Declaration } from "./declarations";
import { quote } from "./quote";
import type { Observation, Policy, PolicyState } from "./policy";

/**
 * The switch that delete leaves behind: open again if this resource closed it and no other of the
 * program asks for a certain one. Never closed: other environments and other stacks may live on it.
 */
export function openAfterDelete(
  state: PolicyState,
  other: Declaration | undefined,
): Pick<Partial<Policy>, "open"> {
  const isClosedByUs = !state.open || state.unverified?.open === false;
  return wasOpen(state) === true && isClosedByUs && !other ? { open: true } : {};
}

/**
 * What a delete must tell of the account's switch, by what it found and what it left. `taken` is what
 * the other resource took for the switch as it was at first.
 */
export function switchWarning(
  state: PolicyState,
  { found, live }: { found: Observation; live: Observation },
  other: (Declaration & { taken: boolean | undefined }) | undefined,
): string | undefined {
  if (!found.open && live.open)
    return "delete opens the account's switch again, for all its environments: it was open before this stack began to give it";
  const was = wasOpen(state);
  if (was === undefined) return undefined;
  if (was !== live.open)
    return live.open
      ? staysOpen
      : staysClosed(reasonOf(other) ?? "somebody else closed it", other?.taken === was);
  if (!other || other.taken === was) return undefined;
  return (
    `the account's switch was ${word(was)} before this stack began to give it, and ${quote(other.env)} takes it ` +
    `for ${word(!was)}: no later destroy makes it ${word(was)} again`
  );
}

/** What is to be told of a switch that this resource closed, and that its environment can open no more. */
export function goneSwitchWarning(
  state: PolicyState,
  other: Declaration | undefined,
): string | undefined {
  if (state.open || wasOpen(state) !== true) return undefined;
  return staysClosed(reasonOf(other) ?? "the environment is gone");
}

/** What an update must tell that no longer gives the switch. */
export function leftSwitchWarning({ original, open }: PolicyState): string | undefined {
  if (!original || original.open === open) return undefined;
  return open ? staysOpen : staysClosed("the program gives open no more");
}

const reasonOf = (other: Declaration | undefined) =>
  other && `${quote(other.env)} declares open: ${other.open}`;
const word = (open: boolean) => (open ? "open" : "closed");
const staysOpen =
  "the account's switch stays open, although it was closed before this stack opened it: other environments " +
  "and other stacks may live on it. Close it in WeChat's console if none does";
const staysClosed = (reason: string, isKnown = false) =>
  `the account's switch stays closed, although it was open before this stack began to give it: ${reason}. ` +
  (isKnown
    ? "A destroy of that one opens it again"
    : "No later destroy opens it: declare open: true for that");

/** The switch as it was before the program gave it, where delete is to put back what was there. */
function wasOpen(state: PolicyState): boolean | undefined {
  const isRestoring = (state.onDelete ?? "restore") === "restore";
  return isRestoring && state.managesOpen ? state.original?.open : undefined;
}

/** What a read or a write must tell that finds the switch closed, if the program does not manage it. */
export const closedWarning =
  "the account's switch is closed (open: false), and this program does not manage it: no whitelist of this " +
  "account means anything until somebody opens it in WeChat's console, or a resource declares open: true";
