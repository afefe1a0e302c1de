import { existsSync, readFileSync } from "node:fs";
import { UsageError } from "../command";
import { codeOf } from "../inputs";
import { type Inventory, isRow, isUnreadable, type Row } from "./row";

/** The rows of accounts that were read in full. */
export type Done = Map<string, Row[]>;

/** What there is to go on with. */
export interface Earlier {
  endpoint: string;
  /** When the oldest of it was read. ISO 8601. */
  takenAt: string;
  done: Done;
}

/**
 * Beside the file that is to be written: a line with the run's process, endpoint and time, and one for each account
 * that is done, so that a killed run loses none.
 */
export const partialOf = (file: string) => `${file}.partial`;

/** What of an earlier run need not be asked again: of one that ended early, else of a finished one. Throws UsageError. */
export function readEarlier(
  file: string,
  expected: { endpoint: string; hasDetails: boolean },
): Earlier | undefined {
  if (file === "") throw new UsageError("--resume names no file");
  const earlier = readPartial(partialOf(file)) ?? readFinished(file);
  if (earlier === undefined) return undefined;
  if (earlier.endpoint !== expected.endpoint)
    throw new UsageError(
      `${file} is of the endpoint ${JSON.stringify(earlier.endpoint)}, not ${expected.endpoint}`,
    );
  const isMissing = (row: Row) => isUnreadable(row) || (expected.hasDetails && !hasDetails(row));
  const done = new Map([...earlier.done].filter(([, rows]) => !rows.some(isMissing)));
  return { ...earlier, done };
}

/** What a run has left that did not come to its end, if one has. Throws UsageError. */
export function readPartial(partial: string): (Earlier & { pid: number }) | undefined {
  if (!existsSync(partial)) return undefined;
  // The last line may have been cut in the middle when its process was killed.
  const lines = textOf(partial).split("\n").slice(0, -1);
  const [header, ...entries] = lines.map((line) => objectIn(parsed(partial, line)));
  const { pid, endpoint, takenAt } = header ?? {};
  const isHeader = typeof endpoint === "string" && typeof takenAt === "string";
  if (!Number.isSafeInteger(pid) || !(Number(pid) > 0) || !isHeader || !entries.every(isEntry))
    throw new UsageError(`${partial} is not what an ended run leaves: remove it`);
  const done = new Map(entries.map(({ account, rows }) => [account, rows]));
  return { pid: Number(pid), endpoint, takenAt, done };
}

/** Reads what `inventory --format json` wrote. Throws UsageError that says what is wrong. */
export function readInventory(file: string): Inventory {
  const value = objectIn(parsed(file, textOf(file)));
  const { schemaVersion, rows } = value;
  if (schemaVersion !== undefined && schemaVersion !== 1)
    throw new UsageError(
      `${file} has schemaVersion ${JSON.stringify(schemaVersion)}; this version reads 1`,
    );
  if (schemaVersion !== 1 || !areRows(rows))
    throw new UsageError(`${file} is not what \`inventory --format json\` writes`);
  return value as unknown as Inventory;
}

/** Whoever resumes needs more of an inventory than its rows. */
type Unproven = Pick<Inventory, "rows"> & { endpoint: unknown; takenAt: unknown };

function readFinished(file: string): Earlier | undefined {
  if (!existsSync(file)) return undefined;
  const { endpoint, takenAt, rows } = readInventory(file) as Unproven;
  if (typeof endpoint !== "string" || typeof takenAt !== "string")
    throw new UsageError(`${file} does not say what was asked, and when`);
  const done: Done = new Map();
  for (const row of rows) done.set(row.account, [...(done.get(row.account) ?? []), row]);
  return { endpoint, takenAt, done };
}

/** A run that asked for names and kinds has at least one of them, if the account could be read. */
const hasDetails = ({ name, kind }: Row) => name !== null || kind !== null;

const areRows = (rows: unknown) => Array.isArray(rows) && rows.every(isRow);

function isEntry(entry: Record<string, unknown>): entry is { account: string; rows: Row[] } {
  const { account, rows } = entry;
  return typeof account === "string" && areRows(rows);
}

function textOf(file: string): string {
  try {
    // Takes a byte order mark away.
    return new TextDecoder().decode(readFileSync(file));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${codeOf(error)}`);
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${file} is not JSON: was it cut off?`);
  }
}

/** An object's keys; none of anything else. */
const objectIn = (value: unknown) => (value ?? {}) as Record<string, unknown>;
