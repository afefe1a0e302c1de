import { readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** A Pulumi project on disk, and where its program is. */
export interface Project {
  name: string;
  /** The folder of Pulumi.yaml. */
  root: string;
  /** The program's folder: its working directory and its dynamic provider's. */
  programDir: string;
  /** The entry file in that folder, or "." where Node's own rules decide. */
  program: string;
  /** Where the plugins of packages lie that Pulumi.yaml names. */
  plugins: Record<string, string>;
}

/** Reads the keys of Pulumi.yaml that the double plays; a key that would change a program's run and is not played is refused. */
export function readProject(root: string): Project {
  const text = readFileSync(join(root, "Pulumi.yaml"), "utf8");
  const top = (key: string) =>
    new RegExp(`^${key}:[ \\t]*["']?([^"'\\n#]*?)["']?[ \\t]*$`, "m").exec(text)?.[1];
  for (const key of ["config", "options", "stackConfigDir"]) {
    if (top(key) !== undefined)
      throw new Error(`The engine double does not play \`${key}\` in Pulumi.yaml`);
  }
  const name = top("name");
  if (!name) throw new Error(`${root}/Pulumi.yaml has no name`);
  const main = resolve(root, top("main") ?? ".");
  const isFolder = statSync(main).isDirectory();
  return {
    name,
    root,
    programDir: isFolder ? main : dirname(main),
    program: isFolder ? "." : basename(main),
    plugins: pluginsOf(text, root),
  };
}

/** `plugins.providers`, each with its name first and its path next. */
function pluginsOf(text: string, root: string): Record<string, string> {
  const providers = text.matchAll(/^ +- name: (\S+)\n +path: (\S+)(?: +#.*)?$/gm);
  return Object.fromEntries(
    [...providers].map(([, name = "", path = ""]) => [name, resolve(root, path)]),
  );
}

/** This process' environment with changes laid over it; `undefined` removes a variable. */
export function environment(
  ...changes: Record<string, string | undefined>[]
): Record<string, string> {
  const merged = Object.assign({}, process.env, ...changes) as Record<string, string | undefined>;
  const isSet = (entry: [string, string | undefined]): entry is [string, string] =>
    entry[1] !== undefined;
  return Object.fromEntries(Object.entries(merged).filter(isSet));
}
