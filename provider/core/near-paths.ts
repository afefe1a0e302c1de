import { distance } from "fastest-levenshtein";
import { CLOUD_CALLS, KNOWN_PATHS, type KnownPath } from "./known-paths";

/**
 * How many characters a near miss may differ in. With two, none of the 1,280 other WeChat paths in
 * the list's sources comes near a path of the list; with three, four do.
 */
const NEAR = 2;

type Candidate = readonly [folded: string, path: KnownPath];

const paths = KNOWN_PATHS.map((path): Candidate => [folded(path), path]);
const calls = [...CLOUD_CALLS].map(([name, path]): Candidate => [folded(name), path]);

/**
 * The well-known path that is probably meant: one that differs in case, hyphens, underscores or a
 * slash at the end, or in two characters at most. A well-known path is itself; undefined if none
 * is near.
 */
export function nearestPath(path: string): KnownPath | undefined {
  return nearest(path, paths);
}

/** The path that a cloud function's permission such as `openapi.security.msgSecCheck` is for. */
export function pathOfCloudCall(name: string): KnownPath | undefined {
  return nearest(name.replace(/^(cloud\.)?openapi\./i, ""), calls);
}

function nearest(word: string, candidates: readonly Candidate[]): KnownPath | undefined {
  const wanted = folded(word);
  let best: KnownPath | undefined;
  let least = NEAR + 1;
  for (const [candidate, path] of candidates) {
    // The lengths alone tell most of them apart, and cheaply.
    if (Math.abs(candidate.length - wanted.length) > NEAR) continue;
    const apart = distance(candidate, wanted);
    if (apart < least) [best, least] = [path, apart];
  }
  return best;
}

function folded(word: string): string {
  return word
    .toLowerCase()
    .replace(/[-_]/g, "")
    .replace(/(?<!\/)\/+$/, "");
}
