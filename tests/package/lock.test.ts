import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Package {
  version: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  funding?: unknown;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const read = (file: string) => readFileSync(join(__dirname, "../..", file), "utf8");
const manifest = JSON.parse(read("package.json")) as Package;
const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, Package> };
const { "": own, ...locked } = packages;

describe("package-lock.json", () => {
  it("is in step with package.json", () => {
    const { version, dependencies, devDependencies, peerDependencies } = manifest;
    expect(own).toMatchObject({ version, dependencies, devDependencies, peerDependencies });
    const direct = Object.keys({ ...dependencies, ...devDependencies });
    expect(direct.filter((name) => !locked[`node_modules/${name}`])).toEqual([]);
  });

  it("pins the content of every package", () => {
    const loose = Object.entries(locked).filter(
      ([, { version, integrity }]) => !version || !integrity?.startsWith("sha512-"),
    );
    expect(loose.map(([folder]) => folder)).toEqual([]);
  });

  it("names no address to download from and no place on a machine", () => {
    const places = Object.entries(locked).filter(([, { funding: _, ...entry }]) =>
      /"(resolved|link)":|:\/\/|"(file|git|link):|"\//.test(JSON.stringify(entry)),
    );
    expect(places).toEqual([]);
  });
});
