import { readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json";

interface Package {
  dev?: boolean;
  devOptional?: boolean;
  version: string;
  integrity?: string;
  funding?: unknown;
}

const read = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");
const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, Package> };
const { "": own, ...locked } = packages;

describe("package-lock.json", () => {
  it("agrees with package.json", () => {
    const { version, dependencies, devDependencies, peerDependencies } = manifest;
    expect(own).toMatchObject({ version, dependencies, devDependencies, peerDependencies });
    const direct = Object.keys({ ...dependencies, ...devDependencies });
    expect(direct.filter((name) => !locked[`node_modules/${name}`])).toEqual([]);
  });

  it("pins the content of every package, and names no address and no local folder", () => {
    const wrong = Object.entries(locked).filter(
      ([, { funding: _, ...entry }]) =>
        !entry.version ||
        !entry.integrity?.startsWith("sha512-") ||
        /"(resolved|link)":|:\/\/|"(file|git|link):|"\//.test(JSON.stringify(entry)),
    );
    expect(wrong.map(([folder]) => folder)).toEqual([]);
  });
});

/** What a user may take without a question; another licence is a decision, made here. */
const allowed = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

/** Whether an SPDX expression can be met with allowed licences alone. */
function isAllowed(expression: string): boolean {
  const choices = expression.replaceAll(/[()]/g, "").split(" OR ");
  return choices.some((all) => all.split(" AND ").every((licence) => allowed.includes(licence)));
}

describe("licences", () => {
  it("of every package that npm installs with this one are allowed", () => {
    const isInstalled = ({ dev, devOptional }: Package) => !dev && !devOptional;
    const folders = Object.keys(locked).filter((folder) => isInstalled(locked[folder] as Package));
    expect(folders).toContain("node_modules/axios");
    const isRefused = (folder: string) => {
      const { license } = JSON.parse(read(`${folder}/package.json`)) as { license?: string };
      return !isAllowed(license ?? "none");
    };
    expect(folders.filter(isRefused)).toEqual([]);
  });

  it("of every package in the plugin are allowed, and their texts ship with it", () => {
    const parts = read("plugin/THIRD-PARTY-LICENSES.txt").split(/^-{80}\n/m);
    const packages = parts.map((part) => part.trim()).filter((part) => part !== "");
    expect(packages.map((text) => text.split(" ")[0])).toEqual(
      expect.arrayContaining(["@grpc/grpc-js", "axios", "google-protobuf"]),
    );
    const licenceText = /Permission is|Apache License|Redistribution and use/;
    for (const text of packages) {
      const [, name, licence = "none"] = /^(\S+) \S+ \((.+)\)$/m.exec(text) ?? [];
      const found = { name, isAllowed: isAllowed(licence), hasText: licenceText.test(text) };
      expect(found).toEqual({ name, isAllowed: true, hasText: true });
    }
  });
});
