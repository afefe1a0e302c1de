import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";

/** A Pulumi project on disk, and where its program is. */
export interface Project {
  name: string;
  /** The folder of Pulumi.yaml. */
  root: string;
  /** The working directory of the program and of its dynamic provider. */
  programDir: string;
  /** The entry file in that folder, or "." if Node's own rules decide. */
  program: string;
  /** The folder of each plugin that Pulumi.yaml names. */
  plugins: Record<string, string>;
}

interface ProjectFile {
  name: string;
  main?: string;
  plugins?: { providers?: { name: string; path: string }[] };
}

/** Reads Pulumi.yaml. */
export function readProject(root: string): Project {
  const file = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as ProjectFile;
  for (const key of ["config", "options", "stackConfigDir"])
    if (key in file) throw new Error(`The engine double does not support ${key} in Pulumi.yaml`);
  const main = resolve(root, file.main ?? ".");
  const isFolder = statSync(main).isDirectory();
  const providers = file.plugins?.providers ?? [];
  return {
    name: file.name,
    root,
    programDir: isFolder ? main : dirname(main),
    program: isFolder ? "." : basename(main),
    plugins: Object.fromEntries(providers.map(({ name, path }) => [name, resolve(root, path)])),
  };
}

/** This process' environment with changes; `undefined` removes a variable. */
export const environment = (...changes: NodeJS.ProcessEnv[]): NodeJS.ProcessEnv =>
  Object.assign({}, process.env, ...changes) as NodeJS.ProcessEnv;
