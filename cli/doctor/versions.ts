import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Manifest, packageManifest } from "../manifest";
import type { Check } from "./check";

const SDK = "@pulumi/pulumi";
/** The last minor version of Pulumi's SDK 3 that runs on Node.js 20. */
const LAST_FOR_NODE_20 = 248;

/** Whether Node.js is new enough, and the SDK that a program in this folder would load. */
export function checkVersions(folder: string): Check[] {
  const manifest = packageManifest();
  return [checkNode(manifest), checkSdk(manifest, sdkVersion(folder))];
}

function checkNode({ version, engines }: Manifest): Check {
  const { node } = process.versions;
  const message = `Node.js ${node}, pulumi-wechat-cloudbase ${version}`;
  if (isWithin(node, engines.node)) return { name: "node", status: "ok", message };
  return { name: "node", status: "problem", message, remedy: `Use Node.js ${engines.node}` };
}

function checkSdk({ peerDependencies }: Manifest, version: string | undefined): Check {
  const name = "sdk";
  if (version === undefined) {
    const message = `no ${SDK} found from this folder: fine for a program in YAML or Python`;
    const remedy = "For one in TypeScript or JavaScript run this in its folder";
    return { name, status: "skipped", message, remedy };
  }
  const message = `${SDK} ${version}`;
  const range = peerDependencies[SDK];
  if (!isWithin(version, range)) {
    return { name, status: "problem", message, remedy: `Install ${SDK} ${range}` };
  }
  const isNode20 = process.versions.node.startsWith("20.");
  if (isNode20 && isWithin(version, `>=3.${LAST_FOR_NODE_20 + 1}`)) {
    const remedy = `It asks for Node.js 22: use that, or ${SDK} 3.${LAST_FOR_NODE_20}`;
    return { name, status: "warning", message, remedy };
  }
  return { name, status: "ok", message };
}

function sdkVersion(folder: string): string | undefined {
  try {
    const file = createRequire(join(folder, "/")).resolve(`${SDK}/package.json`);
    return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
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
