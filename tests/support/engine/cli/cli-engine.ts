import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parseDeployment } from "../deployment";
import { Stack, type Engine, type ExportedState, type Killable } from "../engine";
import type { StackOptions, StepOptions, StepResult, Verb } from "../engine";
import { killable } from "../killable";
import { environment, readProject } from "../project";
import { report, type StepEvent } from "../report";

/** The real Pulumi, run as a child process on a backend in a temporary folder. */
export class CliEngine implements Engine {
  readonly kind = "cli";
  readonly description: string;

  constructor(
    version: string,
    /** Of the `pulumi` program; its plugins lie beside it. */
    private readonly binDir: string,
  ) {
    this.description = `the Pulumi CLI ${version}`;
  }

  async newStack(options: StackOptions): Promise<Stack> {
    const stack = new CliStack(this.binDir, options);
    await stack.init();
    return stack;
  }
}

export class CliStack extends Stack {
  readonly #folder = mkdtempSync(join(tmpdir(), "engine-cli-"));
  readonly #config = join(this.#folder, "config.yaml");
  readonly #name: string;
  #steps = 0;

  constructor(
    private readonly binDir: string,
    options: StackOptions,
  ) {
    super(options);
    this.#name = options.stackName ?? "dev";
    mkdirSync(join(this.#folder, "state"));
    writeFileSync(this.#config, "");
  }

  async init(): Promise<void> {
    await this.#mustRun(["stack", "init", this.#name, "--no-select"]);
    // The one command without --config-file: it writes beside the project, where nothing may be left.
    const written = join(this.options.projectDir, `Pulumi.${this.#name}.yaml`);
    if (existsSync(written)) renameSync(written, this.#config);
  }

  async setConfig(key: string, value: string, options: { secret?: boolean } = {}): Promise<void> {
    const kind = options.secret ? "--secret" : "--plaintext";
    await this.#mustRun(["config", "set", key, value, kind, ...this.#onStack]);
  }

  spawn(verb: Verb, options: StepOptions = {}): Killable {
    const log = join(this.#folder, `events-${++this.#steps}.json`);
    writeFileSync(log, "");
    const args = [verb, ...flags(verb, options), "--event-log", log, ...this.#onStack];
    return this.#start(args, (code, stdout, stderr) => {
      const events = readEvents(log);
      // The CLI logs its debug messages there too, with secrets in clear text.
      rmSync(log);
      const exitCode = exitCodeOf(code);
      return { ...report(verb, events, exitCode !== 1), exitCode, stdout, stderr };
    });
  }

  protected step(verb: Verb, options?: StepOptions): Promise<StepResult> {
    return this.spawn(verb, options).result;
  }

  /** Any other command on this stack, e.g. `import`. */
  command(args: string[]): Promise<StepResult> {
    return this.#run([...args, ...this.#onStack]);
  }

  cancel(): Promise<StepResult> {
    return this.#run(["cancel", "--yes", this.#name]);
  }

  async exportState(): Promise<ExportedState> {
    // What `pulumi stack export` prints; that would take a process each time.
    const { name } = readProject(this.options.projectDir);
    const file = join(this.#folder, "state/.pulumi/stacks", name, `${this.#name}.json`);
    const { checkpoint } = JSON.parse(await readFile(file, "utf8")) as {
      checkpoint: { latest?: object };
    };
    const exported = { version: 3, deployment: checkpoint.latest ?? {} };
    return parseDeployment(`${JSON.stringify(exported, undefined, 4)}\n`);
  }

  async importState(text: string): Promise<void> {
    const file = join(this.#folder, "import.json");
    writeFileSync(file, text);
    await this.#mustRun(["stack", "import", "--file", file, "--stack", this.#name]);
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #run(args: string[]): Promise<StepResult> {
    return this.#start(args, (code, stdout, stderr) => ({
      ...report("preview", [], true),
      ...{ exitCode: exitCodeOf(code), stdout, stderr },
    })).result;
  }

  async #mustRun(args: string[]): Promise<StepResult> {
    const result = await this.#run(args);
    if (result.exitCode === 0) return result;
    throw new Error(`pulumi ${args.slice(0, 2).join(" ")}: ${result.stderr || result.stdout}`);
  }

  #start(args: string[], conclude: Parameters<typeof killable>[1]): Killable {
    const child = spawn(
      join(this.binDir, "pulumi"),
      [...args, "--non-interactive", "--color", "never"],
      {
        cwd: this.options.projectDir,
        env: environment(this.env, {
          PATH: [this.binDir, this.env["PATH"] ?? process.env["PATH"]].join(delimiter),
          PULUMI_HOME: join(this.#folder, "home"),
          PULUMI_BACKEND_URL: `file://${join(this.#folder, "state")}`,
          PULUMI_CONFIG_PASSPHRASE: "engine",
          PULUMI_SKIP_UPDATE_CHECK: "true",
          // What the Automation API sets, too: it makes --event-log known.
          PULUMI_DEBUG_COMMANDS: "true",
        }),
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      },
    );
    return killable(child, conclude);
  }

  get #onStack(): string[] {
    return ["--stack", this.#name, "--config-file", this.#config];
  }
}

/** The finished operations of one step; the log of a killed CLI may end in the middle of a line. */
function readEvents(file: string): StepEvent[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.includes('"resOutputsEvent"') && line.endsWith("}"))
    .map((line) => JSON.parse(line) as { resOutputsEvent: { metadata: StepEvent } })
    .map(({ resOutputsEvent: { metadata } }) => metadata);
}

function flags(verb: Verb, options: StepOptions): string[] {
  return [
    ...(verb === "preview" ? ["--diff"] : ["--yes", "--skip-preview"]),
    ...(options.refresh ? ["--refresh"] : []),
    ...(options.expectNoChanges ? ["--expect-no-changes"] : []),
    ...(options.clearPendingCreates ? ["--clear-pending-creates"] : []),
    ...(options.isVerbose ? ["--logtostderr", "--logflow", "-v=11"] : []),
    ...(options.parallel ? ["--parallel", String(options.parallel)] : []),
    ...each("--replace", options.replace),
    ...each("--target", options.target),
    ...each("--target-replace", options.targetReplace),
  ];
}

const each = (flag: string, urns: string[] = []) => urns.flatMap((urn) => [flag, urn]);
const exitCodeOf = (code: number) => (code === 0 || code === 7 ? code : 1);
