import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** Pulumi's mark of a value that is more than its JSON, and the kind that a secret is. */
const MARK = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A message's properties as plain JSON, and which of them had a secret in them. */
export interface Unmarshalled {
  props: Record<string, unknown>;
  secrets: ReadonlySet<string>;
}

/** Takes the properties out of a message; what was marked secret is bare then. */
export function unmarshal(struct: Struct | undefined): Unmarshalled {
  const secrets = new Set<string>();
  const props = Object.entries(struct?.toJavaScript() ?? {}).map(([name, value]) => [
    name,
    bare(value, () => secrets.add(name)),
  ]);
  return { props: Object.fromEntries(props) as Record<string, unknown>, secrets };
}

/** Puts properties into a message, with those named marked secret, as a whole. */
export function marshal(props: object, secrets: ReadonlySet<string> = new Set()): Struct {
  // A Struct takes neither undefined nor anything else that is not JSON.
  const plain = JSON.parse(JSON.stringify(props)) as Record<string, Json>;
  const marked = Object.entries(plain).map(([name, value]) => [
    name,
    secrets.has(name) ? secret(value) : value,
  ]);
  return Struct.fromJavaScript(Object.fromEntries(marked) as Record<string, Json>);
}

/** What a Struct takes. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Marks a value secret. */
export function secret(value: Json): Json {
  return { [MARK]: SECRET, value };
}

/** A value without the mark of a secret around it; what is in it keeps its marks. */
export function bareOnce(value: unknown): { value: unknown; isSecret: boolean } {
  const fields = (value ?? {}) as Record<string, unknown>;
  return fields[MARK] === SECRET
    ? { value: fields["value"], isSecret: true }
    : { value, isSecret: false };
}

function bare(value: unknown, found: () => void): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => bare(item, found));
  const { value: inside, isSecret } = bareOnce(value);
  if (isSecret) {
    found();
    return bare(inside, found);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, bare(item, found)]));
}
