import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { version } from "../../package.json";

const root = join(__dirname, "../..");
const touched = [
  "package.json",
  "package-lock.json",
  "provider/plugin/schema.json",
  ".changeset/config.json",
];
const REPOSITORY = "somebody/pulumi-wechat-cloudbase";
const changesetOf = (step: string) =>
  `---\n"pulumi-wechat-cloudbase": ${step}\n---\n\nKnow one more errcode.\n\nNot: major\n`;

/** A repository with the files of this one that a release touches. */
class Repository {
  readonly #folder = mkdtempSync(join(tmpdir(), "release-"));

  constructor(released: string) {
    for (const file of touched) cpSync(join(root, file), join(this.#folder, file));
    this.describe(released);
    this.npmIs("11.5.1");
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

  describe(released: string): void {
    this.write("CHANGELOG.md", `# Changelog\n\n## ${released}\n\n- What there is.\n`);
  }

  /** Puts an npm on PATH that says no more than its version. */
  npmIs(its: string): void {
    mkdirSync(join(this.#folder, "bin"), { recursive: true });
    const script = `#!/bin/sh\n[ "$*" = --version ] && echo ${its}\n`;
    writeFileSync(join(this.#folder, "bin/npm"), script, { mode: 0o755 });
  }

  hasVersion(its: string): void {
    this.#change({ version: its });
    this.describe(its);
  }

  publishesFrom(repository: string): void {
    const url = `git+https://github.com/${repository}.git`;
    this.#change({ repository: { type: "git", url } });
  }

  #change(more: object): void {
    const manifest = JSON.parse(this.text("package.json")) as object;
    this.write("package.json", JSON.stringify({ ...manifest, ...more }));
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
          PATH: `${join(this.#folder, "bin")}${delimiter}${process.env["PATH"] ?? ""}`,
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
    repository.publishesFrom("another/place");
    const elsewhere = repository.run("release-plan.ts");
    expect(elsewhere).toMatchObject({ status: 1, output: "" });
    expect(elsewhere.stdout).toContain(`another/place.git, and this runs in ${REPOSITORY}.`);
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
  ])(
    "does not publish as %s what holds a %s change: the next version tells of both",
    (its, step) => {
      repository = merged(its);
      repository.write(".changeset/early.md", changesetOf("patch"));
      repository.write(".changeset/late.md", changesetOf(step));
      const { status, output, stdout } = repository.run("release-plan.ts");
      expect({ status, output }).toEqual({ status: 0, output: planned(true, false, its) });
      expect(stdout.match(/::warning::.*/g)).toEqual([
        `::warning::${its} is not published: .changeset/late.md, merged meanwhile, asks for a ${step} version. ` +
          "Merge the next version pull request: its version holds both.",
      ]);
    },
  );
});

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
