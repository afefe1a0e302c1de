import { isEqual, isProps, type Props, type Value } from "../value";
import type { DiffAnswer } from "./provider-client";

/** Whether there is a change to make: the provider's word, or where it has none the inputs'. */
export function hasDiff(answer: DiffAnswer, olds: Props, news: Props): boolean {
  return answer.hasChanges ?? !isEqual(olds, news);
}

/** New inputs with the old values at the paths that the program said to ignore (`a.b`; no lists, no wildcards). */
export function ignoreChanges(news: Props, olds: Props, paths: string[]): Props {
  return paths.reduce((inputs, path) => {
    if (/[[\]*"]/.test(path))
      throw new Error(`The engine double does not play ignoreChanges of "${path}"`);
    return takeOld(inputs, olds, path.split("."));
  }, news);
}

function takeOld(news: Props, olds: Props, [key, ...rest]: string[]): Props {
  if (key === undefined) return news;
  const [next, old] = [news[key], olds[key]];
  if (rest.length > 0) {
    if (!isProps(next) || !isProps(old)) return news;
    return { ...news, [key]: takeOld(next, old, rest) };
  }
  const others: Record<string, Value> = Object.fromEntries(
    Object.entries(news).filter(([k]) => k !== key),
  );
  return old === undefined ? others : { ...others, [key]: old };
}
