import { nearestPath, pathOfCloudCall } from "./near-paths";

/**
 * Why a value cannot be a whitelist entry, with what to write instead; undefined where it can.
 * An entry is the path of a WeChat API without host and parameters (WeChat's guide of the
 * `cloudbase_access_token`); its length and number are not limited by any source.
 */
export function whitelistEntryProblem(entry: unknown): string | undefined {
  if (typeof entry !== "string")
    return `must be a path such as "/wxa/msg_sec_check", not ${quote(entry)}`;
  if (entry === "") return "is empty; leave it out, or give a path such as /wxa/msg_sec_check";
  if (/[\s\p{Cc}]/u.test(entry)) return `${shown(entry)} has white space in it`;
  if (/[\p{Cf}\p{Cs}]/u.test(entry)) return `${shown(entry)} has an invisible character in it`;
  if (/^\/\/+[^/.]*(\/|$)/.test(entry)) {
    return `${shown(entry)} begins with more than one slash${suggestion(entry.replace(/^\/+/, "/"))}`;
  }
  if (/^([a-z][a-z0-9+.-]*:)?\/\//i.test(entry)) {
    return `${shown(entry)} has a scheme or host; give the path alone${suggestion(pathOf(entry))}`;
  }
  if (/[?#]/.test(entry)) {
    return `${shown(entry)} has a query or fragment; give the path alone${suggestion(entry)}`;
  }
  if (entry.startsWith("/")) return undefined;
  if (/^[\w-]+(\.[\w-]+)*\.(com|cn)(:\d+)?(\/|$)/i.test(entry)) {
    return `${shown(entry)} begins with a host; give the path alone${suggestion(entry.replace(/^[^/]*/, ""))}`;
  }
  if (/^[a-z]\w*(\.[a-z]\w*)+$/i.test(entry)) {
    const path = pathOfCloudCall(entry);
    const paths =
      path === undefined ? " such as /wxa/msg_sec_check" : `: did you mean ${quote(path)}?`;
    return `${shown(entry)} looks like a cloud function's permission; the whitelist takes paths${paths}`;
  }
  return `${shown(entry)} must begin with "/"${suggestion(`/${entry}`)}`;
}

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

/** An entry without what a pasted URL carries behind its path: that may be an access token. */
function shown(entry: string): string {
  return quote(entry.replace(/([?#]).+$/s, "$1…"));
}

function suggestion(path: string): string {
  const clean = path.replace(/[?#].*$/s, "");
  if (clean.length <= 1) return "";
  const near = nearestPath(clean);
  return near === undefined || near === clean
    ? `: ${quote(clean)}`
    : `; did you mean ${quote(near)}?`;
}

function pathOf(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, "");
}
