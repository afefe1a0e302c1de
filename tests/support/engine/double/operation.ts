import type { Environment, StepOptions, StepResult, Verb } from "../engine";
import { readProject } from "../project";
import { hasChanges, nameOf, report, type StepEvent } from "../report";
import { Stopping } from "./engine-service";
import { Journal } from "./journal";
import { Providers } from "./providers";
import type { ResourceState } from "./resource-state";
import type { StackFiles } from "./stack-files";

/** One step of a stack as plain data, so that another process can run it. */
export interface Job extends StepOptions {
  verb: Verb;
  stack: string;
  projectDir: string;
  /** The folder of `StackFiles`. */
  folder: string;
  env: Environment;
}

/** What all parts of a running step share. */
export class Operation {
  readonly isPreview: boolean;
  readonly project;
  readonly names;
  readonly config;
  readonly journal: Journal;
  /** The URNs that the step is limited to; empty: it has no limit. */
  readonly targets: string[];
  /** The URNs that the user asks to replace. */
  readonly replaced: string[];
  readonly providers = new Providers(this);
  readonly failure = new AbortController();
  readonly #events: StepEvent[] = [];
  #stdout: string;

  constructor(
    readonly job: Job,
    files: StackFiles,
  ) {
    const { verb, stack, target = [], replace = [], targetReplace = [] } = job;
    this.isPreview = verb === "preview";
    this.project = readProject(job.projectDir);
    this.names = { stack, project: this.project.name };
    this.config = files.config;
    this.journal = new Journal(files, this.isPreview, job.clearPendingCreates ?? false);
    this.targets = [...target, ...targetReplace];
    this.replaced = [...replace, ...targetReplace];
    this.#stdout = `This is an engine double, not the Pulumi engine: ${verb} of ${stack}\n`;
  }

  get hasFailed(): boolean {
    return this.failure.signal.aborted;
  }

  /** Prints a message about a resource, or about the whole stack. */
  print(severity: string, text: string, urn = ""): void {
    const about = urn && `${nameOf(urn)}: `;
    const prefix = severity === "info" ? "" : `${severity}: `;
    this.#stdout += `    ${about}${prefix}${text.trimEnd()}`.replaceAll("\n", "\n    ") + "\n";
  }

  /** Records a finished operation, with a copy of the states at this moment. */
  done(op: string, logical: boolean, old?: ResourceState, next?: ResourceState): void {
    const { urn = "", type = "" } = next ?? old ?? {};
    const copy = (state?: ResourceState) => state && { ...state };
    this.#events.push({ op, urn, type, logical, old: copy(old), new: copy(next) });
  }

  /** Records a failure: nothing new begins after it, what has begun ends. */
  fail(error: unknown, urn?: string): void {
    if (error instanceof Stopping) return;
    this.failure.abort();
    this.print("error", error instanceof Error ? error.message : String(error), urn);
  }

  /** Is called before anything new begins. */
  refuseAfterFailure(): void {
    if (this.hasFailed) throw new Stopping("The step has failed");
  }

  /** What the step did and said. */
  conclude(): StepResult {
    const { job, hasFailed } = this;
    const result = report(job.verb, this.#events, !hasFailed);
    const isSurprised = !hasFailed && job.expectNoChanges === true && hasChanges(result.changes);
    const json = (value: unknown) => (value === undefined ? "-" : JSON.stringify(value));
    const lines = [
      ...result.diffs.flatMap(({ op, name, properties }) => [
        `  ${op} ${name}`,
        ...properties.map(({ path, from, to }) => `    ${path}: ${json(from)} => ${json(to)}`),
      ]),
      ...Object.entries(result.outputs).map(([name, value]) => `Output ${name}: ${json(value)}`),
      ...Object.entries(result.changes).map(([op, count]) => `Resources: ${count} ${op}`),
    ];
    return {
      ...result,
      exitCode: hasFailed ? 1 : isSurprised ? 7 : 0,
      stdout: `${this.#stdout}${lines.join("\n")}\n`,
      stderr: isSurprised ? "error: no changes were expected but there are some\n" : "",
    };
  }
}
