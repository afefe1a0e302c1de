import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pages } from "../docs/page";
import { version } from "../../package.json";

const root = join(__dirname, "../..");

/** The pages that print this package's version; those of the benchmarks say what was measured. */
export const pagesWithVersion = pages
  .filter(({ text }) => text.includes(`wechat-cloudbase ${version}`))
  .map(({ file }) => file)
  .filter((file) => file !== "docs/benchmarks.md");

const touched = [
  "package.json",
  "package-lock.json",
  "provider/host/plugin/schema.json",
  ".changeset/config.json",
  ...pagesWithVersion,
];

/** Where the workflow of the tests runs, as GitHub names it. */
export const REPOSITORY = "somebody/pulumi-wechat-cloudbase";

/** A changeset for a step of that size, as YAML; its text names another. */
export const changesetOf = (step: string) =>
  `---\n"pulumi-wechat-cloudbase": ${step}\n---\n\nKnow one more errcode.\n\nNot: major\n`;

/** A repository with the files of this one that a release touches. */
export class Repository {
  readonly #folder = mkdtempSync(join(tmpdir(), "release-"));

  constructor(released: string) {
    for (const file of touched) cpSync(join(root, file), this.#at(file));
    this.describe(released);
    this.npmIs("11.5.1");
    this.git("init", "--quiet", "--initial-branch", "main");
    this.git("add", ".");
    this.git("commit", "--quiet", "--message", "All");
  }

  #at(file: string): string {
    return join(this.#folder, file);
  }

  text(file: string): string {
    return readFileSync(this.#at(file), "utf8");
  }

  write(file: string, text: string): void {
    writeFileSync(this.#at(file), text);
  }

  delete(file: string): void {
    rmSync(this.#at(file));
  }

  describe(released: string): void {
    this.write("CHANGELOG.md", `# Changelog\n\n## ${released}\n\n- What there is.\n`);
  }

  /** Puts an npm on PATH that says no more than its version, and which of ours its registry has. */
  npmIs(its: string, registry?: { has: string }): void {
    mkdirSync(this.#at("bin"), { recursive: true });
    const view =
      registry && `"view pulumi-wechat-cloudbase@"*" version") echo "${registry.has}" ;;`;
    const script = `#!/bin/sh\ncase "$*" in --version) echo ${its} ;; ${view ?? ""} *) exit 64 ;; esac\n`;
    writeFileSync(this.#at("bin/npm"), script, { mode: 0o755 });
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
    const env = {
      ...process.env,
      PATH: `${this.#at("bin")}${delimiter}${process.env["PATH"] ?? ""}`,
      GITHUB_OUTPUT: this.#at("output"),
      GITHUB_REPOSITORY: REPOSITORY,
    };
    const { status, stdout } = spawnSync(
      join(root, "node_modules/.bin/tsx"),
      [join(root, "scripts", script)],
      { cwd: this.#folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
    );
    return { status, stdout, output: this.text("output") };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
