import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folders with what runs while something is measured: the built package, its engine and its WeChat. */
const FOLDERS: readonly [folder: string, names: RegExp][] = [
  ["dist/provider", /\.js$/],
  ["plugin", /pulumi-resource-|\.json$/],
  ["emulator", /\.ts$/],
  ["bench/programs", /./],
  ["tests/support/engine", /\.ts$/],
];
/** What measures; what only writes the page is left out, so that its words may change. */
const MEASURING = ["contender", "import-cost", "measure", "plugin-start", "request-cost"]
  .concat(["statistics", "steps", "usage", "variants", "wechat"])
  .map((name) => `bench/${name}.ts`);

/** The files that figures depend on, below the root; sorted. */
export function codeFiles(root: string): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const inFolders = FOLDERS.flatMap(([folder, names]) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && names.test(entry.name))
          .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      : [],
  );
  // Of a dependency the version is enough, and its package.json holds it.
  const installed = Object.keys(dependencies).map((name) => `node_modules/${name}/package.json`);
  return [...inFolders, ...MEASURING, ...installed]
    .filter((file) => existsSync(join(root, file)))
    .sort();
}

/** Short, and another one as soon as any of the files is: figures of two codes are never one result. */
export function hashCode(root: string): string {
  const hash = createHash("sha256");
  for (const file of codeFiles(root)) {
    const content = readFileSync(join(root, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}
