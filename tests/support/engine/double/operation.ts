import type { Environment, StepOptions, Verb } from "../engine";
import type { StepEvent } from "../report";
import type { Project } from "../project";
import type { Props } from "../value";
import { Stopping } from "./engine-service";
import type { Journal } from "./journal";
import { eventState, type ResourceState } from "./resource-state";
import type { Transcript } from "./transcript";

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
  readonly events: StepEvent[] = [];
  hasFailed = false;

  constructor(
    readonly job: Job,
    readonly project: Project,
    readonly config: Props,
    readonly journal: Journal,
    readonly transcript: Transcript,
  ) {}

  /** The URNs that the step is limited to; empty: it has no limit. */
  get targets(): string[] {
    return [...(this.job.target ?? []), ...(this.job.targetReplace ?? [])];
  }

  /** The URNs that the user asks to replace. */
  get replaced(): string[] {
    return [...(this.job.replace ?? []), ...(this.job.targetReplace ?? [])];
  }

  get isPreview(): boolean {
    return this.job.verb === "preview";
  }

  get names(): { stack: string; project: string } {
    return { stack: this.job.stack, project: this.project.name };
  }

  /** Records a finished operation, as the states are at this moment. */
  done(
    op: string,
    logical: boolean,
    old: ResourceState | undefined,
    next: ResourceState | undefined,
  ): void {
    const subject = next ?? old;
    if (!subject) return;
    const { urn, type } = subject;
    const event = { op, urn, type, logical, old: eventState(old), new: eventState(next) };
    this.events.push(event);
    this.transcript.event(event);
  }

  /** Records a failure: nothing new begins after it, what has begun ends. */
  fail(error: unknown, urn = ""): void {
    if (error instanceof Stopping) return;
    this.hasFailed = true;
    this.transcript.message("error", error instanceof Error ? error.message : String(error), urn);
  }

  /** To be called before anything new begins. */
  refuseAfterFailure(): void {
    if (this.hasFailed) throw new Stopping("The step has failed");
  }
}
