import { distance } from "fastest-levenshtein";

/** The one of some names that is probably meant; undefined if none differs in so few letters. */
export function nearest(
  name: string,
  known: readonly string[],
  mostApart: number,
): string | undefined {
  const apart = (each: string) => distance(name, each);
  const [best] = [...known].sort((a, b) => apart(a) - apart(b));
  return best !== undefined && apart(best) <= mostApart ? best : undefined;
}
