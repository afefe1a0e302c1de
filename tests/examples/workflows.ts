import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Script } from "../support/ci";

const folder = join(__dirname, "../../examples");

/** What the stories need of a GitHub workflow. */
export interface Workflow {
  on: unknown;
  env?: Record<string, string>;
  permissions: object;
  concurrency: { group: string; "cancel-in-progress": boolean };
  jobs: Record<string, GithubJob>;
}

export interface GithubJob {
  if?: string;
  needs?: string | string[];
  strategy?: object;
  "runs-on": string;
  environment?: string;
  "timeout-minutes": number;
  permissions: Record<string, string>;
  outputs?: Record<string, string>;
  steps: Step[];
}

export interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string | number | boolean>;
  env?: Record<string, string>;
}

export const githubFiles = [
  "preview.yml",
  "up.yml",
  "drift.yml",
  "preview-fork.yml",
  "shards.yml",
] as const;
export type GithubFile = (typeof githubFiles)[number];

export const sourceOf = (file: string) => readFileSync(join(folder, file), "utf8");
export const workflow = (file: GithubFile) => parse(sourceOf(`github-actions/${file}`)) as Workflow;

/** How GitHub starts bash for a step that names no shell. */
export const githubShell = ["-e"];

/**
 * The steps of a job as scripts, with what GitHub would put in for each expression; one that has no value here
 * is an error. What `pulumi/actions` does is told by the commands that it runs: see the action's source.
 */
export function githubScripts(job: GithubJob, values: Record<string, string>): Script[] {
  const expand = (text: string) =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_all, expression: string) => {
      const value = values[expression];
      if (value === undefined) throw new Error(`nothing is known of ${expression}`);
      return value;
    });
  return job.steps.flatMap(({ run, uses = "", with: inputs = {}, env = {} }) => {
    const given = (name: string) => expand(String(inputs[name] ?? ""));
    const script = run ?? (uses.startsWith("pulumi/actions@") ? pulumiActions(given) : "");
    const own = Object.entries(env).map(([name, value]) => [name, expand(value)]);
    return script === "" ? [] : [{ script, env: Object.fromEntries(own) as Script["env"] }];
  });
}

/** The commands of pulumi/actions v7: log in, select the stack or make it, and the command with its flags. */
function pulumiActions(given: (name: string) => string): string {
  const [command, stack] = [given("command"), given("stack-name")];
  if (command === "") return "";
  const flags = ["refresh", "diff", "expect-no-changes"]
    .filter((name) => given(name) === "true")
    .map((name) => `--${name}`);
  const make = given("upsert") === "true" ? ` || pulumi stack init ${stack}` : "";
  const yes = command === "up" ? ["--yes", "--skip-preview"] : [];
  return [
    `pulumi login ${given("cloud-url")}`,
    `pulumi stack select --stack ${stack}${make}`,
    ["pulumi", command, "--stack", stack, "--non-interactive", ...yes, ...flags].join(" "),
  ].join("\n");
}

/** What the stories need of a GitLab job. */
export interface GitlabJob {
  extends?: string;
  stage?: string;
  tags?: string[];
  image?: string;
  rules?: { if?: string; when?: string; allow_failure?: boolean }[];
  variables?: Record<string, string>;
  environment?: { name: string; action: string };
  resource_group?: string;
  interruptible?: boolean;
  allow_failure?: { exit_codes: number };
  before_script?: string[];
  script?: string[];
}

/** What a file of GitLab's has, its jobs with what they extend; GitLab merges maps key by key and replaces all else. */
function gitlabFile(file: string) {
  const {
    stages,
    workflow: pipelines,
    default: defaults,
    ...jobs
  } = parse(sourceOf(`gitlab-ci/${file}`)) as {
    stages: string[];
    workflow: { rules: { if: string }[] };
    default: GitlabJob;
  } & Record<string, GitlabJob>;
  const own = Object.entries(jobs).filter(([name]) => !name.startsWith("."));
  const whole = own.map(([name, job]) => {
    const base = jobs[job.extends ?? ""] ?? {};
    const variables = { ...base.variables, ...job.variables };
    return [name, { ...defaults, ...base, ...job, variables }] as [string, GitlabJob];
  });
  return { stages, pipelines, jobs: Object.fromEntries(whole) };
}

export const gitlab = gitlabFile(".gitlab-ci.yml");
export const gitlabShards = gitlabFile("shards.gitlab-ci.yml");

/** How GitLab's runner starts bash: all lines of a job are one script. */
export const gitlabShell = ["-eo", "pipefail"];

export function gitlabScripts({
  before_script = [],
  script = [],
  variables = {},
}: GitlabJob): Script[] {
  return [{ script: [...before_script, ...script].join("\n"), env: variables }];
}
