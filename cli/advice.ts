import { EVERYTHING } from "../provider/core/policy";

/** What is allowed and hardly meant, in a whitelist of which every entry is right. */
export function adviseWhitelist(apiWhitelist: readonly string[]): string[] {
  const others = apiWhitelist.filter((path) => path !== EVERYTHING);
  if (others.length === apiWhitelist.length || others.length === 0) return [];
  return [`"${EVERYTHING}" allows everything: the other entries mean nothing beside it`];
}
