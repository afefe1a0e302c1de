/** An entry of a whitelist, and where it stands. */
export interface Entry {
  value: unknown;
  /** The line, from 1; absent if the file is JSON. */
  line?: number;
}

/** A whitelist as a file has it: its entries, or what keeps it from being one. */
export type WhitelistFile = { entries: Entry[] } | { value: unknown } | { problem: string };

/** What `lint` takes. */
export const FORMS = "JSON (an array, or an object with apiWhitelist), or text with a path a line";

const NOTHING = "has no path in it, so nothing was checked; [] is a whitelist that is empty";

const BROKEN = "begins like JSON and is none";

/** The endings of what is written in a programming language, or in YAML. */
const PROGRAM = /\.([cm]?[jt]sx?|py|ya?ml|go|cs|java|sh)$/i;

/** Reads a file's whitelist as below; of a program it says that it is one, and not what each line lacks. */
export function readWhitelistFile(file: string, text: string): WhitelistFile {
  const found = readWhitelist(text);
  const isOther =
    "entries" in found
      ? 2 * found.entries.filter(isPath).length < found.entries.length
      : "problem" in found && found.problem === BROKEN;
  if (!PROGRAM.test(file) || !isOther) return found;
  return { problem: `looks like a program: give ${FORMS}` };
}

const isPath = ({ value, line }: Entry) =>
  line === undefined || (typeof value === "string" && /^\/(?!\/)/.test(value));

/**
 * Reads a whitelist: JSON, an array or an object with `apiWhitelist`, or text with a path a line, where
 * `#` begins a comment at the line's beginning and after white space. Text without any path is none.
 */
function readWhitelist(text: string): WhitelistFile {
  if (/^\s*[[{]/.test(text)) return fromJson(text);
  const entries = fromLines(text);
  // Rather the wrong file, or one that was not written, than a whitelist.
  return entries.length === 0 ? { problem: NOTHING } : { entries };
}

function fromJson(text: string): WhitelistFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: BROKEN };
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
