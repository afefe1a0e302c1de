import { spawn } from "node:child_process";
import { join } from "node:path";
import { environment, readProject } from "../project";
import { Verbs, type Engine, type ExportedState, type Killable, type Stack } from "../engine";
import type { StackOptions, StepOptions, StepResult, Verb } from "../engine";
import { parseDeployment } from "../deployment";
import { killable } from "../killable";
import { secret } from "../value";
import type { Job } from "./operation";
import { runJob } from "./run-job";
import { StackFiles } from "./stack-files";

/** Stands in for the engine around the SDK's own program runner and dynamic provider host. */
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

class DoubleStack extends Verbs implements Stack {
  env;
  readonly #files = StackFiles.create();

  constructor(private readonly options: StackOptions) {
    super();
    this.env = { ...options.env };
  }

  setConfig(key: string, value: string, options: { secret?: boolean } = {}): Promise<void> {
    const { name } = readProject(this.options.projectDir);
    const entry = {
      [key.includes(":") ? key : `${name}:${key}`]: options.secret ? secret(value) : value,
    };
    this.#files.config = { ...this.#files.config, ...entry };
    return Promise.resolve();
  }

  protected step(verb: Verb, options?: StepOptions): Promise<StepResult> {
    return runJob(this.#job(verb, options));
  }

  spawn(verb: Verb, options?: StepOptions): Killable {
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

  #job(verb: Verb, options?: StepOptions): Job {
    const { projectDir, stackName = "dev" } = this.options;
    const { folder } = this.#files;
    return { ...options, verb, stack: stackName, projectDir, folder, env: this.env };
  }
}
