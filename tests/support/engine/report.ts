import type { Changes, Diff, PropertyChange, StepResult, Verb } from "./engine";
import { blind, isEqual, isProps, transform, unknown, type Props, type Value } from "./value";

/** One finished operation on one resource, as the CLI's `--event-log` writes it. */
export interface StepEvent {
  op: string;
  urn: string;
  type: string;
  /** False for what is only part of something else: reading, and the halves of a replacement. */
  logical?: boolean;
  /** The resource before the operation. */
  old?: EventState | null | undefined;
  /** The resource after the operation. */
  new?: EventState | null | undefined;
}

interface EventState {
  inputs?: Props;
  outputs?: Props;
}

const counted = ["create", "update", "delete", "replace", "same"] as const;
const isCounted = (op: string): op is keyof Changes => counted.includes(op as keyof Changes);
const isRead = ({ logical, op }: StepEvent) =>
  !logical && ["refresh", "same", "update", "delete"].includes(op);

/** The resource's name: the last part of its URN. */
export const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 2);

/** Turns the events of a step into what tests compare. */
export function report(
  verb: Verb,
  events: StepEvent[],
  hasSucceeded: boolean,
): Pick<StepResult, "changes" | "refreshed" | "diffs" | "outputs"> {
  const isStack = ({ type }: StepEvent) => type === "pulumi:pulumi:Stack";
  const ours = events
    .filter((event) => !isStack(event) && !event.type.startsWith("pulumi:providers:"))
    .map((event) => ({ ...event, old: blinded(event.old), new: blinded(event.new) }));
  // A component registers its outputs with a second event of the same operation.
  const last = [...new Map(ours.map((event) => [`${event.op} ${event.urn}`, event])).values()];
  const reads = last.filter(isRead);
  const steps = last.filter(({ logical }) => logical);
  const outputs = hasSucceeded ? events.findLast(isStack)?.new?.outputs : {};
  return {
    changes: count((verb === "refresh" ? reads : steps).map(({ op }) => op)),
    refreshed: count(reads.map(found)),
    diffs: [...reads.flatMap(readDiff), ...steps.flatMap(stepDiff)],
    outputs: transform(blind(outputs ?? {}), shown),
  };
}

const blinded = (state: EventState | null | undefined) =>
  state && { inputs: blind(state.inputs ?? {}), outputs: blind(state.outputs ?? {}) };

/** Whether anything but `same` was counted, for `--expect-no-changes`. */
export const hasChanges = (changes: Changes): boolean =>
  Object.keys(changes).some((op) => op !== "same");

function count(operations: string[]): Changes {
  const changes: Changes = {};
  for (const op of operations.filter(isCounted)) changes[op] = (changes[op] ?? 0) + 1;
  return changes;
}

function found(event: StepEvent): "same" | "update" | "delete" {
  if (!event.new) return "delete";
  return isEqual(event.old?.outputs, event.new.outputs) ? "same" : "update";
}

function readDiff({ urn, old, new: next }: StepEvent): Diff[] {
  const name = nameOf(urn);
  if (!next) return [{ urn, name, op: "gone", properties: [] }];
  const properties = differences(old?.outputs ?? {}, next.outputs ?? {});
  return properties.length > 0 ? [{ urn, name, op: "refresh", properties }] : [];
}

function stepDiff({ urn, op, old, new: next }: StepEvent): Diff[] {
  if (!isCounted(op) || op === "same") return [];
  const properties = differences(old?.inputs ?? {}, next?.inputs ?? {});
  return [{ urn, op, name: nameOf(urn), properties }];
}

/** The leaves in which two sets of properties differ, without Pulumi's internal ones (`__provider`). */
function differences(from: Props, to: Props): PropertyChange[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return keys
    .filter((key) => !key.startsWith("__"))
    .sort()
    .flatMap((key) => leaves(key, from[key], to[key]));
}

const shown = (node: Value) => (node === unknown ? "[unknown]" : undefined);

function leaves(path: string, from: Value | undefined, to: Value | undefined): PropertyChange[] {
  if (isEqual(from, to)) return [];
  if (Array.isArray(from) && Array.isArray(to)) {
    const length = Math.max(from.length, to.length);
    return Array.from({ length }, (_, i) => leaves(`${path}[${i}]`, from[i], to[i])).flat();
  }
  if (isProps(from) && isProps(to))
    return differences(from, to).map((change) => ({ ...change, path: `${path}.${change.path}` }));
  // In a list, so that a value which is itself unknown is replaced.
  const [before, after] = transform([from ?? null, to ?? null], shown);
  return [
    {
      path,
      ...(from !== undefined && { from: before }),
      ...(to !== undefined && { to: after }),
    },
  ];
}
