import { setMaxListeners } from "node:events";
import { SingleBar } from "cli-progress";
import { type Command, type ExitCode, parse, UsageError } from "./command";
import { type Connection, openGiven, targetOf } from "./connection";
import { formats, formatted } from "./inventory/format";
import { type Earlier, readEarlier } from "./inventory/partial";
import { ResultFile } from "./inventory/result-file";
import { isUnreadable, type Row } from "./inventory/row";
import { takeInventory, type TakeOptions } from "./inventory/take";
import { readText } from "./inputs";
import type { Output } from "./output";

const help = `Usage: npx pulumi-wechat-cloudbase inventory [options]

Lists every environment of every account that has authorized the third-party platform, with its policy.
With a token of a single account: that account's. Changes nothing. What cannot be read is a row as well.

Options:
  --accounts FILE      the accounts to look at, one app id a line; - reads them from stdin
                       (default: all that have authorized the platform)
  --details            ask for names and kinds as well: one request more for each account
  --format F           table (default), json or csv
  --out FILE           write it there when it is complete; up to then FILE.partial grows beside it
  --resume FILE        take over what an earlier run has read, and ask for the rest; FILE may be that of --out
  --parallel N         accounts at a time (default 16; at most ten times --rate)
  --rate N             requests to WeChat a second at most (default: no bound)
  --config FILE        a stack's configuration as \`pulumi config --json --show-secrets\` prints it

Exit codes: 0 complete, 3 with unreadable rows or ended early, 1 nothing could be read
or the file not be written, 2 called wrongly.
`;

const options = {
  accounts: { type: "string" },
  details: { type: "boolean", default: false },
  format: { type: "string", default: "table" },
  out: { type: "string" },
  resume: { type: "string" },
  parallel: { type: "string", default: "16" },
  rate: { type: "string" },
  config: { type: "string" },
} as const;

/** Lists every environment of every account, with its policy. */
export const inventory: Command = { help, run };

type Values = ReturnType<typeof parse<typeof options>>["values"];

const signals = ["SIGINT", "SIGTERM"] as const;

async function run(argv: readonly string[], out: Output): Promise<ExitCode> {
  const { values } = parse(argv, options, 0);
  const ending = new AbortController();
  // As many wait for its end as accounts are looked at at a time: that is no leak.
  setMaxListeners(0, ending.signal);
  const end = () => ending.abort();
  for (const signal of signals) process.once(signal, end);
  try {
    return await take(values, ending, out);
  } finally {
    for (const signal of signals) process.off(signal, end);
  }
}

async function take(values: Values, ending: AbortController, out: Output): Promise<ExitCode> {
  const format = formats.find((each) => each === values.format);
  if (format === undefined) throw new UsageError(`--format is one of ${formats.join(", ")}`);
  const parallel = wholeNumber("parallel", values.parallel, 256);
  const rate = values.rate === undefined ? undefined : wholeNumber("rate", values.rate, 10_000);
  const file = values.out === undefined ? undefined : ResultFile.at(values.out, values.resume);
  const limits = { signal: ending.signal, ...(rate !== undefined && { requestsPerSecond: rate }) };
  const connection = await openGiven(values.config, out, limits);
  const earlier = earlierOf(values, connection, { file, out });
  const { endpoint, takenAt, done } = earlier;
  const accounts = await accountsOf(values.accounts, connection);
  refuseOneToken(connection, accounts.length);
  file?.begin(earlier);
  await lookAt(connection, {
    accounts: accounts.filter((account) => !done.has(account)),
    parallel: Math.min(parallel, servedBy(connection)),
    hasDetails: values.details,
    ending,
    clean: (text) => out.redactor.clean(text),
    onAccount: (account, rows) => {
      done.set(account, rows);
      file?.add(account, rows);
    },
  });
  const rows = accounts.flatMap((account) => done.get(account) ?? []);
  const left = accounts.filter((account) => !done.has(account)).length;
  const code = exitCodeOf(rows, left);
  const text = formatted({ schemaVersion: 1, endpoint, takenAt, rows }, format);
  if (!file) out.text(text);
  else if (code === 1) file.discard();
  else if (left === 0) file.finish(text);
  out.note(conclusion({ accounts: accounts.length, rows, left, code, path: file?.path }));
  return code;
}

