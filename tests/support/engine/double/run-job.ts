import type { StepResult } from "../engine";
import { readProject } from "../project";
import { hasChanges, report } from "../report";
import { deleteAll } from "./deletion";
import { serveEngine, type EngineHandlers } from "./engine-service";
import { Journal } from "./journal";
import { Operation, type Job } from "./operation";
import { runProgram } from "./program";
import { Providers, referenceTo } from "./providers";
import { refreshAll } from "./refresh";
import { Registrar } from "./registrar";
import type { ResourceState } from "./resource-state";
import { StackFiles } from "./stack-files";
import { Transcript } from "./transcript";

/** How long a program may take to end once the engine has stopped listening to it. */
const graceMs = 5_000;

/** Runs one step of a stack from beginning to end. */
export async function runJob(job: Job): Promise<StepResult> {
  const files = new StackFiles(job.folder);
  const transcript = new Transcript();
  const owner = job.verb === "preview" ? undefined : files.lock();
  if (owner !== undefined) {
    transcript.error(`the stack is currently locked: ${owner}. Wait for it to end, or cancel it.`);
    return {
      ...report(job.verb, [], false),
      exitCode: 1,
      stdout: transcript.stdout,
      stderr: transcript.stderr,
    };
  }
  try {
    return await locked(job, files, transcript);
  } finally {
    if (job.verb !== "preview") files.unlock();
  }
}

async function locked(job: Job, files: StackFiles, transcript: Transcript): Promise<StepResult> {
  const journal = new Journal(files, job.verb === "preview");
  const operation = new Operation(
    job,
    readProject(job.projectDir),
    files.config,
    journal,
    transcript,
  );
  transcript.begin(job.verb, job.stack);
  try {
    beginWithPending(operation);
    await phases(operation);
  } catch (error) {
    operation.fail(error);
  }
  await journal.save();
  return conclude(operation);
}

function beginWithPending({ job, journal, transcript }: Operation): void {
  if (job.verb === "up" && journal.interrupted.length > 0) {
    transcript.message(
      "warning",
      `${journal.interrupted.length} operations were interrupted and their outcome is unknown:`,
    );
    for (const { type, resource } of journal.interrupted)
      transcript.line(`      ${type} ${resource.urn}`);
  }
  journal.forgetInterrupted({ creates: job.clearPendingCreates ?? false });
}

/** One set of providers for all of a step: what a provider has read it may remember when the program runs. */
async function phases(operation: Operation): Promise<void> {
  const providers = new Providers(operation);
  const registrar = new Registrar(operation, providers);
  const server = await serveEngine(handlersOf(operation, providers, registrar));
  providers.engineAddress = server.address;
  try {
    await refreshPhase(operation, providers);
    if (operation.hasFailed || operation.job.verb === "refresh") return;
    await changePhase(operation, providers);
    await registrar.finish();
  } finally {
    await providers.stop();
    server.close();
  }
}

async function refreshPhase(operation: Operation, providers: Providers): Promise<void> {
  const { job } = operation;
  const isMeant =
    job.verb === "refresh" || job.refresh
      ? () => true
      : ({ refreshBeforeUpdate }: ResourceState) => refreshBeforeUpdate;
  if (operation.journal.olds.some(isMeant)) await refreshAll(operation, providers, isMeant);
}

async function changePhase(operation: Operation, providers: Providers): Promise<void> {
  if (operation.job.verb !== "destroy") await program(operation, providers.engineAddress);
  if (!operation.hasFailed) await deleteCondemned(operation, providers);
}

/** After a program has run: what it did not name, and what it has replaced. Without a program: all. */
async function deleteCondemned(operation: Operation, providers: Providers): Promise<void> {
  const { journal, targets } = operation;
  const condemned = journal.unsettled.filter(
    ({ urn }) => targets.length === 0 || targets.includes(urn),
  );
  await deleteAll(condemned, operation, providers);
}

function handlersOf(
  operation: Operation,
  providers: Providers,
  registrar: Registrar,
): EngineHandlers {
  return {
    register: (registration) => registrar.register(registration),
    registerOutputs: (urn, outputs) => registrar.registerOutputs(urn, outputs),
    invoke: async (token, args) => {
      const [name = ""] = token.split(":");
      if (name === "pulumi") throw new Error(`The engine double does not play ${token}`);
      const provider = await providers.default(name);
      return (await providers.client(referenceTo(provider))).invoke(token, args);
    },
    log: (severity, message, urn) => {
      if (severity !== "debug") operation.transcript.message(severity, message, urn);
    },
  };
}

async function program(operation: Operation, engineAddress: string): Promise<void> {
  const { job, project, config, transcript } = operation;
  const run = runProgram({
    project,
    stack: job.stack,
    engineAddress,
    isPreview: operation.isPreview,
    parallel: job.parallel ?? 16,
    config,
    env: job.env,
    print: (line) => transcript.message("info", line),
  });
  const watch = setInterval(() => {
    if (operation.hasFailed) setTimeout(run.kill, graceMs).unref();
  }, 200);
  const exitCode = await run.exitCode;
  clearInterval(watch);
  if (exitCode !== 0 && !operation.hasFailed)
    operation.fail(new Error(`the program ended with code ${exitCode}`));
}

function conclude(operation: Operation): StepResult {
  const { job, transcript, hasFailed } = operation;
  const result = report(job.verb, operation.events, !hasFailed);
  transcript.summary(result.changes, result.outputs);
  const isSurprised = !hasFailed && job.expectNoChanges === true && hasChanges(result.changes);
  if (isSurprised) transcript.error("no changes were expected but there are some");
  const exitCode = hasFailed ? 1 : isSurprised ? 7 : 0;
  return { ...result, exitCode, stdout: transcript.stdout, stderr: transcript.stderr };
}
