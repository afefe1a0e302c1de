import { inputsOf, isPaths, isSameWhitelist, type PolicyInputs, type PolicyState } from "./policy";

/** What an update would do, by input. */
export interface Changes {
  /** Inputs that differ from what is stored. */
  changed: (keyof PolicyInputs)[];
  /** Those of them that make it another resource. */
  replaces: (keyof PolicyInputs)[];
}

const identity: readonly (keyof PolicyInputs)[] = ["env"];
const lists: readonly (keyof PolicyInputs)[] = ["apiWhitelist", "restoreTo"];
const others: readonly (keyof PolicyInputs)[] = [
  "authorizerAppId",
  "open",
  "onConflict",
  "onDelete",
];
const settings: readonly (keyof PolicyInputs)[] = ["onConflict", "onDelete", "restoreTo"];

/**
 * Compares checked inputs with the inputs that state stands for, without a request. An unknown value
 * equals nothing that is stored: the preview cannot promise that it is no change.
 */
export function changesOf(stored: PolicyInputs, news: Readonly<Record<string, unknown>>): Changes {
  const changed = [...identity, ...lists, ...others].filter((input) => {
    const [before, after] = [stored[input], news[input] ?? undefined];
    return lists.includes(input) ? !isSameList(before, after) : before !== after;
  });
  return { changed, replaces: changed.filter((input) => identity.includes(input)) };
}

/**
 * Whether settings changed and nothing else, which says nothing to WeChat. A write that could not be
 * verified takes a look all the same: for that the engine calls update even if nothing changed.
 */
export function isSettingsOnly(state: PolicyState, inputs: PolicyInputs): boolean {
  const { changed } = changesOf(inputsOf(state), { ...inputs });
  const isSettled = changed.length > 0 && !state.unverified;
  return isSettled && changed.every((input) => settings.includes(input));
}

function isSameList(a: unknown, b: unknown): boolean {
  return isPaths(a) && isPaths(b) ? isSameWhitelist(a, b) : a === b;
}
