/**
 * A text without what may be a credential in the wrong place: of a word that is longer than any name
 * of WeChat's, or that looks like an app secret (32 hexadecimal digits), and of a user in a URL, it
 * says the length alone.
 */
export function withoutCredentials(text: string): string {
  return text.replace(
    /(?<=:\/\/)[^/\s@]+(?=@)|[\w@-]{49,}|[0-9a-f]{32,}/gi,
    ({ length }) => `<${length} characters>`,
  );
}

/**
 * A value as it may stand in a message: quoted, not longer than a line, with what cannot be seen
 * written out, and without what may be a credential.
 */
export function quote(value: unknown): string {
  const escaped =
    typeof value === "string" ? JSON.stringify(withoutCredentials(value)) : typeof value;
  const text = escaped.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = Number(character.codePointAt(0));
    return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
  return text.length <= 80 ? text : `${text.slice(0, 79).replace(/\p{Cs}/u, "")}…"`;
}

/** An entry among others in a message, whoever it is from: quoted, unless it is plainly a path. */
export function named(entry: string): string {
  const quoted = quote(entry);
  const isPlain = quoted === `"${entry}"` && /^[\w/*.-]+$/.test(entry);
  return isPlain ? entry : quoted;
}
