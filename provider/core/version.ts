import { ApiError } from "./errors";
import { overwrittenProblem } from "./conflict";
import type { Observation } from "./policy";
import type { ProcessState } from "./process-state";
import type { SetOutcome } from "./settle";

/** What `set` sends as `version`; `auto` finds out which reading WeChat follows. */
export type VersionStrategy = "auto" | "current" | "next";

/** Which `version` the `set` requests of one change carry: the current one, or the next. */
export class VersionReading {
  /** What is added to the current version. */
  private offset: 0 | 1;
  /** Whether the other reading may still be tried. */
  canSwitch: boolean;
  /** Whether the other reading is being tried. */
  hasSwitched = false;

  constructor(
    strategy: VersionStrategy,
    private readonly processState: ProcessState,
  ) {
    const isAuto = strategy === "auto";
    this.offset = isAuto ? (processState.versionOffset ?? 0) : strategy === "next" ? 1 : 0;
    this.canSwitch = isAuto && processState.versionOffset === undefined;
  }

  /** The version to send over what was read. */
  over({ version }: Observation): number {
    return version + this.offset;
  }

  /** Tries the other reading from now on. */
  switch(): void {
    this.canSwitch = false;
    this.hasSwitched = true;
    this.offset = 1;
  }

  /** Takes the reading for the right one where WeChat said ok, unless it may have hidden an edit. */
  learn(outcome: SetOutcome, { seen, now }: { seen: Observation; now: Observation }): void {
    const mayBeOurs = outcome === "accepted" || outcome === "unknown";
    if (mayBeOurs && this.hasSwitched && now.version !== seen.version + 1)
      throw new ApiError(overwrittenProblem);
    if (outcome === "accepted") this.processState.versionOffset ??= this.offset;
  }
}
