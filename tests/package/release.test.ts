import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json";

const root = join(__dirname, "../..");
const touched = [
  "package.json",
  "package-lock.json",
  "provider/plugin/schema.json",
  ".changeset/config.json",
];
const REPOSITORY = "somebody/pulumi-wechat-cloudbase";
const changeset = `---\n"pulumi-wechat-cloudbase": minor\n---\n\nKnow one more errcode.\n`;

/** A repository with the files of this one that a release touches. */
class Repository {
  readonly #folder = mkdtempSync(join(tmpdir(), "release-"));

  constructor(released: string) {
    for (const file of touched) cpSync(join(root, file), join(this.#folder, file));
    this.write("CHANGELOG.md", `# Changelog\n\n## ${released}\n\n- What there is.\n`);
    this.git("init", "--quiet", "--initial-branch", "main");
    this.git("add", ".");
    this.git("commit", "--quiet", "--message", "All");
  }

  has(file: string): boolean {
    return existsSync(join(this.#folder, file));
  }

  text(file: string): string {
    return readFileSync(join(this.#folder, file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), text);
  }

  publishesFrom(repository: string): void {
    const manifest = JSON.parse(this.text("package.json")) as object;
    const url = `git+https://github.com/${repository}.git`;
    this.write("package.json", JSON.stringify({ ...manifest, repository: { type: "git", url } }));
  }

  git(...args: string[]): void {
    const who = ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"];
    execFileSync("git", [...who, ...args], { cwd: this.#folder });
  }

  run(script: string): { status: number | null; stdout: string; output: string } {
    this.write("output", "");
    const { status, stdout } = spawnSync(
      join(root, "node_modules/.bin/tsx"),
      [join(root, "scripts", script)],
      {
        cwd: this.#folder,
        env: {
          ...process.env,
          GITHUB_OUTPUT: join(this.#folder, "output"),
          GITHUB_REPOSITORY: REPOSITORY,
        },
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    return { status, stdout, output: this.text("output") };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

let repository: Repository;
afterEach(() => repository.remove());

describe("a push to main", () => {
  const planned = (changesets: boolean, publish: boolean) =>
    `changesets=${changesets}\npublish=${publish}\nversion=${version}\n`;

  it("publishes a version that the changelog tells of, and not before", () => {
    repository = new Repository("[Unreleased]");
    expect(repository.run("release-plan.ts").output).toBe(planned(false, false));
    repository.write("CHANGELOG.md", `# Changelog\n\n## ${version}\n\n- What there is.\n`);
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
    repository.publishesFrom("another/place");
    const elsewhere = repository.run("release-plan.ts");
    expect(elsewhere).toMatchObject({ status: 1, output: "" });
    expect(elsewhere.stdout).toContain(`another/place.git, and this runs in ${REPOSITORY}.`);
  });

  it("publishes no version twice", () => {
    repository = new Repository(version);
    repository.git("tag", `v${version}`);
    expect(repository.run("release-plan.ts").output).toBe(planned(false, false));
  });

  it("asks for a version pull request while there are changesets", () => {
    repository = new Repository(version);
    repository.write(".changeset/one.md", changeset);
    expect(repository.run("release-plan.ts").output).toBe(planned(true, false));
  });
});

describe("a version pull request", () => {
  it("takes the changesets into the changelog, and the version to each file that names it", () => {
    repository = new Repository(version);
    repository.write(".changeset/one.md", changeset);
    expect(repository.run("version.ts").status).toBe(0);

    const [major, minor] = version.split(".").map(Number);
    const next = `${major}.${(minor ?? 0) + 1}.0`;
    expect(repository.has(".changeset/one.md")).toBe(false);
    expect(repository.text("CHANGELOG.md")).toMatch(
      new RegExp(
        `^# Changelog\n\n## ${next}\n\n### Minor Changes\n\n- .*Know one more errcode\\.\n`,
      ),
    );
    const names = ["package.json", "package-lock.json", "provider/plugin/schema.json"];
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
});
