import type { StepResult } from "../engine";
import { secretParts, unwrap } from "../value";
import { sdkScript, start } from "./child";
import { deleteAll } from "./deletion";
import { serveEngine } from "./engine-service";
import { Operation, type Job } from "./operation";
import { refresh } from "./refresh";
import { Registrar } from "./registrar";
import { StackFiles } from "./stack-files";

/** The result of a step that did nothing. */
export const nothingDone: StepResult = {
  exitCode: 1,
  ...{ changes: {}, refreshed: {}, diffs: [], outputs: {} },
  ...{ stdout: "", stderr: "" },
};

/** Runs one step of a stack from beginning to end. */
export async function runJob(job: Job): Promise<StepResult> {
  const files = new StackFiles(job.folder);
  if (job.verb !== "preview" && !files.lock())
    return { ...nothingDone, stderr: "error: the stack is currently locked\n" };
  try {
    const operation = new Operation(job, files);
    await run(operation).catch((error: unknown) => operation.fail(error));
    await operation.journal.save();
    return operation.conclude();
  } finally {
    if (job.verb !== "preview") files.unlock();
  }
}

/** Reads, runs the program, and deletes what it did not register, all with the same providers. */
async function run(operation: Operation): Promise<void> {
  const { job, providers, journal, targets } = operation;
  const registrar = new Registrar(operation);
  const server = await serveEngine({
    register: (request) => registrar.register(request),
    registerOutputs: (urn, outputs) => registrar.registerOutputs(urn, outputs),
    invoke: async (token, args) => {
      const [name = ""] = token.split(":");
      if (name === "pulumi") throw new Error(`The engine double does not support ${token}`);
      const { urn, id } = await providers.default(name);
      return (await providers.client(`${urn}::${id}`)).invoke(token, args);
    },
    log: (severity, message, urn) => {
      if (severity !== "debug") operation.print(severity, message, urn);
    },
  });
  providers.engineAddress = server.address;
  try {
    await refresh(operation);
    if (operation.hasFailed || job.verb === "refresh") return;
    if (job.verb !== "destroy") await runProgram(operation);
    const isCondemned = (urn: string) => targets.length === 0 || targets.includes(urn);
    await deleteAll(
      journal.unsettled.filter(({ urn }) => isCondemned(urn)),
      operation,
    );
  } finally {
    await providers.stop();
    server.close();
  }
}

/** Runs the program with the SDK's own runner. */
async function runProgram(operation: Operation): Promise<void> {
  const { job, project, config, isPreview, failure, providers } = operation;
  const { args, ...script } = sdkScript(project, job.env, "run");
  const { engineAddress } = providers;
  const secrets = Object.keys(config).filter((key) => secretParts(config[key]));
  const { child, ended } = start(
    {
      ...script,
      args: [
        ...args,
        ...["--monitor", engineAddress, "--engine", engineAddress],
        ...["--organization", "organization", "--project", project.name, "--stack", job.stack],
        ...["--root-directory", project.root, "--pwd", project.programDir],
        ...(isPreview ? ["--dry-run"] : []),
        ...["--parallel", String(job.parallel ?? 16), project.program],
      ],
      env: {
        ...job.env,
        PULUMI_CONFIG: JSON.stringify(unwrap(config)),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secrets),
        // Node 20.20 takes seconds and gigabytes to print an error whose stack ts-node has mapped.
        PULUMI_NODEJS_TYPESCRIPT: String(!project.program.endsWith(".js")),
      },
    },
    (line) => operation.print("info", line),
  );
  // A program that does not notice that the engine is stopping has some seconds to end.
  const stop = () => void setTimeout(() => child.kill("SIGKILL"), 5_000).unref();
  failure.signal.addEventListener("abort", stop);
  const exitCode = await ended;
  if (exitCode !== 0 && !operation.hasFailed)
    operation.fail(new Error(`the program ended with code ${exitCode}`));
}
