import { SingleBar } from "cli-progress";
import { type Command, type ExitCode, parse, UsageError } from "./command";
import { type Connection, openGiven, targetOf } from "./connection";
import { type Format, formats, formatted } from "./inventory/format";
import { type Done, PartialFile, readDone } from "./inventory/partial";
import { isUnreadable, type Row } from "./inventory/row";
import { takeInventory } from "./inventory/take";
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
  --out FILE           write it there; a killed run goes on with --resume FILE
  --resume FILE        take over what an earlier run has read, and ask for the rest
  --parallel N         accounts at a time (default 16)
  --rate N             requests to WeChat a second at most (default: no bound)
  --config FILE        a stack's configuration as \`pulumi config --json --show-secrets\` prints it

Exit codes: 0 complete, 3 with unreadable rows or ended early, 1 nothing could be read, 2 called wrongly.
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

async function run(argv: readonly string[], out: Output): Promise<ExitCode> {
  const { values } = parse(argv, options, 0);
  const format = formats.find((each) => each === values.format);
  if (format === undefined) throw new UsageError(`--format is one of ${formats.join(", ")}`);
  const parallel = wholeNumber("parallel", values.parallel, 256);
  const rate = values.rate === undefined ? undefined : wholeNumber("rate", values.rate, 10_000);
  const ending = new AbortController();
  const end = () => ending.abort();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, end);
  const limits = { signal: ending.signal, ...(rate !== undefined && { requestsPerSecond: rate }) };
  const connection = await openGiven(values.config, out, limits);
  const endpoint = connection.settings.endpoint.href;
  const done: Done =
    values.resume === undefined ? new Map<string, Row[]>() : readDone(values.resume, endpoint);
  const isResumed = values.resume === values.out;
  const partial = values.out === undefined ? undefined : PartialFile.open(values.out, isResumed);
  const accounts = await accountsOf(values.accounts, connection);
  refuseOneToken(connection, accounts.length);
  const missing = accounts.filter((account) => !done.has(account));
  // An inventory that is resumed into another file is that file's beginning.
  if (!isResumed) for (const [account, rows] of done) partial?.add(account, rows);

  const bar = new SingleBar({ format: "{bar} {value} of {total} accounts, {eta_formatted}" });
  if (process.stderr.isTTY) bar.start(missing.length, 0);
  await takeInventory(connection, {
    accounts: missing,
    parallel,
    hasDetails: values.details,
    signal: ending.signal,
    clean: (text) => out.redactor.clean(text),
    onAccount: (account, rows) => {
      done.set(account, rows);
      partial?.add(account, rows);
      bar.increment();
    },
  });
  bar.stop();
  for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, end);

  const rows = accounts.flatMap((account) => done.get(account) ?? []);
  write({ rows, endpoint, format }, out, partial);
  return conclusion({ accounts, done, rows }, out);
}

function write(
  { rows, endpoint, format }: { rows: Row[]; endpoint: string; format: Format },
  out: Output,
  partial: PartialFile | undefined,
): void {
  const takenAt = new Date().toISOString();
  const text = formatted({ schemaVersion: 1, endpoint, takenAt, rows }, format);
  if (partial) partial.finish(text);
  else out.text(text);
}

/** Says on stderr what there is, and what is missing. */
function conclusion(
  { accounts, done, rows }: { accounts: readonly string[]; done: Done; rows: readonly Row[] },
  out: Output,
): ExitCode {
  const unreadable = rows.filter(isUnreadable).length;
  const left = accounts.length - accounts.filter((account) => done.has(account)).length;
  const environments = rows.filter(({ env }) => env !== null).length;
  const more = [
    ...(unreadable > 0
      ? [`${unreadable} ${unreadable === 1 ? "row" : "rows"} could not be read`]
      : []),
    ...(left > 0 ? [`${left} accounts are left: go on with --resume`] : []),
  ];
  out.note([`${accounts.length} accounts, ${environments} environments`, ...more].join(", "));
  if (rows.length > 0 && unreadable === rows.length) return 1;
  return more.length > 0 ? 3 : 0;
}

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
