import { isSameWhitelist, type PolicyInputs, type PolicyState } from "./policy";
import { hasUnknown, type IsUnknown } from "./validation";

/** What an update would do, by input. */
export interface Changes {
  /** Inputs that differ from what is stored. */
  changed: (keyof PolicyInputs)[];
  /** Those of them that make it another resource. */
  replaces: (keyof PolicyInputs)[];
}

const identity: readonly (keyof PolicyInputs)[] = ["env", "authorizerAppId"];
const lists: readonly (keyof PolicyInputs)[] = ["apiWhitelist", "restoreTo"];
const others: readonly (keyof PolicyInputs)[] = ["open", "onConflict", "onDelete"];

/**
 * Compares checked inputs with the inputs that state stands for, without a request. An unknown value
 * counts as a change: the preview cannot promise that it is none.
 */
export function changesOf(
  stored: PolicyInputs,
  news: Readonly<Record<string, unknown>>,
  isUnknown: IsUnknown,
): Changes {
  const changed = [...identity, ...lists, ...others].filter((input) => {
    const [before, after] = [stored[input], news[input] ?? undefined];
    if (hasUnknown(after, isUnknown)) return true;
    return lists.includes(input) ? !isSameList(before, after) : before !== after;
  });
  return { changed, replaces: changed.filter((input) => identity.includes(input)) };
}

/** Whether only settings changed, which says nothing to WeChat. */
export function isSettingsOnly(state: PolicyState, inputs: PolicyInputs): boolean {
  const isManagedAlike = state.managesOpen === (inputs.open !== undefined);
  return (
    isManagedAlike &&
    (inputs.open === undefined || inputs.open === state.open) &&
    isSameWhitelist(inputs.apiWhitelist, state.apiWhitelist)
  );
}

function isSameList(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return isSameWhitelist(a as string[], b as string[]);
}
