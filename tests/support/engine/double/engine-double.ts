import { spawn } from "node:child_process";
import { join } from "node:path";
import { environment, readProject } from "../project";
import { Stack, type Engine, type ExportedState, type Killable } from "../engine";
import type { StackOptions, StepOptions, StepResult, Verb } from "../engine";
import { parseDeployment } from "../deployment";
import { killable } from "../killable";
import { secret } from "../value";
import type { Job } from "./operation";
import { nothingDone, runJob } from "./run-job";
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

class DoubleStack extends Stack {
  readonly #files = StackFiles.create();

  setConfig(key: string, value: string, options: { secret?: boolean } = {}): Promise<void> {
    const { name } = readProject(this.options.projectDir);
    const full = key.includes(":") ? key : `${name}:${key}`;
    const held = options.secret ? secret(value) : value;
    this.#files.config = { ...this.#files.config, [full]: held };
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
    return Promise.resolve({ ...nothingDone, exitCode: 0, stdout: "The lock is free.\n" });
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
