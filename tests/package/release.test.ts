import { changesetOf, Repository, REPOSITORY } from "./repository";
import { version } from "../../package.json";

let repository: Repository;
afterEach(() => repository.remove());

describe("a push to main", () => {
  const planned = (changesets: boolean, publish: boolean, its = version) =>
    `changesets=${changesets}\npublish=${publish}\nversion=${its}\n`;
  /** A repository whose main has the merge of that version. */
  const merged = (its: string) => {
    const one = new Repository(version);
    one.publishesFrom(REPOSITORY);
    one.hasVersion(its);
    return one;
  };

  it("publishes a version that the changelog tells of, and not before", () => {
    repository = new Repository("[Unreleased]");
    expect(repository.run("release-plan.ts").output).toBe(planned(false, false));
    repository.describe(version);
    repository.publishesFrom(REPOSITORY);
    expect(repository.run("release-plan.ts").output).toBe(planned(false, true));
  });

  it("is refused where the package does not say from where it is, or says another place", () => {
    repository = new Repository(version);
    const nowhere = repository.run("release-plan.ts");
    expect(nowhere).toMatchObject({ status: 1, output: "" });
    expect(nowhere.stdout).toContain(
      "::error::package.json has no repository.url: npm's provenance",
    );
    for (const place of ["another/place", `${REPOSITORY}-fork`, `another/${REPOSITORY}`]) {
      repository.publishesFrom(place);
      const elsewhere = repository.run("release-plan.ts");
      expect(elsewhere).toMatchObject({ status: 1, output: "" });
      expect(elsewhere.stdout).toContain(`${place}.git, and this runs in ${REPOSITORY}.`);
    }
  });

  it.each(["10.99.0", "11.4.10", "11.5.0"])("is refused by npm %s, which has no OIDC", (npm) => {
    repository = merged(version);
    repository.npmIs(npm);
    const { status, output, stdout } = repository.run("release-plan.ts");
    expect({ status, output }).toEqual({ status: 1, output: "" });
    expect(stdout).toContain(`::error::npm ${npm} does not publish by OIDC: 11.5.1 or newer does.`);
  });

  it.each(["11.5.1", "11.5.2", "11.10.0", "12.0.0", "100.0.0"])("is published by npm %s", (npm) => {
    repository = merged(version);
    repository.npmIs(npm);
    expect(repository.run("release-plan.ts").output).toBe(planned(false, true));
  });

  it("names every reason at once where it is refused", () => {
    repository = new Repository(version);
    repository.npmIs("11.5.0");
    expect(repository.run("release-plan.ts").stdout.match(/^::error::/gm)).toHaveLength(2);
  });

  it("asks nothing of npm and package.json where nothing is to be published", () => {
    repository = new Repository("[Unreleased]");
    repository.npmIs("11.5.0");
    expect(repository.run("release-plan.ts")).toMatchObject({ status: 0 });
  });

  it("publishes no version twice", () => {
    repository = new Repository(version);
    repository.git("tag", `v${version}`);
    expect(repository.run("release-plan.ts").output).toBe(planned(false, false));
    repository.write(".changeset/one.md", changesetOf("minor"));
    expect(repository.run("release-plan.ts").output).toBe(planned(true, false));
  });

  it("asks for a version pull request while there are changesets", () => {
    repository = new Repository("[Unreleased]");
    repository.write(".changeset/README.md", "# Changesets\n");
    expect(repository.run("release-plan.ts").output).toBe(planned(false, false));
    repository.write(".changeset/one.md", changesetOf("minor"));
    expect(repository.run("release-plan.ts").output).toBe(planned(true, false));
  });

  it.each([
    ["0.2.1", "patch"],
    ["0.2.0", "patch"],
    ["0.2.0", "minor"],
    ["1.0.0", "minor"],
    ["2.0.0", "major"],
    ["0.2.10", "none"],
  ])("still publishes %s, just merged, after a changeset of a %s change came", (its, step) => {
    repository = merged(its);
    repository.write(".changeset/late.md", changesetOf(step));
    const { status, output, stdout } = repository.run("release-plan.ts");
    expect({ status, output }).toEqual({ status: 0, output: planned(true, true, its) });
    expect(stdout).not.toContain("::");
  });

  it.each([
    ["0.2.1", "minor"],
    ["0.2.10", "major"],
    ["0.2.0", "major"],
    ["10.2.0", "major"],
    ["0.2.1", "major # breaks all"],
  ])(
    "does not publish as %s what holds a %s change: the next version tells of both",
    (its, step) => {
      repository = merged(its);
      repository.npmIs("11.5.1", { has: "" });
      repository.write(".changeset/early.md", changesetOf("patch"));
      repository.write(".changeset/late.md", changesetOf(step));
      const { status, output, stdout } = repository.run("release-plan.ts");
      expect({ status, output }).toEqual({ status: 0, output: planned(true, false, its) });
      expect(stdout.match(/::warning::.*/g)).toEqual([
        `::warning::${its} is not published: .changeset/late.md, merged meanwhile, asks for a ${step.replace(/ #.*/, "")} version. ` +
          "Merge the next version pull request: its version holds both.",
      ]);
    },
  );

  it("still has a version tagged that npm has, whatever came since", () => {
    repository = merged("0.2.1");
    repository.npmIs("11.5.1", { has: "0.2.1" });
    repository.write(".changeset/late.md", changesetOf("major"));
    const { status, output, stdout } = repository.run("release-plan.ts");
    expect({ status, output }).toEqual({ status: 0, output: planned(true, true, "0.2.1") });
    expect(stdout).not.toContain("::");
  });
});
