import { execFileSync } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import parseChangeset from "@changesets/parse";

/**
 * Says what a push to main releases, for `.github/workflows/release.yml`, of the repository where it is
 * called: `changesets`, whether there are any; `publish`, whether package.json's version is to be published
 * now; and that `version`. Refuses, with every reason, if it is and something is missing.
 *
 * Changesets do not hold a version back: one that comes to main while a version is merged or checked would
 * otherwise be the end of it, as the next plan knows the next version only. But what they describe is on
 * main already and is published as well, so none may ask for a larger step than the version is; unless npm
 * has the version, of an earlier commit: then the run that publishes only ends what that one left.
 */
const NPM = "11.5.1";
const read = (file: string) => readFileSync(file, "utf8");
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { encoding: "utf8" }).trim();

interface Manifest {
  name: string;
  version: string;
  repository?: { url?: string };
}
const { name, version, repository }: Manifest = JSON.parse(read("package.json")) as Manifest;

function missing(): string[] {
  const url = repository?.url;
  const here = process.env["GITHUB_REPOSITORY"] ?? "";
  const npm = run("npm", "--version");
  const problems: string[] = [];
  if (url === undefined) {
    problems.push(
      "package.json has no repository.url: npm's provenance says from where a package is, and this one does not. " +
        "docs/releasing.md says what to fill in before the first release.",
    );
  } else if (!url.endsWith(`github.com/${here}.git`)) {
    problems.push(`package.json's repository.url is ${url}, and this runs in ${here || "none"}.`);
  }
  if (npm.localeCompare(NPM, "en", { numeric: true }) < 0)
    problems.push(`npm ${npm} does not publish by OIDC: ${NPM} or newer does.`);
  return problems;
}

const STEPS = ["patch", "minor", "major"] as const;

/** The largest step that a changeset asks for, as a place in STEPS; -1 for none. */
function stepOf(changeset: string): number {
  const { releases } = parseChangeset(read(changeset));
  return Math.max(-1, ...releases.map(({ type }) => STEPS.findIndex((step) => step === type)));
}

/** The step from the version before to this one, as a place in STEPS. */
function stepTo(its: string): number {
  if (its.endsWith(".0.0")) return STEPS.indexOf("major");
  return STEPS.indexOf(its.endsWith(".0") ? "minor" : "patch");
}

const changesets = readdirSync(".changeset")
  .filter((file) => file.endsWith(".md") && !/^(\.|README\.md$)/i.test(file))
  .map((file) => `.changeset/${file}`);
const isDescribed = read("CHANGELOG.md").includes(`\n## ${version}\n`);
const isTagged = run("git", "tag", "--list", `v${version}`) !== "";
const isOpen = isDescribed && !isTagged;
const late = isOpen ? changesets.filter((file) => stepOf(file) > stepTo(version)) : [];
const isOnNpm = () => run("npm", "view", `${name}@${version}`, "version") === version;
const larger = late.length === 0 || isOnNpm() ? [] : late;
const isDue = isOpen && larger.length === 0;

for (const file of larger)
  process.stdout.write(
    `::warning::${version} is not published: ${file}, merged meanwhile, asks for a ${STEPS[stepOf(file)]} version. ` +
      "Merge the next version pull request: its version holds both.\n",
  );
const plan = `changesets=${changesets.length > 0}\npublish=${isDue}\nversion=${version}\n`;
process.stdout.write(plan);
const problems = isDue ? missing() : [];
for (const problem of problems) process.stdout.write(`::error::${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
else if (process.env["GITHUB_OUTPUT"] !== undefined)
  appendFileSync(process.env["GITHUB_OUTPUT"], plan);
