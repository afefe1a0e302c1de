import { differingFields } from "./decision";
import type { Policy, PolicyState } from "./policy";

/**
 * What a message says of what was there at first, where this state alone knows it: none of those who
 * take its place, `known`, does. Empty where nothing is lost.
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
    "as restoreTo where a later destroy is to put it back" +
    (isClosed ? ", and open: true before that destroy, because the switch was open" : "");
  return secrets?.has("original") === true
    ? `. What was there at first is a secret and is lost with this state, where it is \`original\`: give its whitelist ${remedy}`
    : `. At first ${JSON.stringify(original)} was there, which no state knows any more: give that whitelist ${remedy}`;
}
