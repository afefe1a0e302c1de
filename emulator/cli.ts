#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { JournalEntry } from "./journal";
import { startEmulator, type Emulator } from "./emulator";
import { versionRules, type VersionRule } from "./version-rule";

const help = `Usage: pulumi-wechat-cloudbase <command> [options]

Commands:
  emulator             run a local emulator of WeChat's tcb/usecloudaccesstoken until Ctrl-C

Options of emulator:
  --port N             port on 127.0.0.1 (default 8800; 0: any free one)
  --version-rule R     what a set must carry as version (default current):
                       ${versionRules.join(", ")}
  --latency-ms N       milliseconds before each request is handled (default 0)
  --token T            the access token to accept (default emulator-access-token)
  --quiet              no line for each request

  --help               print this
  --version            print the package's version
`;

/** A mistake in the command line: its message goes to stderr and the exit code is 2. */
class UsageError extends Error {}

const flags = {
  port: { type: "string", default: "8800" },
  "version-rule": { type: "string", default: "current" },
  "latency-ms": { type: "string", default: "0" },
  token: { type: "string", default: "emulator-access-token" },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
  version: { type: "boolean", default: false },
} as const;

function readWholeNumber(name: string, text: string, max: number): number {
  if (!/^\d+$/.test(text) || Number(text) > max) {
    throw new UsageError(`--${name} takes a whole number up to ${max}, not ${text}`);
  }
  return Number(text);
}

function readRule(text: string): VersionRule {
  const rule = versionRules.find((each) => each === text);
  if (rule === undefined) {
    throw new UsageError(`--version-rule is one of ${versionRules.join(", ")}, not ${text}`);
  }
  return rule;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true });
  } catch (error) {
    // parseArgs says what it did not understand; the rest of its advice is about its own API.
    const [reason] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw new UsageError(reason);
  }
}

type Values = ReturnType<typeof parse>["values"];

/** The reason in one line; Node's own words for a taken port do not say what to do. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE" && "port" in error) {
    return `port ${String(error.port)} is in use: choose another with --port`;
  }
  return error.message;
}

function describeEntry(entry: JournalEntry, emulator: Emulator): string {
  const time = new Date(entry.at).toTimeString().slice(0, 8);
  if (entry.kind !== "request") {
    return `${time}  console edit of ${entry.env}: version ${entry.after.version}`;
  }
  const { action = entry.method, env = entry.path, errcode, status, version, fault } = entry;
  const outcome = errcode === undefined ? `HTTP ${status ?? "unanswered"}` : `errcode ${errcode}`;
  const known = emulator.environments().includes(env);
  const line = [
    `${time}  ${action} ${env}: ${outcome}`,
    ...(version === undefined ? [] : [`sent version ${version}`]),
    ...(known ? [`version now ${emulator.policy(env).version}`] : []),
    ...(fault === undefined ? [] : [`fault ${fault}`]),
  ].join(", ");
  // The words are the client's: they must not steer the terminal.
  return line.replace(/\p{Cc}/gu, "?");
}

function banner(emulator: Emulator, token: string): string {
  const { appId, appSecret, verifyTicket } = emulator.component;
  const environments = emulator
    .environments()
    .map((env) => ({ env, ...emulator.policy(env) }))
    .map(({ env, appId, open, apiWhitelist, version }) => {
      const policy = `open ${String(open)}, ${JSON.stringify(apiWhitelist)}, version ${version}`;
      return `  ${env} of ${appId}: ${policy}\n`;
    });
  return [
    `The WeChat CloudBase emulator is listening on ${emulator.url}. Ctrl-C ends it.\n\n`,
    "Point the provider at it:\n",
    `export WECHAT_CLOUDBASE_ENDPOINT=${emulator.url}\n`,
    `export WECHAT_CLOUDBASE_ACCESS_TOKEN=${token}\n\n`,
    "Or, instead of the token, have it obtain tokens as a third-party platform:\n",
    `export WECHAT_CLOUDBASE_COMPONENT_APP_ID=${appId}\n`,
    `export WECHAT_CLOUDBASE_COMPONENT_APP_SECRET=${appSecret}\n`,
    `export WECHAT_CLOUDBASE_COMPONENT_VERIFY_TICKET=${verifyTicket}\n\n`,
    "Environments:\n",
    ...environments,
    "\n",
  ].join("");
}

async function runEmulator(values: Values): Promise<void> {
  const port = readWholeNumber("port", values.port, 65_535);
  const latencyMs = readWholeNumber("latency-ms", values["latency-ms"], 600_000);
  const versionRule = readRule(values["version-rule"]);
  // The banner's export line is for a shell: nothing in it may need quotes.
  if (!/^[\w.~@:+=-]+$/.test(values.token)) {
    throw new UsageError("--token takes letters, digits and . _ ~ @ : + = - only");
  }
  const report = (entry: JournalEntry): void => {
    // A set that was applied has its request's line.
    if (entry.kind === "apply" || values.quiet) return;
    process.stdout.write(`${describeEntry(entry, emulator)}\n`);
  };
  const emulator = await startEmulator({ port, latencyMs, versionRule, onEntry: report });
  // People leave it running over lunch: this token does not expire.
  emulator.issueToken({ token: values.token, expiresInMs: Infinity });
  const stop = (): void => {
    void emulator.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  // Last: who reads the banner may send a signal at once.
  process.stdout.write(banner(emulator, values.token));
}

function packageVersion(): string {
  const manifest = readFileSync(require.resolve("pulumi-wechat-cloudbase/package.json"), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

async function main(argv: readonly string[]): Promise<void> {
  const { values, positionals } = parse(argv);
  const [command, ...rest] = positionals;
  if (values.help) process.stdout.write(help);
  else if (values.version) process.stdout.write(`${packageVersion()}\n`);
  else if (command === undefined) throw new UsageError("no command given");
  else if (command !== "emulator") throw new UsageError(`unknown command ${command}`);
  else if (rest[0] !== undefined) throw new UsageError(`unexpected argument ${rest[0]}`);
  else await runEmulator(values);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const usage = error instanceof UsageError;
  const advice = usage ? "\nTry pulumi-wechat-cloudbase --help" : "";
  process.stderr.write(`pulumi-wechat-cloudbase: ${explain(error)}${advice}\n`);
  process.exitCode = usage ? 2 : 1;
});
