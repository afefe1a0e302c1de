/** A property value as it travels between program, engine and provider. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** The properties of a resource. */
export type Props = Record<string, Value>;

/** What stands for a value that a preview cannot know. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const mark = "4dabf18193072939515e22adb298388d";
const secretKind = "1b47061264138c4ac30d75fd1eb44270";

/** Whether this is a plain object: neither a list nor one of Pulumi's marked values. */
export function isProps(value: Value | undefined): value is Props {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(mark in value);
}

/** Marks a value as secret, in the protocol's own form. */
export function secret(value: Value): Props {
  return { [mark]: secretKind, value };
}

/** The same mark around a sealed text, as state files hold it. */
export function sealed(ciphertext: string): Props {
  return { [mark]: secretKind, ciphertext };
}

/** The content of a secret in the protocol's form, the text of a sealed one, or undefined for anything else. */
export function secretParts(value: Value): { value?: Value; ciphertext?: string } | undefined {
  const isMarked = typeof value === "object" && value !== null && !Array.isArray(value);
  return isMarked && value[mark] === secretKind ? value : undefined;
}

/** Rebuilds a value; where `replace` returns something, that stands instead of the node. */
export function transform(value: Value, replace: (node: Value) => Value | undefined): Value {
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((item) => transform(item, replace));
  if (typeof value !== "object" || value === null) return value;
  return transformProps(value, replace);
}

/** `transform` for each property. */
export function transformProps(props: Props, replace: (node: Value) => Value | undefined): Props {
  return Object.fromEntries(Object.entries(props).map(([k, v]) => [k, transform(v, replace)]));
}

/** What a provider gets: bare values, and secrets only if it takes them. */
export function unwrap(props: Props, { keepsSecrets = false } = {}): Props {
  const bare = (node: Value): Value | undefined => {
    const { value } = secretParts(node) ?? {};
    if (value === undefined) return undefined;
    const inside = transform(value, bare);
    return keepsSecrets ? secret(inside) : inside;
  };
  return transformProps(props, bare);
}

/** What a user may see: every secret as "[secret]". */
export function blind(props: Props): Props {
  return transformProps(props, (node) => (secretParts(node) ? "[secret]" : undefined));
}

function containsSecret(value: Value): boolean {
  if (secretParts(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(containsSecret);
}

/** Marks again, in what a provider returned, the properties that were secret in what it had been given. */
export function remark(returned: Props, given: Props): Props {
  const marked = { ...returned };
  for (const [key, before] of Object.entries(given)) {
    const after = marked[key];
    if (after === undefined) continue;
    if (isProps(after) && isProps(before)) marked[key] = remark(after, before);
    else if (!secretParts(after) && containsSecret(before)) marked[key] = secret(after);
  }
  return marked;
}

/** Equality by content, whatever the order of keys. */
export function isEqual(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Props, b as Props];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((k) => isEqual(left[k], right[k]));
}
