import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { changesetOf, pagesWithVersion, Repository } from "./repository";

const root = join(__dirname, "../..");
let repository: Repository;
afterEach(() => repository.remove());

describe("a version pull request", () => {
  it("takes the changesets into the changelog, and the version to each file that names it", () => {
    repository = new Repository(version);
    repository.write(".changeset/one.md", changesetOf("minor"));
    expect(repository.run("version.ts").status).toBe(0);

    const [major, minor] = version.split(".").map(Number);
    const next = `${major}.${(minor ?? 0) + 1}.0`;
    expect(repository.has(".changeset/one.md")).toBe(false);
    expect(repository.text("CHANGELOG.md")).toMatch(
      new RegExp(
        `^# Changelog\n\n## ${next}\n\n### Minor Changes\n\n- .*Know one more errcode\\.\n`,
      ),
    );
    const names = ["package.json", "package-lock.json", "provider/host/plugin/schema.json"];
    const before = (name: string) => readFileSync(join(root, name), "utf8");
    const own = `"version": "${version}"`;
    for (const name of names) {
      const count = name === "package-lock.json" ? 2 : 1;
      const parts = before(name).split(own);
      const expected = [
        parts.slice(0, count + 1).join(`"version": "${next}"`),
        ...parts.slice(count + 1),
      ];
      expect(repository.text(name)).toBe(expected.join(own));
    }
  });

  it("takes the version to each page that prints it, so that its own tests pass", () => {
    expect(pagesWithVersion).toEqual(expect.arrayContaining(["README.md", "README.zh-CN.md"]));
    repository = new Repository(version);
    const printed = `wechat-cloudbase ${version}`;
    const before = pagesWithVersion.map((page) => repository.text(page));
    repository.write(".changeset/one.md", changesetOf("patch"));
    expect(repository.run("version.ts").status).toBe(0);
    const { version: next } = JSON.parse(repository.text("package.json")) as { version: string };
    expect(next).not.toBe(version);
    expect(pagesWithVersion.map((page) => repository.text(page))).toEqual(
      before.map((text) => text.replaceAll(printed, `wechat-cloudbase ${next}`)),
    );
  });
});
