import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { StackFiles } from "./stack-files";

/** The CLI's flags that matter, and those that mean nothing to the double. */
const options = {
  stack: { type: "string", default: "" },
  refresh: { type: "boolean", default: false },
  "expect-no-changes": { type: "boolean", default: false },
  diff: { type: "boolean" },
  yes: { type: "boolean" },
  "skip-preview": { type: "boolean" },
  "suppress-progress": { type: "boolean" },
  "non-interactive": { type: "boolean" },
  color: { type: "string" },
} as const;

const loginFile = join(process.env["PULUMI_HOME"] ?? homedir(), "double-login");

/** The folder of a stack in the backend of the environment, else of the last login. */
function folderOf(stack: string): string {
  const url = process.env["PULUMI_BACKEND_URL"] ?? readFileSync(loginFile, "utf8");
  if (!url.startsWith("file://")) throw new Error(`The engine double does not support ${url}`);
  return resolve(url.slice("file://".length), ".double", stack);
}

/** The double as the command `pulumi`, for shell steps. Returns the exit code. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [verb, word, name = values.stack] = positionals;
  if (verb === "login") {
    mkdirSync(dirname(loginFile), { recursive: true });
    writeFileSync(loginFile, word ?? process.env["PULUMI_BACKEND_URL"] ?? "");
    return 0;
  }
  if (verb === "stack" && word === "init") {
    mkdirSync(folderOf(name), { recursive: true });
    StackFiles.create(folderOf(name));
    return 0;
  }
  const folder = folderOf(values.stack);
  if (!existsSync(folder)) {
    process.stderr.write(`error: no stack named '${values.stack}' found\n`);
    return 6;
  }
  if (verb === "stack" && word === "select") return 0;
  if (verb !== "preview" && verb !== "up")
    throw new Error(`The engine double does not support pulumi ${positionals.join(" ")}`);
  // The other commands need not wait until gRPC is loaded.
  const { runJob } = await import("./run-job.js");
  const { stack, refresh, "expect-no-changes": expectNoChanges } = values;
  const where = { stack, projectDir: process.cwd(), folder, env: {} };
  const { exitCode, stdout, stderr } = await runJob({ verb, ...where, refresh, expectNoChanges });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCode;
}

void main().then((code) => (process.exitCode = code));
