import { spawn } from "node:child_process";
import { join } from "node:path";
import { environment, readProject } from "../project";
import type {
  Engine,
  Environment,
  ExportedState,
  Killable,
  Stack,
  StackOptions,
  StepOptions,
  StepResult,
  Verb,
} from "../engine";
import { parseDeployment } from "../deployment";
import { killable } from "../killable";
import { secret } from "../value";
import type { Job } from "./operation";
import { runJob } from "./run-job";
import { StackFiles } from "./stack-files";

/** Plays the engine's side of Pulumi's protocol around the official program runner and dynamic provider host. */
export class EngineDouble implements Engine {
  readonly kind = "double";
  readonly description: string;

  /** `reason`: why it and not the CLI. */
  constructor(reason = "") {
    this.description = `an engine double, not the Pulumi engine${reason && ` (${reason})`}`;
  }

  newStack(options: StackOptions): Promise<Stack> {
    return Promise.resolve(new DoubleStack(options));
  }
}

class DoubleStack implements Stack {
  env: Environment;
  readonly #files = StackFiles.create();
  readonly #project;
  readonly #name: string;

  constructor(options: StackOptions) {
    this.#project = readProject(options.projectDir);
    this.#name = options.stackName ?? "dev";
    this.env = { ...options.env };
  }

  setConfig(key: string, value: string, options: { secret?: boolean } = {}): Promise<void> {
    const fullKey = key.includes(":") ? key : `${this.#project.name}:${key}`;
    this.#files.config = {
      ...this.#files.config,
      [fullKey]: options.secret ? secret(value) : value,
    };
    return Promise.resolve();
  }

  preview(options: StepOptions = {}): Promise<StepResult> {
    return runJob(this.#job("preview", options));
  }

  up(options: StepOptions = {}): Promise<StepResult> {
    return runJob(this.#job("up", options));
  }

  refresh(options: StepOptions = {}): Promise<StepResult> {
    return runJob(this.#job("refresh", options));
  }

  destroy(): Promise<StepResult> {
    return runJob(this.#job("destroy", {}));
  }

  spawn(verb: Verb, options: StepOptions = {}): Killable {
    const main = join(__dirname, "main.ts");
    const args = ["--import", "tsx", main, JSON.stringify(this.#job(verb, options))];
    const child = spawn(process.execPath, args, {
      cwd: join(__dirname, "../../../.."),
      env: environment(),
      stdio: ["ignore", "pipe", "inherit"],
      detached: true,
    });
    return killable(child, (_code, stdout) => JSON.parse(stdout) as StepResult);
  }

  cancel(): Promise<StepResult> {
    this.#files.unlock();
    const nothing = { changes: {}, refreshed: {}, diffs: [], outputs: {} };
    return Promise.resolve({ exitCode: 0, ...nothing, stdout: "The lock is free.\n", stderr: "" });
  }

  exportState(): Promise<ExportedState> {
    return Promise.resolve(parseDeployment(this.#files.stateText));
  }

  importState(text: string): Promise<void> {
    this.#files.stateText = text;
    return Promise.resolve();
  }

  remove(): Promise<void> {
    this.#files.remove();
    return Promise.resolve();
  }

  #job(verb: Verb, options: StepOptions): Job {
    return {
      ...options,
      verb,
      stack: this.#name,
      projectDir: this.#project.root,
      folder: this.#files.folder,
      env: this.env,
    };
  }
}
