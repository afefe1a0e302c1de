import {
  type Command,
  commonHelp,
  commonOptions,
  type ExitCode,
  parse,
  UsageError,
} from "./command";
import { open, openGiven, PATIENCE_MS, targetOf } from "./connection";
import type { Check, Status } from "./doctor/check";
import { checkPermissionSets, checkQuota } from "./doctor/platform";
import { checkSettings } from "./doctor/settings";
import { checkVersions } from "./doctor/versions";
import { checkWechat, NO_ENVIRONMENT } from "./doctor/wechat";
import { readGiven } from "./inputs";
import type { Output, Style } from "./output";
import { confirm } from "./confirm";
import { probeVersion } from "./probe";

const help = `Usage: npx pulumi-wechat-cloudbase doctor [<env>] [options]
       npx pulumi-wechat-cloudbase doctor --probe-version <env> [--beside <env>] [--yes] [options]

Diagnoses your setup, one line for each check, and says what to do. It sends one get and changes
nothing.

Options:
${commonHelp}
  --quota              say how many calls are left today
If componentAppId is the token source, a component_access_token is obtained; an earlier one lives
about five minutes more. With it, --account also names the permission sets that the account has granted.

  --probe-version      find out what WeChat wants as version, by writing to <env>: a scratch environment
                       on which nothing depends. Its whitelist is another for some seconds and is then
                       put back, also after Ctrl-C. Never moves open. Asks before it writes
  --beside ENV         another environment of the account, which is looked at and not written to: tells
                       whether the version counts for the environment or for the account
  --yes                do not ask
`;

const options = {
  ...commonOptions,
  "probe-version": { type: "boolean", default: false },
  beside: { type: "string" },
  quota: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
} as const;

/** Diagnoses a setup. */
export const doctor: Command = { help, run };

async function run(argv: readonly string[], out: Output): Promise<ExitCode> {
  const { values, positionals } = parse(argv, options, 1);
  const [env] = positionals;
  if (values["probe-version"]) return runProbe(env, values, out);
  if (values.beside !== undefined || values.yes) {
    throw new UsageError("--beside and --yes go with --probe-version");
  }
  const target = targetOf(env ?? NO_ENVIRONMENT, values.account);
  const given = await readGiven(values.config, out.redactor);
  const local = [...checkVersions(process.cwd()), ...checkSettings(given)];
  const warnings: Check[] = [];
  const warn = (message: string) => warnings.push({ name: "token", status: "warning", message });
  const ask = async (): Promise<Check[]> => {
    const isIncomplete = (check: Check) => check.status === "problem" && isOfSettings(check);
    if (local.some(isIncomplete)) return [notAsked];
    const connection = open(given, { redactor: out.redactor, warn });
    const { api, settings, deadline } = connection;
    const { source, endpoint, authorizerAppId, componentAppId } = settings;
    const look = () => api.get(target, deadline(PATIENCE_MS));
    const account = target.authorizerAppId ?? authorizerAppId;
    return [
      ...(await checkWechat(look, { env, source, endpoint, account })),
      ...(values.account !== undefined && componentAppId !== undefined
        ? await checkPermissionSets(connection, values.account)
        : []),
      ...(values.quota ? await checkQuota(connection, account ?? "") : []),
    ];
  };
  const checks = [...local, ...(await ask()), ...warnings];
  const isOk = !checks.some(({ status }) => status === "problem");
  if (values.json) out.json({ ok: isOk, checks });
  else for (const check of checks) print(out, check);
  return isOk ? 0 : 1;
}

async function runProbe(
  env: string | undefined,
  values: { account?: string; beside?: string; config?: string; json: boolean; yes: boolean },
  out: Output,
): Promise<ExitCode> {
  const { account, beside, json: isJson, yes: isConfirmed } = values;
  const target = targetOf(env, account);
  if (beside === env) throw new UsageError("--beside must be another environment");
  const second = beside === undefined ? {} : { beside: targetOf(beside, account) };
  if (!isConfirmed && !process.stdin.isTTY) {
    throw new UsageError("--probe-version writes: confirm with --yes, or run it on a terminal");
  }
  const connection = await openGiven(values.config, out);
  const terminal = { input: process.stdin, output: process.stderr };
  const asked = isConfirmed ? {} : { confirm: () => confirm(target.env, terminal) };
  return probeVersion({ connection, target, ...second, ...asked, isJson }, out);
}

const isOfSettings = ({ name }: Check) => name === "setting" || name === "source";

const notAsked: Check = {
  name: "endpoint",
  status: "skipped",
  message: "WeChat was not asked: first put the settings right",
};

const styles: Readonly<Record<Status, Style>> = {
  ok: "green",
  warning: "yellow",
  problem: "red",
  skipped: "dim",
};

function print(out: Output, { name, status, message, remedy, rid }: Check): void {
  const way = remedy === undefined ? "" : `. ${remedy}`;
  const id = rid === undefined ? "" : ` (rid ${rid})`;
  out.line(
    { text: status.padEnd(9), style: styles[status] },
    `${name.padEnd(12)}${message}${way}${id}`,
  );
}
