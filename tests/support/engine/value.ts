import { isDeepStrictEqual } from "node:util";

/** A property value as it travels between program, engine and provider. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** The properties of a resource. */
export type Props = Record<string, Value>;

/** Pulumi's mark of a value that a preview cannot know. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const mark = "4dabf18193072939515e22adb298388d";
const secretKind = "1b47061264138c4ac30d75fd1eb44270";

const isObject = (value: Value | undefined): value is Props =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether this is a plain object: neither a list nor one of Pulumi's marked values. */
export const isProps = (value: Value | undefined): value is Props =>
  isObject(value) && !(mark in value);

/** A secret as the protocol writes it. */
export const secret = (value: Value): Props => ({ [mark]: secretKind, value });

/** A secret as state files hold it. */
export const sealed = (ciphertext: string): Props => ({ [mark]: secretKind, ciphertext });

/** The content of a secret, the ciphertext of a sealed one, or undefined for anything else. */
export function secretParts(
  value: Value | undefined,
): { value?: Value; ciphertext?: string } | undefined {
  return isObject(value) && value[mark] === secretKind ? value : undefined;
}

/** Rebuilds a value, with the result of `replace` in place of each node for which it returns one. */
export function transform<V extends Value>(
  value: V,
  replace: (node: Value) => Value | undefined,
): V {
  const inside = (node: Value): Value => replace(node) ?? transform(node, replace);
  if (Array.isArray(value)) return value.map(inside) as V;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inside(part)])) as V;
}

/** What a provider gets: bare values, and secrets only if it accepts them. */
export function unwrap(props: Props, { keepsSecrets = false } = {}): Props {
  const bare = (node: Value): Value | undefined => {
    const { value } = secretParts(node) ?? {};
    if (value === undefined) return undefined;
    const inside = bare(value) ?? transform(value, bare);
    return keepsSecrets ? secret(inside) : inside;
  };
  return transform(props, bare);
}

/** What a user may see: every secret as "[secret]". */
export const blind = (props: Props): Props =>
  transform(props, (node) => (secretParts(node) ? "[secret]" : undefined));

/** Marks the properties that a provider returned as secret if they were secret in its input. */
export function remark(returned: Props, given: Props): Props {
  const marked = { ...returned };
  for (const [key, before] of Object.entries(given)) {
    const after = marked[key];
    if (after === undefined) continue;
    if (isProps(after) && isProps(before)) marked[key] = remark(after, before);
    else if (!secretParts(after) && JSON.stringify(before).includes(secretKind))
      marked[key] = secret(after);
  }
  return marked;
}

export const isEqual: (a: Value | undefined, b: Value | undefined) => boolean = isDeepStrictEqual;
