import { PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Changes } from "../../core/changes";
import type { PolicyInputs } from "../../core/policy";

const { Kind } = PropertyDiff;
type Kind = PropertyDiff.Kind;

/**
 * What a preview shows of each change, by path: stored outputs beside new inputs, which have the same
 * names. Of a list it names the entries that are added and removed, and not those that only moved.
 */
export function detailedDiff(
  stored: PolicyInputs,
  news: Readonly<Record<string, unknown>>,
  { changed, replaces }: Changes,
): Map<string, Kind> {
  const paths = changed.flatMap((input): [string, Kind][] => {
    const [before, after] = [stored[input], news[input] ?? undefined];
    if (isList(before) && isList(after)) return entries(input, before, after);
    return [[input, kind(before, after, replaces.includes(input))]];
  });
  return new Map(paths);
}

function kind(before: unknown, after: unknown, isReplaced: boolean): Kind {
  if (before === undefined) return Kind.ADD;
  if (after === undefined) return Kind.DELETE;
  return isReplaced ? Kind.UPDATE_REPLACE : Kind.UPDATE;
}

/** If one entry goes and another comes at the same place, one line shows both. */
function entries(input: string, before: unknown[], after: unknown[]): [string, Kind][] {
  const [old, wanted] = [new Set(before), new Set(after)];
  const isRemoved = (index: number) => index < before.length && !wanted.has(before[index]);
  const isAdded = (index: number) => index < after.length && !old.has(after[index]);
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => index)
    .filter((index) => isRemoved(index) || isAdded(index))
    .map((index) => [
      `${input}[${index}]`,
      isRemoved(index) ? (isAdded(index) ? Kind.UPDATE : Kind.DELETE) : Kind.ADD,
    ]);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
