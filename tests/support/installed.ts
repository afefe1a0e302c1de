import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { dependencies } from "../../package.json";

const root = join(__dirname, "../..");
const NAME = "pulumi-wechat-cloudbase";

/** Packs the package as npm would publish it; the build must be there. */
export function pack(into: string): { tarball: string; files: string[] } {
  const output = execFileSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", into],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  const [packed] = JSON.parse(output) as { filename: string; files: { path: string }[] }[];
  if (!packed) throw new Error("npm pack packed nothing");
  return { tarball: join(into, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** How package managers lay out what they install. */
export type Layout = "npm" | "workspace" | "pnpm";

/**
 * A project of a user with the packed package in it, laid out as that package manager does; the
 * packages that it depends on are this repository's own, so no registry is needed.
 */
export function project(layout: Layout): { folder: string; remove: () => void } {
  const top = mkdtempSync(join(tmpdir(), `installed-${layout}-`));
  const folder = layout === "workspace" ? join(top, "packages/infra") : top;
  const home =
    layout === "pnpm"
      ? join(top, `node_modules/.pnpm/${NAME}@0.1.0/node_modules`)
      : join(top, "node_modules");
  const { tarball } = pack(top);
  mkdirSync(join(home, NAME), { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", join(home, NAME), "--strip-components=1"]);
  for (const dependency of [...Object.keys(dependencies), "tslib", "@pulumi/pulumi"])
    link(dependency, home);
  if (layout === "pnpm") {
    symlinkSync(join(home, NAME), join(top, "node_modules", NAME));
    link("@pulumi/pulumi", join(top, "node_modules"));
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "infra", private: true }));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: infra\nruntime: nodejs\nmain: index.js\n");
  return { folder, remove: () => rmSync(top, { recursive: true }) };
}

function link(dependency: string, modules: string): void {
  const at = join(modules, dependency);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(join(root, "node_modules", dependency), at);
}
