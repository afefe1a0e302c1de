import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

export interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

export interface Job {
  uses?: string;
  strategy?: { matrix: object };
  steps?: Step[];
  outputs?: Record<string, string>;
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
}

export interface Workflow {
  on: unknown;
  concurrency: unknown;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

/** Where GitHub looks for them. */
export const folder = join(__dirname, "../../.github/workflows");

/** One of the project's workflows, by the name of its file. */
export const workflow = (name: string) =>
  parse(readFileSync(join(folder, name), "utf8")) as Workflow;

/** All of them, as they are written and as they are read. */
export const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), "utf8"),
  ...workflow(name),
}));

/** Every job of every workflow, with its name. */
export const jobs = workflows.flatMap((each) => Object.entries(each.jobs));

/** Every step of every job, with the place where it is. */
export const steps = workflows.flatMap(({ name, jobs }) =>
  Object.entries(jobs).flatMap(([job, { steps = [] }]) =>
    steps.map((step) => ({ at: `${name}: ${job}`, step })),
  ),
);
