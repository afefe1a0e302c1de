import { changesetOf, Repository, REPOSITORY } from "./repository";
import { version } from "../../package.json";

let repository: Repository;
afterEach(() => repository.remove());

const planned = (changesets: boolean, publish: boolean, its = version) => ({
  status: 0,
  output: `changesets=${changesets}\npublish=${publish}\nversion=${its}\n`,
});
const plan = () => repository.run("release-plan.ts");

/** A repository whose main has the merge of that version. */
function merged(its: string): Repository {
  const one = new Repository(version);
  one.publishesFrom(REPOSITORY);
  one.hasVersion(its);
  return one;
}

describe("a push to main", () => {
  it("publishes a version once its changelog describes it, and only once", () => {
    repository = new Repository("[Unreleased]");
    repository.write(".changeset/README.md", "# Changesets\n");
    // It checks neither npm nor package.json before there is something to publish.
    repository.npmIs("11.5.0");
    expect(plan()).toMatchObject(planned(false, false));
    repository.write(".changeset/one.md", changesetOf("minor"));
    expect(plan()).toMatchObject(planned(true, false));
    repository.npmIs("11.5.1");
    repository.describe(version);
    repository.delete(".changeset/one.md");
    repository.publishesFrom(REPOSITORY);
    expect(plan()).toMatchObject(planned(false, true));
    repository.git("tag", `v${version}`);
    expect(plan()).toMatchObject(planned(false, false));
    repository.write(".changeset/one.md", changesetOf("minor"));
    expect(plan()).toMatchObject(planned(true, false));
  });

  it("is refused, with every reason, if package.json does not name this repository", () => {
    repository = new Repository(version);
    repository.npmIs("11.5.0");
    const nowhere = plan();
    expect(nowhere).toMatchObject({ status: 1, output: "" });
    expect(nowhere.stdout.match(/^::error::\S+( \S+){2}/gm)).toEqual([
      "::error::package.json has no",
      "::error::npm 11.5.0 does",
    ]);
    for (const place of ["another/place", `${REPOSITORY}-fork`, `another/${REPOSITORY}`]) {
      repository.publishesFrom(place);
      const ran = plan();
      expect(ran).toMatchObject({ status: 1, output: "" });
      expect(ran.stdout).toContain(`${place}.git, and this runs in ${REPOSITORY}.`);
    }
  });

  it.each([
    ["10.99.0", false],
    ["11.4.10", false],
    ["11.5.0", false],
    ["11.5.1", true],
    ["11.10.0", true],
    ["12.0.0", true],
  ])("can be published by npm %s, by OIDC: %s", (npm, isNewEnough) => {
    repository = merged(version);
    repository.npmIs(npm);
    const ran = plan();
    expect(ran).toMatchObject(isNewEnough ? planned(false, true) : { status: 1, output: "" });
    const error = `::error::npm ${npm} does not publish by OIDC: 11.5.1 or newer does.`;
    expect(ran.stdout.includes(error)).toBe(!isNewEnough);
  });

  it.each([
    ["0.2.1", "patch", true],
    ["0.2.0", "minor", true],
    ["1.0.0", "minor", true],
    ["2.0.0", "major", true],
    ["0.2.10", "none", true],
    ["0.2.1", "minor", false],
    ["0.2.10", "major", false],
    ["10.2.0", "major", false],
    ["0.2.1", "major # breaks all", false],
  ])("of %s, with a %s change merged after it, publishes it: %s", (its, step, isPublished) => {
    repository = merged(its);
    repository.npmIs("11.5.1", { has: "" });
    repository.write(".changeset/early.md", changesetOf("patch"));
    repository.write(".changeset/late.md", changesetOf(step));
    const ran = plan();
    expect(ran).toMatchObject(planned(true, isPublished, its));
    const warning =
      `::warning::${its} is not published: .changeset/late.md, merged meanwhile, ` +
      `asks for a ${step.replace(/ #.*/, "")} version. ` +
      "Merge the next version pull request: its version holds both.";
    expect(ran.stdout.match(/::.*/g)).toEqual(isPublished ? null : [warning]);
  });

  it("tags a version that npm has, whatever was merged since", () => {
    repository = merged("0.2.1");
    repository.npmIs("11.5.1", { has: "0.2.1" });
    repository.write(".changeset/late.md", changesetOf("major"));
    const ran = plan();
    expect(ran).toMatchObject(planned(true, true, "0.2.1"));
    expect(ran.stdout).not.toContain("::");
  });
});
