import { version } from "../../package.json";
import { changesetOf, pagesWithVersion, Repository } from "./repository";

const repository = new Repository(version);
afterAll(() => repository.remove());

describe("a version pull request", () => {
  const files = ["package.json", "package-lock.json", "provider/host/plugin/schema.json"];
  const textsOf = (names: string[]) => names.map((name) => repository.text(name));
  const [before, pagesBefore] = [textsOf(files), textsOf(pagesWithVersion)];
  const [major, minor = 0] = version.split(".").map(Number);
  const next = `${major}.${minor + 1}.0`;
  beforeAll(() => {
    repository.write(".changeset/one.md", changesetOf("minor"));
    expect(repository.run("version.ts").status).toBe(0);
  });

  it("moves the changesets into the changelog", () => {
    expect(repository.has(".changeset/one.md")).toBe(false);
    expect(repository.text("CHANGELOG.md")).toMatch(
      new RegExp(
        `^# Changelog\n\n## ${next}\n\n### Minor Changes\n\n- .*Know one more errcode\\.\n`,
      ),
    );
  });

  it("writes the version to each file that names it, and to no other package", () => {
    const own = `"version": "${version}"`;
    const expected = before.map((text, index) => {
      const count = files[index] === "package-lock.json" ? 2 : 1;
      const parts = text.split(own);
      const changed = parts.slice(0, count + 1).join(`"version": "${next}"`);
      return [changed, ...parts.slice(count + 1)].join(own);
    });
    expect(textsOf(files)).toEqual(expected);
  });

  it("writes the version to each page that prints it", () => {
    expect(pagesWithVersion).toEqual(expect.arrayContaining(["README.md", "README.zh-CN.md"]));
    const printed = (its: string) => `wechat-cloudbase ${its}`;
    expect(textsOf(pagesWithVersion)).toEqual(
      pagesBefore.map((text) => text.replaceAll(printed(version), printed(next))),
    );
  });
});
