import { nearestPath, pathOfCloudCall } from "./near-paths";
import { quote } from "./quote";

/**
 * Why a value cannot be a whitelist entry, with what to write instead; undefined if it can.
 * An entry is the path of a WeChat API without host and parameters (WeChat's guide of the
 * `cloudbase_access_token`); its length and number are not limited by any source.
 */
export function whitelistEntryProblem(entry: unknown): string | undefined {
  if (typeof entry !== "string")
    return `must be a path such as "/wxa/msg_sec_check", not ${quote(entry)}`;
  if (entry === "") return "is empty; leave it out, or give a path such as /wxa/msg_sec_check";
  if (/[\s\p{Cc}]/u.test(entry)) return `${shown(entry)} has white space in it`;
  if (/[\p{Cf}\p{Cs}]/u.test(entry)) return `${shown(entry)} has an invisible character in it`;
  if (/^\/\/[^/.]*(\/|$)/.test(entry)) {
    return `${shown(entry)} begins with more than one slash${suggestion(entry.replace(/\/+/, "/"), "write ")}`;
  }
  if (/^([a-z][a-z0-9+.-]*:)?\/\//i.test(entry)) {
    return `${shown(entry)} has a scheme or host; give the path alone${suggestion(pathOf(entry))}`;
  }
  if (/[?#]/.test(entry)) {
    return `${shown(entry)} has a query or fragment; give the path alone${suggestion(entry)}`;
  }
  if (entry.startsWith("/")) return undefined;
  if (/^[\w-]+(\.[\w-]+)*\.(com|cn)(:\d+)?(\/|$)/i.test(entry)) {
    return `${shown(entry)} begins with a host; give the path alone${suggestion(entry.replace(/[^/]*/, ""))}`;
  }
  if (/^[a-z]\w*(\.[a-z]\w*)+$/i.test(entry)) {
    const path = pathOfCloudCall(entry);
    const paths =
      path === undefined ? " such as /wxa/msg_sec_check" : `: did you mean ${quote(path)}?`;
    return `${shown(entry)} looks like a cloud function's permission; the whitelist takes paths${paths}`;
  }
  return `${shown(entry)} must begin with "/"${suggestion(`/${entry}`, "write ")}`;
}

/** An entry without what a pasted URL carries behind its path: that may be an access token. */
function shown(entry: string): string {
  return quote(entry.replace(/([?#]).+/s, "$1…"));
}

function suggestion(path: string, lead = ""): string {
  const clean = path.replace(/[?#].*/s, "");
  if (clean.length <= 1) return "";
  const near = nearestPath(clean);
  return near === undefined || near === clean
    ? `: ${lead}${quote(clean)}`
    : `; did you mean ${quote(near)}?`;
}

function pathOf(url: string): string {
  return url.replace(/([a-z][a-z0-9+.-]*:)?\/\/[^/]*/i, "");
}
