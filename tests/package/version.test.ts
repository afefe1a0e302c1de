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
    expect(() => repository.text(".changeset/one.md")).toThrow("ENOENT");
    const [, first = ""] = repository.text("CHANGELOG.md").split(/^(?=## )/m);
    expect(first).toMatch(/^## \S+\n\n### Minor Changes\n\n- .*Know one more errcode\.\n/);
    expect(first.startsWith(`## ${next}\n`)).toBe(true);
  });

  it("writes the version to each file that names it, and to no other package", () => {
    const line = (its: string) => `"version": "${its}"`;
    const [manifest = "", lock = "", schema = ""] = before.map((text) =>
      text.replace(line(version), line(next)),
    );
    expect(textsOf(files)).toEqual([manifest, lock.replace(line(version), line(next)), schema]);
  });

  it("writes the version to each page that prints it", () => {
    expect(pagesWithVersion).toEqual(expect.arrayContaining(["README.md", "README.zh-CN.md"]));
    const printed = (its: string) => `wechat-cloudbase ${its}`;
    expect(textsOf(pagesWithVersion)).toEqual(
      pagesBefore.map((text) => text.replaceAll(printed(version), printed(next))),
    );
  });
});
