import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** What a user may take without a question; another licence is a decision, made here. */
const allowed = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"];

/** Whether an SPDX expression can be met with allowed licences alone. */
function isAllowed(expression: string): boolean {
  const choices = expression.replaceAll(/[()]/g, "").split(" OR ");
  return choices.some((all) => all.split(" AND ").every((licence) => allowed.includes(licence)));
}

interface Locked {
  dev?: boolean;
  devOptional?: boolean;
}

/** The folders of the packages that `npm install pulumi-wechat-cloudbase` brings, beside the peer. */
function production(): string[] {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, Locked>;
  };
  const all = Object.entries(packages).filter(([, { dev, devOptional }]) => !dev && !devOptional);
  return all.map(([folder]) => folder).filter((folder) => folder !== "");
}

describe("licences", () => {
  it("are allowed ones of every package that is installed with this one", () => {
    const folders = production();
    expect(folders).toContain("node_modules/axios");
    const licences = folders.map((folder) => {
      const { license = "none" } = JSON.parse(read(`${folder}/package.json`)) as {
        license?: string;
      };
      return [folder, license] as const;
    });
    expect(licences.filter(([, licence]) => !isAllowed(licence))).toEqual([]);
  });

  it("are allowed ones of every package in the plugin, and their texts ship with it", () => {
    const parts = read("plugin/THIRD-PARTY-LICENSES.txt").split(/^-{80}\n/m);
    const packages = parts.map((part) => part.trim()).filter((part) => part !== "");
    expect(packages.map((text) => text.split(" ")[0])).toEqual(
      expect.arrayContaining(["@grpc/grpc-js", "axios", "google-protobuf"]),
    );
    for (const text of packages) {
      const [, name, licence = "none"] = /^(\S+) \S+ \((.+)\)$/m.exec(text) ?? [];
      expect({ name, licence, isAllowed: isAllowed(licence) }).toMatchObject({ isAllowed: true });
      expect({ name, text }).toMatchObject({
        text: expect.stringMatching(
          /Permission is|Apache License|Redistribution and use/,
        ) as string,
      });
    }
  });
});
