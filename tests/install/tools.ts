import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** Where everything lies that a run of the matrix brings here. */
export const shelf = mkdtempSync(join(tmpdir(), "install-matrix-"));
export const clear = (): void => rmSync(shelf, { recursive: true, force: true });

/** A program that npm has brought, or that was here. */
export interface Tool {
  version: string;
  /** The folder to put on PATH. */
  bin: string;
}

const known = new Map<string, Tool | string>();

/** Brings a package's program; the answer is a reason if it cannot be had. Without a package: the one on PATH. */
export function findTool(command: string, spec?: string): Tool | string {
  const key = spec ?? command;
  const tool = known.get(key) ?? bring(command, spec);
  known.set(key, tool);
  return tool;
}

/** Node.js of this major version: the one that runs here, or the one that npm has. */
export function findNode(major: string): Tool | string {
  return process.versions.node.startsWith(`${major}.`)
    ? { version: process.versions.node, bin: dirname(process.execPath) }
    : findTool("node", `node@${major}`);
}

/** This process' PATH with these tools first. */
export const pathWith = (...tools: Tool[]): string =>
  [...tools.map(({ bin }) => bin), process.env["PATH"]].join(delimiter);

function bring(command: string, spec: string | undefined): Tool | string {
  try {
    const folder = join(shelf, "tools", (spec ?? command).replace(/\W+/g, "-"));
    if (spec !== undefined) run("npm", ["install", "--prefix", folder, spec]);
    const bin = spec === undefined ? "" : join(folder, "node_modules/.bin");
    // Outside of this repository, whose package.json may name another version.
    const version = run(join(bin, command), ["--version"]).trim().replace(/^v/, "");
    return { version, bin };
  } catch (error) {
    const lines = (error as Error).message.split("\n");
    const reason = lines.find((line) => /^npm error (?!code)/.test(line)) ?? lines[0] ?? "";
    return `${spec ?? command} cannot be had: ${reason}`;
  }
}

function run(command: string, args: string[]): string {
  return execFileSync(command, args, {
    cwd: shelf,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 180_000,
  });
}
