import { nearestPath } from "./near-paths";
import { quote } from "./quote";
import { whitelistEntryProblem } from "./whitelist-entry";
import { EVERYTHING } from "./policy";
import type { RawInputs } from "./validation";

/** What WeChat answers to an AppSecret or a component's own token alone. */
const APP_SECRET_PATHS = /^\/cgi-bin\/(?:token|stable_token|component\/.*)$/;

/**
 * What is doubtful in a whitelist although nothing is wrong with it, a sentence each: entries beside
 * `/*`, and entries that are nearly a well-known path. Entries that check refuses are passed over, and
 * so is what a preview does not know yet. Never throws.
 */
export function whitelistWarnings(apiWhitelist: readonly string[]): string[] {
  const entries = [...new Set(apiWhitelist)].filter(
    (entry) => whitelistEntryProblem(entry) === undefined,
  );
  const isRedundant = entries.includes(EVERYTHING) && entries.length > 1;
  return [
    ...(isRedundant
      ? [`${quote(EVERYTHING)} allows everything: the other entries mean nothing beside it`]
      : []),
    ...entries
      .filter((entry) => APP_SECRET_PATHS.test(entry))
      .map((entry) => `${quote(entry)} needs an AppSecret: no cloudbase_access_token can call it`),
    ...entries.flatMap((entry) => {
      const path = nearestPath(entry);
      return path === undefined || path === entry
        ? []
        : [`${quote(entry)} is not a well-known path; did you mean ${quote(path)}?`];
    }),
  ];
}

/**
 * The same for inputs on their way through check, each sentence with its input's name. Of a secret it
 * tells only that something is doubtful.
 */
export function inputWarnings(inputs: RawInputs, isSecret: (input: string) => boolean): string[] {
  return ["apiWhitelist", "restoreTo"].flatMap((input) => {
    const value = inputs[input];
    const advice = Array.isArray(value) ? whitelistWarnings(value as string[]) : [];
    if (advice.length === 0 || !isSecret(input)) return advice.map((each) => `${input}: ${each}`);
    return [
      `${input}: something in it is doubtful and not shown here, because it is a secret. ` +
        `Look for entries beside ${quote(EVERYTHING)} and for misspelt paths`,
    ];
  });
}
