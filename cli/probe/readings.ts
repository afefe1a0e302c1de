import type { Trial } from "./experiment";

/** The readings of `version` that the provider works with. */
export type Reading = "current" | "next" | "ignored" | "account" | "unchanged";

/** What the trials have shown; what they have not is absent. */
export interface Findings {
  /** What a `set` must carry: the current version, the next one, or any. */
  carries?: "current" | "next" | "any";
  /** What a version that is not accepted meets. */
  stale?: "refused" | "ignored silently";
  staleErrcode?: number;
  /** Whether a `set` with the same content moves the version. */
  sameContentMoves?: boolean;
  /** Whose counter the version is: told by a second environment only. */
  counter?: "environment" | "account";
}

/** What the trials say, one by one. */
export function findingsOf(trials: readonly Trial[]): Findings {
  const of = (what: Trial["what"]) => trials.find((trial) => trial.what === what);
  const [current, next, stale, same] = [of("current"), of("next"), of("stale"), of("same again")];
  const wrong = [current, stale].find((trial) => trial && trial.outcome !== "applied");
  return {
    ...(next?.outcome === "applied" && { carries: "next" }),
    ...(stale && { carries: stale.outcome === "applied" ? "any" : "current" }),
    ...(wrong && { stale: wrong.outcome === "refused" ? "refused" : "ignored silently" }),
    ...(wrong?.errcode !== undefined && { staleErrcode: wrong.errcode }),
    ...(same && same.outcome !== "refused" && { sameContentMoves: same.after !== same.before }),
  };
}

/** The readings that fit what was found. More than one: the trials cannot tell them apart. */
export function readingsOf({ carries, counter, sameContentMoves }: Findings): Reading[] {
  if (carries === undefined || sameContentMoves === undefined) return [];
  if (carries === "current" && sameContentMoves) {
    return counter === undefined
      ? ["current", "account"]
      : [counter === "account" ? "account" : "current"];
  }
  // The readings below were never thought of with one counter for the account.
  if (counter === "account") return [];
  if (carries === "current") return ["unchanged"];
  if (!sameContentMoves) return [];
  return [carries === "next" ? "next" : "ignored"];
}
