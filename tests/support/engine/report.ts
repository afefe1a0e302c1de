import type { Changes, Diff, PropertyChange, StepResult, Verb } from "./engine";
import {
  isEqual,
  isProps,
  transform,
  transformProps,
  unknown,
  type Props,
  type Value,
} from "./value";

/** One finished operation on one resource; both engines tell their steps in this form. */
export interface StepEvent {
  op: string;
  urn: string;
  type: string;
  /** False for what is only part of something else: reading, and the halves of a replacement. */
  logical: boolean;
  old: EventState | undefined;
  new: EventState | undefined;
}

/** A resource before or after an operation; secrets are already "[secret]". */
export interface EventState {
  inputs: Props;
  outputs: Props;
}

const counted = ["create", "update", "delete", "replace", "same"] as const;
const isCounted = (op: string): op is keyof Changes => counted.includes(op as keyof Changes);
const isOfInterest = ({ type }: StepEvent) =>
  type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:");
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
  const ours = lastOfEach(events.filter(isOfInterest));
  const reads = ours.filter(isRead);
  const steps = ours.filter((event) => event.logical);
  const stack = events.filter(({ type }) => type === "pulumi:pulumi:Stack").at(-1);
  return {
    changes: count((verb === "refresh" ? reads : steps).map(({ op }) => op)),
    refreshed: count(reads.map(found)),
    diffs: [...reads.map(readDiff), ...steps.map(stepDiff)].filter((diff) => diff !== undefined),
    outputs: hasSucceeded ? transformProps(stack?.new?.outputs ?? {}, shown) : {},
  };
}

/** Whether anything but `same` was counted, for `--expect-no-changes`. */
export function hasChanges(changes: Changes): boolean {
  return counted.some((op) => op !== "same" && (changes[op] ?? 0) > 0);
}

/** A component tells its outputs with a second event of the same operation. */
function lastOfEach(events: StepEvent[]): StepEvent[] {
  return [...new Map(events.map((event) => [`${event.op} ${event.urn}`, event])).values()];
}

function count(operations: string[]): Changes {
  const changes: Changes = {};
  for (const op of operations) {
    if (isCounted(op)) changes[op] = (changes[op] ?? 0) + 1;
  }
  return changes;
}

function found(event: StepEvent): "same" | "update" | "delete" {
  if (!event.new) return "delete";
  return isEqual(event.old?.outputs, event.new.outputs) ? "same" : "update";
}

function readDiff(event: StepEvent): Diff | undefined {
  const base = { urn: event.urn, name: nameOf(event.urn) };
  if (!event.new) return { ...base, op: "gone", properties: [] };
  const properties = differences(event.old?.outputs ?? {}, event.new.outputs);
  return properties.length > 0 ? { ...base, op: "refresh", properties } : undefined;
}

function stepDiff(event: StepEvent): Diff | undefined {
  if (!isCounted(event.op) || event.op === "same") return undefined;
  const properties = differences(event.old?.inputs ?? {}, event.new?.inputs ?? {});
  return { urn: event.urn, op: event.op, name: nameOf(event.urn), properties };
}

/** The leaves in which two sets of properties differ; Pulumi's internal ones (`__provider`) are left out. */
export function differences(from: Props, to: Props): PropertyChange[] {
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
  if (isProps(from) && isProps(to)) {
    return differences(from, to).map((change) => ({ ...change, path: `${path}.${change.path}` }));
  }
  return [
    {
      path,
      ...(from === undefined ? {} : { from: transform(from, shown) }),
      ...(to === undefined ? {} : { to: transform(to, shown) }),
    },
  ];
}
