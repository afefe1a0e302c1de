import {
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NAMESPACE } from "../core/constants";
import type { DeclaredResource, OtherProcesses } from "../core/declarations";

/**
 * What the provider processes of one engine tell each other. The engine starts a process for each
 * provider of a program, and a resource that changes its provider is checked by one of them and deleted
 * by another. Each process has a file, a line for each environment; a file counts as long as its process lives.
 */
export class EngineDeclarations implements OtherProcesses {
  private readonly folder = join(tmpdir(), `${NAMESPACE}-${process.getuid?.() ?? "user"}`);
  private readonly prefix: string;
  private file?: number;
  private isSilent = false;

  /** `address` is the engine's, as all its providers are given it. */
  constructor(
    address: string,
    private readonly warn: (message: string) => void,
  ) {
    this.prefix = `${address.replaceAll(/[^\w.]/g, "-")}-`;
  }

  tell(env: string, resource?: DeclaredResource): void {
    if (this.isSilent) return;
    try {
      writeSync((this.file ??= this.open()), `${env} ${JSON.stringify(resource ?? null)}\n`);
    } catch (error) {
      this.isSilent = true;
      this.warn(
        `${NAMESPACE}: cannot write into ${this.folder} (${codeOf(error) ?? (error as Error).message}): if a resource changes both its name and its ` +
          "provider in this up, the delete of the old resource does not see the new one. Give TMPDIR a folder that can be written",
      );
    }
  }

  find(env: string): { resource?: DeclaredResource } | undefined {
    for (const name of this.files()) {
      if (!name.startsWith(this.prefix) || pidOf(name) === process.pid) continue;
      const lines = this.linesOf(name);
      const line = lines.find((each) => each.startsWith(`${env} `));
      if (line === undefined || !isAlive(pidOf(name))) continue;
      const resource = JSON.parse(line.slice(env.length + 1)) as DeclaredResource | null;
      return resource ? { resource } : {};
    }
    return undefined;
  }

  /** This process' own file, which no link that somebody else has put there can replace. */
  private open(): number {
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    if (!isOwnFolder(this.folder)) throw new Error("it is not this user's alone");
    const own = `${this.prefix}${process.pid}`;
    const dead = this.files().filter((name) => name === own || !isAlive(pidOf(name)));
    for (const name of dead) rmSync(join(this.folder, name), { force: true });
    return openSync(join(this.folder, own), "ax", 0o600);
  }

  private files(): string[] {
    return orNothing(() => (isOwnFolder(this.folder) ? readdirSync(this.folder) : []));
  }

  private linesOf(name: string): string[] {
    return orNothing(() => readFileSync(join(this.folder, name), "utf8").split("\n"));
  }
}

/** Whether nobody else can have put anything there: a folder, no link, that this user alone may write. */
function isOwnFolder(path: string): boolean {
  const stats = lstatSync(path);
  const owner = process.getuid?.();
  const isOwn = owner === undefined || (stats.uid === owner && (stats.mode & 0o022) === 0);
  return stats.isDirectory() && isOwn;
}

/** What is read, or nothing if it does not exist. */
function orNothing(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return [];
    throw error;
  }
}

function pidOf(name: string): number {
  return Number(name.slice(name.lastIndexOf("-") + 1));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
