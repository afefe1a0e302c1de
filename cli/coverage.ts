import { RESOURCE } from "../provider/core/constants";
import { isSameWhitelist } from "../provider/core/policy";
import { type Command, type ExitCode, parse, UsageError } from "./command";
import { readInventory } from "./inventory/partial";
import { isUnreadable, type Row } from "./inventory/row";
import { readText } from "./inputs";
import type { Output } from "./output";

const help = `Usage: npx pulumi-wechat-cloudbase coverage --inventory FILE --state FILE [options]

Says which policies of an inventory are managed by a Pulumi stack, and equal. Asks WeChat nothing.

Options:
  --inventory FILE     what \`inventory --format json\` wrote
  --state FILE         what \`pulumi stack export\` prints; - reads it from stdin. Several stacks: once for each
  --format F           table (default) or json

Exit codes: 0 all is managed and equal, 7 not all is, 1 it failed, 2 called wrongly.
`;

const options = {
  inventory: { type: "string" },
  state: { type: "string", multiple: true },
  format: { type: "string", default: "table" },
} as const;

/** Says which policies are managed. */
export const coverage: Command = { help, run };

const TYPES = [RESOURCE, `pulumi-nodejs:dynamic/${RESOURCE.replace(":index", "")}`];

type Verdict = "managed" | "drifted" | "unmanaged" | "gone" | "unreadable";

interface Covered {
  /** Null if not even the account's environments could be listed. */
  env: string | null;
  account: string;
  verdict: Verdict;
  /** The stack's resource. */
  urn: string | null;
}

async function run(argv: readonly string[], out: Output): Promise<ExitCode> {
  const { values } = parse(argv, options, 0);
  const { inventory: file, state: files, format } = values;
  if (file === undefined || files === undefined)
    throw new UsageError("--inventory and --state are needed");
  if (format !== "table" && format !== "json") throw new UsageError("--format is table or json");
  const { rows } = readInventory(file);
  const stored = await Promise.all(files.map(async (each) => storedIn(each, await readText(each))));
  const covered = judge(rows, stored.flat());
  print(covered, format, out);
  return covered.every(({ verdict }) => verdict === "managed") ? 0 : 7;
}

/** What a state says of a policy. */
interface Stored {
  urn: string;
  env: string;
  authorizerAppId?: string;
  apiWhitelist: string[];
  open: boolean;
  managesOpen: boolean;
}

function judge(rows: readonly Row[], stored: readonly Stored[]): Covered[] {
  const byEnv = new Map<string, Stored[]>();
  for (const each of stored) byEnv.set(each.env, [...(byEnv.get(each.env) ?? []), each]);
  const seen = new Set<Stored>();
  const unlisted = rows.filter((row) => row.env === null && isUnreadable(row));
  const unlistedAccounts = new Set(unlisted.map(({ account }) => account));
  const there = rows.flatMap((row): Covered[] => {
    const { account, env, apiWhitelist } = row;
    if (env === null) return [];
    const own = (byEnv.get(env) ?? []).filter((each) => isOf(each, account));
    for (const each of own) seen.add(each);
    // Of several stacks that manage it, one that differs is to be seen.
    const differing = own.find((each) => !isEqual(each, row));
    const about = { env, account, urn: (differing ?? own[0])?.urn ?? null };
    if (own.length === 0) return [{ ...about, verdict: "unmanaged" }];
    if (apiWhitelist === null) return [{ ...about, verdict: "unreadable" }];
    return [{ ...about, verdict: differing ? "drifted" : "managed" }];
  });
  const gone = stored.filter((each) => !seen.has(each));
  return [
    ...there,
    ...unlisted.map(({ account }): Covered => ({
      ...{ env: null, account, urn: null, verdict: "unreadable" },
    })),
    ...gone.map(({ env, urn, authorizerAppId: account = "" }): Covered => ({
      ...{ env, account, urn },
      verdict: unlistedAccounts.has(account) ? "unreadable" : "gone",
    })),
  ];
}

/** A resource without an account is of the one whose token its stack has. */
const isOf = ({ authorizerAppId = "" }: Stored, account: string) =>
  authorizerAppId === "" || account === "" || authorizerAppId === account;

const isEqual = (stored: Stored, { apiWhitelist, open }: Row) =>
  apiWhitelist !== null &&
  isSameWhitelist(stored.apiWhitelist, apiWhitelist) &&
  (!stored.managesOpen || stored.open === open);

interface Exported {
  type?: string;
  urn?: string;
  outputs?: Partial<Stored> | null;
  delete?: boolean;
  external?: boolean;
}

function storedIn(file: string, text: string): Stored[] {
  return resourcesIn(file, text).flatMap((resource) => {
    const { type = "", urn = "", outputs, delete: isLeftover, external: isOnlyRead } = resource;
    if (!TYPES.includes(type) || isLeftover === true || isOnlyRead === true) return [];
    const { env, apiWhitelist } = outputs ?? {};
    if (typeof env !== "string" || !Array.isArray(apiWhitelist))
      throw new UsageError(`${urn} has no policy that can be read: export with --show-secrets`);
    return [{ ...(outputs as Stored), urn }];
  });
}

/** A stack that was never brought up has no list of resources. */
function resourcesIn(file: string, text: string): Exported[] {
  const isObject = (value: unknown) => typeof value === "object" && value !== null;
  try {
    const { deployment } = JSON.parse(text, revealed) as { deployment: { resources?: unknown } };
    const { resources = [] } = deployment;
    if (Array.isArray(resources) && resources.every(isObject)) return resources;
  } catch {
    // The next line says it.
  }
  throw new UsageError(`--state ${file} is not what \`pulumi stack export\` prints`);
}

/** `--show-secrets` has a secret as JSON in a text. */
function revealed(_key: string, value: unknown): unknown {
  const { plaintext } = (value ?? {}) as { plaintext?: unknown };
  return typeof plaintext === "string" ? JSON.parse(plaintext, revealed) : value;
}

function print(covered: readonly Covered[], format: "table" | "json", out: Output): void {
  if (format === "json") {
    out.json({ schemaVersion: 1, rows: covered });
    return;
  }
  for (const { verdict, account, env, urn } of covered) {
    if (verdict === "managed") continue;
    out.line(verdict.padEnd(11), [account, env, urn].filter(Boolean).join(" "));
  }
  const counts = new Map<Verdict, number>();
  for (const { verdict } of covered) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  out.line([...counts].map(([verdict, count]) => `${count} ${verdict}`).join(", "));
}