/** What is taken over; nothing, as of now, if nothing is, as in the first of the runs into one file. */
function earlierOf(
  { resume, details: hasDetails }: Values,
  { settings }: Connection,
  { file, out }: { file: ResultFile | undefined; out: Output },
): Earlier {
  const endpoint = settings.endpoint.href;
  const earlier = resume === undefined ? undefined : readEarlier(resume, { endpoint, hasDetails });
  if (earlier && earlier.done.size > 0) {
    out.note(`takes over ${counted(earlier.done.size, "account")} as of ${earlier.takenAt}`);
    return earlier;
  }
  if (resume !== undefined && !earlier) {
    if (file?.isResumed !== true) throw new UsageError(`${resume} cannot be read: ENOENT`);
    out.note(`there is no ${resume} yet: it begins anew`);
  }
  return { endpoint, takenAt: new Date().toISOString(), done: new Map<string, Row[]>() };
}

/** With more accounts at a time the wait for a request's turn would take all of an operation's time. */
function servedBy({ settings: { requestsPerSecond = Infinity } }: Connection): number {
  return Math.max(1, Math.floor(10 * requestsPerSecond));
}

/** Shows on a terminal how far it is. */
async function lookAt(connection: Connection, options: TakeOptions): Promise<void> {
  const bar = new SingleBar({ format: "{bar} {value} of {total} accounts, {eta_formatted}" });
  if (process.stderr.isTTY) bar.start(options.accounts.length, 0);
  try {
    await takeInventory(connection, {
      ...options,
      onAccount: (account, rows) => {
        options.onAccount(account, rows);
        bar.increment();
      },
    });
  } finally {
    bar.stop();
  }
}

function exitCodeOf(rows: readonly Row[], left: number): ExitCode {
  if (left > 0) return 3;
  if (rows.length > 0 && rows.every(isUnreadable)) return 1;
  return rows.some(isUnreadable) ? 3 : 0;
}

interface Found {
  accounts: number;
  rows: readonly Row[];
  /** How many accounts nobody looked at. */
  left: number;
  code: ExitCode;
  /** What was to be written. */
  path: string | undefined;
}

/** What there is, and what is missing. */
function conclusion({ accounts, rows, left, code, path }: Found): string {
  const unreadable = rows.filter(isUnreadable).length;
  const environments = rows.filter(({ env }) => env !== null).length;
  const goOn = path === undefined ? "" : `: the same command with --resume ${path} goes on`;
  const why = `${path ?? ""} is left as it was, for nothing could be read: ${rows[0]?.findings.join("; ") ?? ""}`;
  return [
    `${counted(accounts, "account")}, ${counted(environments, "environment")}`,
    ...(unreadable > 0 ? [`${counted(unreadable, "row")} could not be read`] : []),
    ...(left > 0 ? [`${counted(left, "account")} ${left === 1 ? "is" : "are"} left${goOn}`] : []),
    ...(code === 1 && path !== undefined ? [why] : []),
  ].join(", ");
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** The accounts that are named, else all that have authorized the platform, else the one of the token. */
async function accountsOf(
  file: string | undefined,
  { discovery, settings, deadline }: Connection,
): Promise<string[]> {
  if (file !== undefined) return accountsIn(await readText(file));
  if (settings.componentAppId === undefined) return [settings.authorizerAppId ?? ""];
  const listed = await discovery.accounts(deadline());
  return listed.map(({ authorizerAppId }) => authorizerAppId);
}

/** Each account but one would answer that it is not this token's. */
function refuseOneToken({ singleAccountSource }: Connection, accounts: number): void {
  if (singleAccountSource === undefined || accounts < 2) return;
  throw new UsageError(
    `${singleAccountSource} holds one account's token, but ${accounts} accounts are to be looked at. ` +
      "Unset it, so that the platform's credentials are used",
  );
}

function accountsIn(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/#.*/, "").trim());
  const ids = [...new Set(lines.filter((line) => line !== ""))];
  if (ids.length === 0) throw new UsageError("--accounts names no account");
  for (const id of ids) targetOf("an-environment", id);
  return ids;
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`--${name} takes a whole number from 1 to ${most}`);
}
