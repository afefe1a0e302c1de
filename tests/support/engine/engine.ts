import type { ChildProcess } from "node:child_process";
import type { Props, Value } from "./value";

/** What runs Pulumi programs: the real CLI or the double. */
export interface Engine {
  readonly kind: "double" | "cli";
  /** One line for reports. */
  readonly description: string;
  newStack(options: StackOptions): Promise<Stack>;
}

export interface StackOptions {
  /** The folder with Pulumi.yaml; nothing is left behind in it. */
  projectDir: string;
  /** Default `dev`. */
  stackName?: string;
  /** Changes of this process' environment, for program and providers; `undefined` removes a variable. */
  env?: Environment;
}

export type Environment = Record<string, string | undefined>;

/** The steps of Pulumi that change or show a stack. */
export type Verb = "preview" | "up" | "refresh" | "destroy";

/** The CLI's flags; each verb takes those of the command of its name. */
export interface StepOptions {
  /** Read everything first. */
  refresh?: boolean;
  /** Exit code 7 if anything changes. */
  expectNoChanges?: boolean;
  /** How many resources at once. */
  parallel?: number;
  /** URNs to replace. */
  replace?: string[];
  /** Nothing but these URNs is touched. */
  target?: string[];
  /** Both of the two above. */
  targetReplace?: string[];
  /** refresh: forget interrupted creates. */
  clearPendingCreates?: boolean;
  /** The CLI writes its own log at level 11, the highest, to stderr. */
  isVerbose?: boolean;
}

/** One stack with its own state, config and secrets. */
export abstract class Stack {
  /** May be changed between steps, for example for a fresh token. */
  readonly env: Environment;

  constructor(protected readonly options: StackOptions) {
    this.env = { ...options.env };
  }

  preview = (options?: StepOptions) => this.step("preview", options);
  up = (options?: StepOptions) => this.step("up", options);
  refresh = (options?: StepOptions) => this.step("refresh", options);
  destroy = (options?: StepOptions) => this.step("destroy", options);
  /** A key without a namespace belongs to the project. */
  abstract setConfig(key: string, value: string, options?: { secret?: boolean }): Promise<void>;
  /** Frees the lock that a killed engine left. */
  abstract cancel(): Promise<StepResult>;
  /** Starts a step in a process of its own, which a test can kill. */
  abstract spawn(verb: Verb, options?: StepOptions): Killable;
  abstract exportState(): Promise<ExportedState>;
  /** Replaces the state by an exported one of the same project and stack name. */
  abstract importState(text: string): Promise<void>;
  /** Deletes the stack with its state and config, whatever is in it. */
  abstract remove(): Promise<void>;
  protected abstract step(verb: Verb, options?: StepOptions): Promise<StepResult>;
}

/** A running step that a test may kill. */
export interface Killable {
  process: ChildProcess;
  /** SIGKILL for the engine, its program and its providers; resolves when the engine is gone. */
  kill(): Promise<void>;
  result: Promise<StepResult>;
}

/** Resources by what happened to them, without the stack itself and the providers. */
export type Changes = Partial<Record<"create" | "update" | "delete" | "replace" | "same", number>>;

/** What a step did and said. */
export interface StepResult {
  /** 0 ok, 7 changes where none were expected, 1 any other failure. */
  exitCode: number;
  /** As the CLI's summary counts, so for `refresh` what the provider's diff says. */
  changes: Changes;
  /** What reading found, by content: `update` means that outputs differ from state. */
  refreshed: Pick<Changes, "same" | "update" | "delete">;
  /** One entry a resource and operation that changes something. */
  diffs: Diff[];
  /** With `stderr`: all that a user would see in a terminal. */
  stdout: string;
  stderr: string;
  /** The stack's outputs, none after a failure; secrets are "[secret]". */
  outputs: Props;
}

/** How one resource changes. `refresh` shows state => live, `gone` that reading found nothing. */
export interface Diff {
  urn: string;
  op: "create" | "update" | "replace" | "delete" | "refresh" | "gone";
  name: string;
  properties: PropertyChange[];
}

/** A leaf that differs; secrets are "[secret]", unknown values "[unknown]". */
export interface PropertyChange {
  path: string;
  from?: Value;
  to?: Value;
}

/** A stack's deployment as both engines write it. */
export interface ExportedState {
  /** The raw bytes, to search for what must not be there. */
  text: string;
  resources: StateResource[];
  pendingOperations: { type: string; urn: string }[];
}

/** A resource in state; values that were secret are "[secret]". */
export interface StateResource {
  urn: string;
  type: string;
  name: string;
  id?: string;
  inputs: Props;
  outputs: Props;
  parent?: string;
  dependencies: string[];
  initErrors: string[];
  delete: boolean;
}
