import { startEmulator, versionRules } from "../emulator";
import type { Emulator, EmulatorOptions, JournalEntry, VersionRule } from "../emulator";
import { quote } from "../provider/core/quote";
import { type Command, parse, UsageError } from "./command";
import { platformAccounts } from "./emulator/platform";
import { readText } from "./inputs";
import { inOneLine } from "./output";

const help = `Usage: npx pulumi-wechat-cloudbase emulator [options]

Runs a local emulator of WeChat's tcb/usecloudaccesstoken until Ctrl-C.

Options:
  --port N             port on 127.0.0.1 (default 8800; 0: any free one)
  --version-rule R     what a set must carry as version (default current):
                       ${versionRules.join(", ")}
  --latency-ms N       milliseconds before each request is handled (default 0)
  --token T            the access token to accept (default emulator-access-token)
  --token-ttl N        seconds until that token expires and is answered with 42001 (default: never)
  --platform FILE      the accounts that it has, as JSON: { "accounts": { "<app id>": { "environments":
                       { "<env>": { "apiWhitelist": [] } } } } }; docs/cli.md has every field
  --quiet              no line for each request
`;

const options = {
  port: { type: "string", default: "8800" },
  "version-rule": { type: "string", default: "current" },
  "latency-ms": { type: "string", default: "0" },
  token: { type: "string", default: "emulator-access-token" },
  "token-ttl": { type: "string" },
  platform: { type: "string" },
  quiet: { type: "boolean", default: false },
} as const;

/** Runs the emulator until a signal ends it. */
export const emulator: Command = { help, run };

function readWholeNumber(name: string, text: string, max: number): number {
  if (!/^\d+$/.test(text) || Number(text) > max) {
    throw new UsageError(`--${name} takes a whole number up to ${max}, not ${quote(text)}`);
  }
  return Number(text);
}

function readRule(text: string): VersionRule {
  const rule = versionRules.find((each) => each === text);
  if (rule === undefined) {
    throw new UsageError(`--version-rule is one of ${versionRules.join(", ")}, not ${quote(text)}`);
  }
  return rule;
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
  return inOneLine(line);
}

/** How many environments the banner names. */
const MOST_ENVIRONMENTS = 20;

function banner(emulator: Emulator, token: string): string {
  const { appId, appSecret, verifyTicket } = emulator.component;
  const all = emulator.environments();
  const environments = all
    .slice(0, MOST_ENVIRONMENTS)
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
    ...(all.length > MOST_ENVIRONMENTS ? [`  and ${all.length - MOST_ENVIRONMENTS} more\n`] : []),
    "\n",
  ].join("");
}

async function run(argv: readonly string[]): Promise<undefined> {
  const { values } = parse(argv, options, 0);
  const port = readWholeNumber("port", values.port, 65_535);
  const latencyMs = readWholeNumber("latency-ms", values["latency-ms"], 600_000);
  const ttl = values["token-ttl"];
  const expiresInMs =
    ttl === undefined ? Infinity : readWholeNumber("token-ttl", ttl, 86_400) * 1_000;
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
  const accounts =
    values.platform === undefined
      ? {}
      : { accounts: platformAccounts(await readText(values.platform)) };
  const emulator = await start({ ...accounts, port, latencyMs, versionRule, onEntry: report });
  // People leave it running over lunch: by itself this token does not expire.
  emulator.issueToken({ token: values.token, expiresInMs });
  const stop = (): void => {
    void emulator.close().then(() => process.exit());
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  // Nobody reads what it prints any more.
  process.stdout.once("error", stop);
  // Last: who reads the banner may send a signal at once.
  process.stdout.write(banner(emulator, values.token));
  return undefined;
}

/** Starts it; Node's own words for a taken port do not say what to do. */
async function start(options: EmulatorOptions): Promise<Emulator> {
  try {
    return await startEmulator(options);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new Error(`port ${options.port ?? 0} is in use: choose another with --port`);
    }
    throw error;
  }
}
