import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { UsageError } from "../command";
import { isUnreadable, type Inventory, type Row } from "./row";

/** The rows of accounts that were read in full. */
export type Done = Map<string, Row[]>;

/** Beside the file that is to be written: a line for each account that is done, so that a killed run loses none. */
const partialOf = (file: string) => `${file}.partial`;

/** The file of a run while it runs. */
export class PartialFile {
  private constructor(
    private readonly file: string,
    private readonly descriptor: number,
  ) {}

  /** Begins, or goes on with what a killed run has left where that is resumed. Throws UsageError. */
  static open(file: string, isResumed: boolean): PartialFile {
    const partial = partialOf(file);
    const writer = writerOf(partial);
    if (writer !== undefined && writer !== process.pid && isRunning(writer))
      throw new UsageError(`--out ${file} is being written by the process ${writer}`);
    if (writer !== undefined && !isResumed)
      throw new UsageError(
        `${partial} is what an ended run has left: go on with --resume ${file}, or remove it`,
      );
    try {
      const descriptor = openSync(partial, "a");
      writeSync(descriptor, `${JSON.stringify({ pid: process.pid })}\n`);
      return new PartialFile(file, descriptor);
    } catch (error) {
      throw new UsageError(`--out ${file} cannot be written: ${codeOf(error)}`);
    }
  }

  add(account: string, rows: readonly Row[]): void {
    writeSync(this.descriptor, `${JSON.stringify({ account, rows })}\n`);
  }

  /** Puts the whole in place. */
  finish(text: string): void {
    closeSync(this.descriptor);
    const partial = partialOf(this.file);
    writeFileSync(`${partial}.new`, text);
    renameSync(`${partial}.new`, this.file);
    rmSync(partial);
  }
}

/** What an earlier run has read: of one that was killed, else of a finished one. Throws UsageError. */
export function readDone(file: string, endpoint: string): Done {
  const partial = partialOf(file);
  const accounts = existsSync(partial)
    ? linesOf(partial)
    : byAccount(readInventory(file, { endpoint }).rows);
  return new Map([...accounts].filter(([, rows]) => !rows.some(isUnreadable)));
}

/** Reads what `inventory --format json` wrote. Throws UsageError that says what is wrong. */
export function readInventory(file: string, expected: { endpoint?: string } = {}): Inventory {
  const value = parsed(file, textOf(file));
  const { schemaVersion, endpoint, rows } = (value ?? {}) as { [key in keyof Inventory]?: unknown };
  if (schemaVersion !== undefined && schemaVersion !== 1)
    throw new UsageError(
      `${file} has schemaVersion ${JSON.stringify(schemaVersion)}; this version reads 1`,
    );
  if (schemaVersion !== 1 || !Array.isArray(rows) || !rows.every(isRow))
    throw new UsageError(`${file} is not what \`inventory --format json\` writes`);
  if (expected.endpoint !== undefined && endpoint !== expected.endpoint)
    throw new UsageError(
      `${file} is of the endpoint ${JSON.stringify(endpoint)}, not ${expected.endpoint}`,
    );
  return value as Inventory;
}

function byAccount(rows: readonly Row[]): Done {
  const done: Done = new Map();
  for (const row of rows) done.set(row.account, [...(done.get(row.account) ?? []), row]);
  return done;
}

/** The last line may have been cut in the middle when its process was killed. */
function linesOf(partial: string): Done {
  const lines = textOf(partial).split("\n").slice(0, -1);
  const entries = lines.map((line) => parsed(partial, line) as { account?: string; rows?: Row[] });
  return new Map(
    entries.flatMap(({ account, rows }) =>
      account !== undefined && rows ? [[account, rows]] : [],
    ),
  );
}

function writerOf(partial: string): number | undefined {
  if (!existsSync(partial)) return undefined;
  const pids = textOf(partial).matchAll(/^\{"pid":(\d+)\}$/gm);
  return Number([...pids].at(-1)?.[1] ?? 0);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function isRow(row: unknown): boolean {
  const { account, env, findings } = (row ?? {}) as Partial<Row>;
  const isName = env === null || typeof env === "string";
  return typeof account === "string" && isName && Array.isArray(findings);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
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

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? "unreadable";
