import {
  githubFiles,
  gitlabJobs,
  pipelines,
  type GithubFile,
  type GithubJob,
  type Step,
  workflow,
} from "./workflows";

const SAME = "github.event.pull_request.head.repo.full_name == github.repository";
const BOT = "github.event.pull_request.user.login == 'dependabot[bot]'";
const PULUMI = ["PULUMI_ACCESS_TOKEN", "TOKEN_SERVER_KEY"];
const token = { "Try the token command": ["TOKEN_SERVER_KEY"] };

/** When each workflow runs, where, who must agree, which steps are given secrets, and what Pulumi is asked to do. */
const github: Record<GithubFile, object> = {
  "preview.yml": {
    on: "pull_request",
    preview: {
      "runs-on": "self-hosted",
      if: `${SAME} && ${BOT.replace("==", "!=")}`,
      secrets: { ...token, "pulumi/actions": PULUMI },
      pulumi: {
        command: "preview",
        "stack-name": "production",
        refresh: true,
        diff: true,
        "comment-on-pr": true,
        "comment-on-summary": true,
      },
    },
  },
  "preview-fork.yml": {
    on: "pull_request",
    preview: {
      "runs-on": "ubuntu-latest",
      if: `${SAME.replace("==", "!=")} || ${BOT}`,
      secrets: {},
      pulumi: {
        command: "preview",
        "stack-name": "fork",
        upsert: true,
        "cloud-url": "file://.",
        diff: true,
        "comment-on-summary": true,
      },
    },
  },
  "up.yml": {
    on: {
      push: { branches: ["main"] },
      workflow_dispatch: {
        inputs: {
          refresh: { description: expect.any(String) as string, type: "boolean", default: false },
        },
      },
    },
    up: {
      "runs-on": "self-hosted",
      if: "github.ref == 'refs/heads/main'",
      environment: "production",
      secrets: { ...token, "pulumi/actions": PULUMI },
      pulumi: {
        command: "up",
        "stack-name": "production",
        refresh: "${{ inputs.refresh || false }}",
        "comment-on-summary": true,
      },
    },
  },
  "drift.yml": {
    on: {
      schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \*$/) as string }],
      workflow_dispatch: null,
    },
    look: {
      "runs-on": "self-hosted",
      if: "github.ref == 'refs/heads/main'",
      secrets: { ...token, Look: PULUMI },
      pulumi: {},
    },
    issue: {
      "runs-on": "ubuntu-latest",
      if: "${{ !cancelled() && (needs.look.outputs.code == '0' || needs.look.outputs.code == '7') }}",
      secrets: {},
    },
  },
};

/** The secrets that a text names, each once. */
const secretsIn = (value: unknown) => [
  ...new Set(JSON.stringify(value).match(/(?<=secrets\.)\w+|secrets(?!\.)/g) ?? []),
];
const named = ({ name, run, uses = "" }: Step) => name ?? run ?? uses.split("@")[0] ?? "";
const isPulumi = ({ uses }: Step) => uses?.startsWith("pulumi/actions@") === true;

function shape({ steps, ...job }: GithubJob) {
  const { if: condition, environment, "runs-on": runsOn } = job;
  const given = steps.map((step) => [named(step), secretsIn(step)] as const);
  const action = steps.find(isPulumi);
  const { "pulumi-version": _, ...pulumi } = action?.with ?? {};
  return {
    "runs-on": runsOn,
    ...(condition !== undefined && { if: condition }),
    ...(environment !== undefined && { environment }),
    secrets: Object.fromEntries(given.filter(([, secrets]) => secrets.length > 0)),
    ...(action && { pulumi }),
  };
}

/** Exit code 7 for drift came with it. */
const isNewEnough = (cli: string) => "3.227.0".localeCompare(cli, "en", { numeric: true }) <= 0;

describe.each(githubFiles)("examples/github-actions/%s", (file) => {
  const { on, jobs, ...rest } = workflow(file);

  it("runs when, where and with what the table says", () => {
    const shapes = Object.entries(jobs).map(([name, job]) => [name, shape(job)] as const);
    expect({ on, ...Object.fromEntries(shapes) }).toEqual(github[file]);
  });

  it("hands secrets to single steps, and to none of them more than it needs", () => {
    const shared = Object.values(jobs).map(({ steps: _, ...job }) => job);
    expect(secretsIn([rest, shared])).toEqual([]);
  });

  it("takes a CLI that tells drift from errors", () => {
    const actions = Object.values(jobs).flatMap(({ steps }) => steps.filter(isPulumi));
    const versions = actions.map((step) => String(step.with?.["pulumi-version"]));
    expect(versions).toHaveLength(1);
    expect(versions.filter((version) => !isNewEnough(version))).toEqual([]);
  });
});

describe("examples/gitlab-ci/.gitlab-ci.yml", () => {
  const request = '$CI_PIPELINE_SOURCE == "merge_request_event"';
  const night = '$CI_PIPELINE_SOURCE == "schedule"';
  const main = "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH";
  const source = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID";
  const own = { name: "production", action: "access" };

  it("runs when, where and for which environment the table says", () => {
    expect(pipelines.rules).toEqual([{ if: request }, { if: main }]);
    const shapes = Object.entries(gitlabJobs).map(([name, { rules, tags, environment }]) => [
      name,
      { rules, tags, environment },
    ]);
    const project = "$CI_MERGE_REQUEST_PROJECT_ID";
    const tags = ["wechat"];
    expect(Object.fromEntries(shapes)).toEqual({
      preview: {
        rules: [{ if: `${request} && ${source} == ${project}` }],
        tags,
        environment: own,
      },
      "preview-fork": { rules: [{ if: `${request} && ${source} != ${project}` }] },
      up: {
        rules: [{ if: `${night.replace("==", "!=")} && ${main}` }],
        tags,
        environment: { name: "production", action: "start" },
      },
      drift: { rules: [{ if: `${night} && ${main}` }], tags, environment: own },
      heal: {
        rules: [{ if: `${night} && ${main}`, when: "manual", allow_failure: true }],
        tags,
        environment: own,
      },
    });
  });

  it("takes a CLI that tells drift from errors", () => {
    const images = Object.values(gitlabJobs).map(({ image = "" }) => image);
    for (const image of images) expect(image).toMatch(/^pulumi\/pulumi-nodejs-\d+:[\d.]+$/);
    expect(images.filter((image) => !isNewEnough(image.split(":")[1] ?? ""))).toEqual([]);
  });
});
