import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Verb } from "../engine";
import { StackFiles } from "./stack-files";

/** What the CLI ends with where a stack is not there. */
const noStack = 6;

/** The flags of the CLI that are played, and those that mean nothing to the double. */
const options = {
  stack: { type: "string" },
  refresh: { type: "boolean" },
  "expect-no-changes": { type: "boolean" },
  diff: { type: "boolean" },
  yes: { type: "boolean" },
  "skip-preview": { type: "boolean" },
  "suppress-progress": { type: "boolean" },
  "non-interactive": { type: "boolean" },
  color: { type: "string" },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

const loginFile = join(process.env["PULUMI_HOME"] ?? homedir(), "double-login");

/** The folder of a stack in the backend of the environment, else of the last login; backends are folders only. */
function folderOf(stack: string): string {
  const url = process.env["PULUMI_BACKEND_URL"] ?? readFileSync(loginFile, "utf8");
  if (!url.startsWith("file://")) throw new Error(`The engine double does not play ${url}`);
  return resolve(url.slice("file://".length), ".double", stack);
}

function login(url = process.env["PULUMI_BACKEND_URL"] ?? ""): void {
  mkdirSync(dirname(loginFile), { recursive: true });
  writeFileSync(loginFile, url);
}

function init(folder: string): void {
  mkdirSync(folder, { recursive: true });
  StackFiles.create(folder);
}

/** One step on a stack that is there; what it prints and ends with is the command's. */
async function step(verb: Verb, { stack = "", ...flags }: Flags): Promise<number> {
  // What only makes a stack need not wait for gRPC.
  const { runJob } = await import("./run-job.js");
  const { exitCode, stdout, stderr } = await runJob({
    verb,
    stack,
    projectDir: process.cwd(),
    folder: folderOf(stack),
    env: {},
    refresh: flags.refresh ?? false,
    expectNoChanges: flags["expect-no-changes"] ?? false,
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return exitCode;
}

/** The double as the command `pulumi`, for shell steps; what it does not play is an error. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const { stack = "" } = values;
  const [verb = "", ...words] = positionals;
  if (verb === "login") {
    login(words[0]);
    return 0;
  }
  if (verb === "stack" && words[0] === "init") {
    init(folderOf(words[1] ?? stack));
    return 0;
  }
  if (!existsSync(folderOf(stack))) {
    process.stderr.write(`error: no stack named '${stack}' found\n`);
    return noStack;
  }
  if (verb === "preview" || verb === "up") return step(verb, values);
  if (positionals.join(" ") === "stack select") return 0;
  throw new Error(`The engine double does not play pulumi ${positionals.join(" ")}`);
}

void main().then((code) => {
  process.exitCode = code;
});
