import { readFileSync } from "node:fs";
import type { StepEvent } from "../report";
import { blind, type Props } from "../value";

/** The lines of the CLI's `--event-log` that matter here: an operation has finished. */
interface EventLine {
  resOutputsEvent: {
    metadata: {
      op: string;
      urn: string;
      type: string;
      logical?: boolean;
      old: LoggedState | null;
      new: LoggedState | null;
    };
  };
}

interface LoggedState {
  inputs?: Props;
  outputs?: Props;
}

/** Reads the finished operations of one CLI step; a log that a killed CLI cut off ends where it ends. */
export function readEvents(file: string): StepEvent[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes('"resOutputsEvent"') && line.endsWith("}"))
    .map((line) => (JSON.parse(line) as EventLine).resOutputsEvent.metadata)
    .map(({ op, urn, type, logical = false, old, new: next }) => ({
      op,
      urn,
      type,
      logical,
      old: stateOf(old),
      new: stateOf(next),
    }));
}

function stateOf(state: LoggedState | null): StepEvent["old"] {
  return state
    ? { inputs: blind(state.inputs ?? {}), outputs: blind(state.outputs ?? {}) }
    : undefined;
}
