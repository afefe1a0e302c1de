import { inspect } from "node:util";

/** The ways in which a server may write a secret that it sends back. */
export const encodings: Readonly<Record<string, (secret: string) => string>> = {
  raw: (secret) => secret,
  "URL-encoded": encodeURIComponent,
  "form-encoded": (secret) => new URLSearchParams({ t: secret }).toString().slice(2),
  base64: (secret) => Buffer.from(secret).toString("base64"),
  base64url: (secret) => Buffer.from(secret).toString("base64url"),
};

/** A secret in each of these ways. */
export const formsOf = (secret: string) => Object.values(encodings).map((encode) => encode(secret));

/** Everything of an error that anybody could print: what inspect, JSON and the stack show. */
export function everythingOf(error: unknown): string {
  const { message, stack, cause } = error as Error;
  const shown = inspect(error, { depth: Infinity, showHidden: true, getters: true });
  return [message, stack, inspect(cause), shown, JSON.stringify(error)].join("\n");
}

/** Expects none of the secrets in the text, however it is written. */
export function expectNone(secrets: readonly string[], text: string): void {
  for (const form of secrets.flatMap(formsOf)) expect(text).not.toContain(form);
}
