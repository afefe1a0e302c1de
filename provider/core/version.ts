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
  private offset: 0 | 1 = 0;
  private isChosen = false;
  /** Whether the other reading may still be tried. */
  canSwitch = false;
  /** Whether the other reading is being tried. */
  hasSwitched = false;

  constructor(
    private readonly strategy: VersionStrategy,
    private readonly processState: ProcessState,
  ) {}

  /** The version to send over what was read; the first `set` goes by what the process knows by then. */
  over({ version }: Observation): number {
    if (!this.isChosen) this.choose();
    return version + this.offset;
  }

  /** Tries the other reading from now on. */
  switch(): void {
    this.canSwitch = false;
    this.hasSwitched = true;
    this.offset = 1;
  }

  /** Takes the reading for the right one if WeChat said ok, unless it may have hidden an edit. */
  learn(outcome: SetOutcome, { seen, now }: { seen: Observation; now: Observation }): void {
    const mayBeOurs = outcome === "accepted" || outcome === "unknown";
    if (mayBeOurs && this.hasSwitched && now.version !== seen.version + 1)
      throw new ApiError(overwrittenProblem);
    if (outcome === "accepted") this.processState.versionOffset ??= this.offset;
  }

  private choose(): void {
    const isAuto = this.strategy === "auto";
    const { versionOffset } = this.processState;
    this.isChosen = true;
    this.canSwitch = isAuto && versionOffset === undefined;
    this.offset = isAuto ? (versionOffset ?? 0) : this.strategy === "next" ? 1 : 0;
  }
}
