import { readFileSync } from "node:fs";

/** What the package says of itself, as far as it is needed here. */
export interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<"@pulumi/pulumi", string>>;
}

/** The package's own package.json. */
export function packageManifest(): Manifest {
  const file = require.resolve("pulumi-wechat-cloudbase/package.json");
  return JSON.parse(readFileSync(file, "utf8")) as Manifest;
}
