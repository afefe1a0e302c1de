import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { type Manifest, packageManifest } from "../manifest";
import type { Check } from "./check";

const SDK = "@pulumi/pulumi";
/** The last minor version of Pulumi's SDK 3 that runs on Node.js 20. */
const LAST_FOR_NODE_20 = 248;
const isNode20 = process.versions.node.startsWith("20.");

/** Whether Node.js is new enough, and the SDK that a program in this folder would load. */
export function checkVersions(folder: string): Check[] {
  const manifest = packageManifest();
  const version = sdkVersion(folder);
  return [
    checkNode(manifest),
    version === undefined ? withoutSdk(folder) : checkSdk(manifest, version),
  ];
}

function checkNode({ version, engines }: Manifest): Check {
  const { node } = process.versions;
  const message = `Node.js ${node}, pulumi-wechat-cloudbase ${version}`;
  if (isWithin(node, engines.node)) return { name: "node", status: "ok", message };
  return { name: "node", status: "problem", message, remedy: `Use Node.js ${engines.node}` };
}

/** A program for Node.js does not run without the SDK; of a folder without such a program nobody knows. */
function withoutSdk(folder: string): Check {
  const name = "sdk";
  const message = `no ${SDK} found from this folder`;
  if (wantsNodejs(folder)) {
    const sdk = isNode20 ? `${SDK}@3.${LAST_FOR_NODE_20}.0` : SDK;
    const remedy = `Add it: npm install ${sdk}, pnpm add ${sdk} or yarn add ${sdk}`;
    return { name, status: "problem", message: `${message}, and Pulumi.yaml says nodejs`, remedy };
  }
  const remedy = "For one in TypeScript or JavaScript run this in its folder";
  const fine = `${message}: fine for a program in YAML or Python`;
  return { name, status: "skipped", message: fine, remedy };
}

/** Whether this folder's Pulumi.yaml has the runtime nodejs: as a word, or as the name of an object. */
function wantsNodejs(folder: string): boolean {
  const file = join(folder, "Pulumi.yaml");
  if (!existsSync(file)) return false;
  // Up to the next key of the file.
  const [, runtime = ""] =
    /^runtime:(.*(?:\r?\n(?:[ \t].*)?)*)/m.exec(readFileSync(file, "utf8")) ?? [];
  return /(?:^|\bname:)[ \t]*["']?nodejs\b/.test(runtime);
}

function checkSdk({ peerDependencies }: Manifest, version: string): Check {
  const name = "sdk";
  const message = `${SDK} ${version}`;
  const range = peerDependencies[SDK];
  if (!isWithin(version, range)) {
    return { name, status: "problem", message, remedy: `Install ${SDK} ${range}` };
  }
  if (isNode20 && isWithin(version, `>=3.${LAST_FOR_NODE_20 + 1}`)) {
    const remedy = `It asks for Node.js 22: use that, or ${SDK} 3.${LAST_FOR_NODE_20}`;
    return { name, status: "warning", message, remedy };
  }
  return { name, status: "ok", message };
}

function sdkVersion(folder: string): string | undefined {
  const file = sdkManifest(createRequire(join(folder, "Pulumi.yaml")));
  if (file === undefined) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function sdkManifest({ resolve }: NodeJS.Require): string | undefined {
  const manifest = `${SDK}/package.json`;
  if (process.versions["pnp"] === undefined) {
    // pnpm starts a package's command with one in which that package's own SDK is found.
    const added = (process.env["NODE_PATH"] ?? "").split(delimiter);
    const places = (resolve.paths(SDK) ?? []).filter((place) => !added.includes(place));
    return places.map((place) => join(place, manifest)).find(existsSync);
  }
  try {
    return resolve(manifest);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** Whether a version is within a range of the form `>=a.b <c` (the only one that the package uses). */
export function isWithin(version: string, range: string): boolean {
  return range.split(" ").every((part) => {
    const order = compare(version, part.replace(/^\D+/, ""));
    return part.startsWith("<") ? order < 0 : order >= 0;
  });
}

function compare(left: string, right: string): number {
  const numbers = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);
  const [a, b] = [numbers(left), numbers(right)];
  const at = [0, 1, 2].find((index) => (a[index] ?? 0) !== (b[index] ?? 0));
  return at === undefined ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
