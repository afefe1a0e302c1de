import { differingFields } from "./decision";
import type { Policy, PolicyState } from "./policy";

/**
 * What a message says of what was there at first, if perhaps this state alone knows it: none of those
 * that are `known` does. Empty if nothing is lost.
 */
export function lostOriginal(
  state: PolicyState,
  known: readonly (Policy | undefined)[],
  secrets: ReadonlySet<string> | undefined,
): string {
  const { original, managesOpen } = state;
  if (!original) return "";
  const isSame = (other: Policy | undefined) =>
    other !== undefined && differingFields(original, other, managesOpen).length === 0;
  if (known.some(isSame)) return "";
  const isClosed = managesOpen && original.open && !state.open;
  const remedy =
    "give its whitelist as restoreTo if no `original` has it any more, for a later destroy to put it back" +
    (isClosed ? ", and open: true before that destroy, because the switch was open" : "");
  return secrets?.has("original") === true
    ? `. What was there at first is a secret in \`original\` of this state: ${remedy}`
    : `. At first ${JSON.stringify(original)} was there: ${remedy}`;
}
