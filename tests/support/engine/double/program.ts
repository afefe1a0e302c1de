import { environment, type Project } from "../project";
import type { Environment } from "../engine";
import { secretParts, type Props } from "../value";
import { ended, start } from "./child";
import { nodeOf, sdkFile } from "./provider-host";

/** One run of the user's program. */
export interface ProgramRun {
  project: Project;
  stack: string;
  engineAddress: string;
  isPreview: boolean;
  parallel: number;
  config: Props;
  env: Environment;
  print: (line: string) => void;
}

/** Runs the program with the SDK's own runner; `kill` ends one that hangs after the engine has stopped listening. */
export function runProgram(run: ProgramRun): { exitCode: Promise<number>; kill: () => void } {
  const { project, config } = run;
  const child = start(
    {
      command: nodeOf(run.env),
      args: [
        sdkFile(project, run.env, "cmd/run"),
        ...["--monitor", run.engineAddress, "--engine", run.engineAddress],
        ...["--organization", "organization", "--project", project.name, "--stack", run.stack],
        ...["--root-directory", project.root, "--pwd", project.programDir],
        ...(run.isPreview ? ["--dry-run"] : []),
        ...["--parallel", String(run.parallel), project.program],
      ],
      cwd: project.programDir,
      env: environment(run.env, {
        PULUMI_CONFIG: JSON.stringify(plainConfig(config)),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(
          Object.keys(config).filter((key) => isSecret(config, key)),
        ),
        // Node 20.20 takes seconds and gigabytes to print an error whose stack ts-node has mapped.
        PULUMI_NODEJS_TYPESCRIPT: String(!project.program.endsWith(".js")),
      }),
    },
    run.print,
  );
  return { exitCode: ended(child), kill: () => child.kill("SIGKILL") };
}

const isSecret = (config: Props, key: string) => secretParts(config[key] ?? null) !== undefined;

function plainConfig(config: Props): Props {
  const plain = (key: string) => secretParts(config[key] ?? null)?.value ?? config[key] ?? "";
  return Object.fromEntries(Object.keys(config).map((key) => [key, plain(key)]));
}
