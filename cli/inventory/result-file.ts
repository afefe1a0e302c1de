import {
  accessSync,
  appendFileSync,
  constants,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "../command";
import { codeOf } from "../inputs";
import { type Earlier, partialOf, readPartial } from "./partial";
import type { Row } from "./row";

/** The file that a run writes. It stays as it was until the whole is there; up to then a partial file grows beside it. */
export class ResultFile {
  private constructor(
    readonly path: string,
    /** Stays if the run does not come to its end, for `--resume`. */
    private readonly partial: string,
    /** Whether it is the file that is to be gone on with. */
    readonly isResumed: boolean,
  ) {}

  /** Makes sure that it may be written; writes nothing yet. Throws UsageError. */
  static at(file: string, resumed: string | undefined): ResultFile {
    refuseUnwritable(file);
    const partial = partialOf(file);
    const left = readPartial(partial);
    if (left !== undefined && left.pid !== process.pid && isRunning(left.pid))
      throw new UsageError(
        `--out ${file} is being written by the process ${left.pid}. If that is another program by now, ` +
          `go on with --resume ${file} and another --out, or remove ${partial}`,
      );
    const isResumed = resumed !== undefined && resolve(resumed) === resolve(file);
    if (left !== undefined && !isResumed)
      throw new UsageError(
        `${partial} is what an ended run has left: go on with --resume ${file}, or remove it`,
      );
    return new ResultFile(file, partial, isResumed);
  }

  /** Puts a new partial file in place: what is taken over is whole, whatever the last run's line was cut to. */
  begin({ endpoint, takenAt, done }: Earlier): void {
    const header = JSON.stringify({ pid: process.pid, endpoint, takenAt });
    const lines = [...done].map(([account, rows]) => lineOf(account, rows));
    this.writing(this.partial, () => this.replace(this.partial, `${header}\n${lines.join("")}`));
  }

  /** Keeps an account that is done. */
  add(account: string, rows: readonly Row[]): void {
    this.writing(this.partial, () => appendFileSync(this.partial, lineOf(account, rows)));
  }

  /** Puts the whole in place. */
  finish(text: string): void {
    this.writing(this.path, () => this.replace(this.path, text));
    this.discard();
  }

  /** Leaves nothing beside the file to go on with. */
  discard(): void {
    rmSync(this.partial, { force: true });
  }

  /** As a whole or not at all. */
  private replace(path: string, text: string): void {
    const next = `${this.partial}.new`;
    try {
      writeFileSync(next, text);
      renameSync(next, path);
    } finally {
      rmSync(next, { force: true });
    }
  }

  private writing(path: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      throw new Error(
        `${path} cannot be written: ${codeOf(error)}. Once it can be, go on with --resume ${this.path}`,
      );
    }
  }
}

const lineOf = (account: string, rows: readonly Row[]) => `${JSON.stringify({ account, rows })}\n`;

function refuseUnwritable(file: string): void {
  if (file === "") throw new UsageError("--out names no file");
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() === false) throw new UsageError(`--out ${file} is no file`);
    accessSync(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--out ${file} cannot be written: ${codeOf(error)}`);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
