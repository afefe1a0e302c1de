/** An entry of a whitelist, and where it stands. */
export interface Entry {
  value: unknown;
  /** The line, from 1; absent where the file is JSON. */
  line?: number;
}

/** A whitelist as a file has it: its entries, or what keeps it from being one. */
export type WhitelistFile = { entries: Entry[] } | { value: unknown } | { problem: string };

const NOTHING = "has no path in it, so nothing was checked; [] is a whitelist that is empty";

/**
 * Reads a whitelist: JSON, an array or an object with `apiWhitelist`, or text with a path a line, where
 * `#` begins a comment at the line's beginning and after white space. Text without any path is none.
 */
export function readWhitelist(text: string): WhitelistFile {
  const content = text.replace(/^\uFEFF/, "");
  if (/^\s*[[{]/.test(content)) return fromJson(content);
  const entries = fromLines(content);
  // Rather the wrong file, or one that was not written, than a whitelist.
  return entries.length === 0 ? { problem: NOTHING } : { entries };
}

function fromJson(text: string): WhitelistFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "begins like JSON and is none" };
  }
  const list = Array.isArray(value) ? value : (value as Record<string, unknown>)["apiWhitelist"];
  if (Array.isArray(list)) return { entries: list.map((entry: unknown) => ({ value: entry })) };
  return list === undefined ? { problem: "has no apiWhitelist" } : { value: list };
}

function fromLines(text: string): Entry[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const value = line.replace(/(^|\s)#.*$/, "").trim();
    return value === "" ? [] : [{ value, line: index + 1 }];
  });
}
