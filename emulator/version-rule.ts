/**
 * The readings of `version` that the page leaves open, each of which the emulator can play:
 * - `current`: a set carries the environment's current version;
 * - `next`: a set carries the current version plus one;
 * - `ignored`: a set may carry any version;
 * - `account`: as `current`, with one counter that all environments of the account share;
 * - `unchanged`: as `current`, and a set that changes nothing leaves the version as it is.
 *
 * In all of them a set that is applied raises the version by one (`unchanged`: if it changes something).
 */
export type VersionRule = "current" | "next" | "ignored" | "account" | "unchanged";

/** What distinguishes a rule; everything else about a set is the same for all five. */
export interface VersionReading {
  /** Whether a set that carries `sent` is applied while the version is `live`. */
  readonly accepts: (sent: number, live: number) => boolean;
  /** Whether the environments of an account share one counter. */
  readonly accountWide: boolean;
  /** Whether a set with the live content raises the version too. */
  readonly countsUnchanged: boolean;
}

const equal = (sent: number, live: number): boolean => sent === live;

/** The five rules as data. */
export const versionReadings: Readonly<Record<VersionRule, VersionReading>> = {
  current: { accepts: equal, accountWide: false, countsUnchanged: true },
  next: { accepts: (sent, live) => sent === live + 1, accountWide: false, countsUnchanged: true },
  ignored: { accepts: () => true, accountWide: false, countsUnchanged: true },
  account: { accepts: equal, accountWide: true, countsUnchanged: true },
  unchanged: { accepts: equal, accountWide: false, countsUnchanged: false },
};

/** The names of the rules, for a test that runs under each of them. */
export const versionRules = Object.keys(versionReadings) as readonly VersionRule[];
