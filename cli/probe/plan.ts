import { EVERYTHING, isSameWhitelist, type Observation } from "../../provider/core/policy";

/** What the environment may call while the experiment lasts: one path that every account may call. */
const SCRATCH = ["/wxa/msg_sec_check"];
/** The same, if it has that whitelist already. */
const OTHER_SCRATCH = ["/wxa/getwxacode"];

/** The most requests that an experiment without a fault takes, after the first look. */
export const MOST = { set: 4, get: 8, beside: 2 };

/** The whitelist that the experiment writes: not what is there, not empty, and not everything. */
export function scratchFor({ apiWhitelist }: Observation): string[] {
  return isSameWhitelist(apiWhitelist, SCRATCH) ? OTHER_SCRATCH : SCRATCH;
}

/** Why the environment cannot serve; undefined if it can. */
export function obstacle(live: Observation): string | undefined {
  if (live.apiWhitelist.length > 0) return undefined;
  return `its whitelist is empty, and whether WeChat takes an empty one back is not documented: put a path in first, or ${EVERYTHING}`;
}
