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
  /** Null where not even the account's environments could be listed. */
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
  const managed = new Map<string, Stored>();
  for (const each of files)
    for (const stored of storedIn(each, await readText(each))) managed.set(stored.env, stored);
  const covered = judge(rows, managed);
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

function judge(rows: readonly Row[], managed: Map<string, Stored>): Covered[] {
  const seen = new Set(rows.map(({ env }) => env));
  const unlisted = rows.filter((row) => row.env === null && isUnreadable(row));
  const unlistedAccounts = new Set(unlisted.map(({ account }) => account));
  const there = rows.flatMap(({ account, env, apiWhitelist, open }): Covered[] => {
    if (env === null) return [];
    const stored = managed.get(env);
    const about = { env, account, urn: stored?.urn ?? null };
    if (!stored) return [{ ...about, verdict: "unmanaged" }];
    if (apiWhitelist === null) return [{ ...about, verdict: "unreadable" }];
    const isEqual =
      isSameWhitelist(stored.apiWhitelist, apiWhitelist) &&
      (!stored.managesOpen || stored.open === open);
    return [{ ...about, verdict: isEqual ? "managed" : "drifted" }];
  });
  const gone = [...managed.values()].filter(({ env }) => !seen.has(env));
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

interface Export {
  deployment?: {
    resources?: { type?: string; urn?: string; outputs?: Partial<Stored>; delete?: boolean }[];
  };
}

function storedIn(file: string, text: string): Stored[] {
  const shape = `--state ${file} is not what \`pulumi stack export\` prints`;
  let exported: Export | null;
  try {
    exported = JSON.parse(text) as Export | null;
  } catch {
    throw new UsageError(shape);
  }
  const resources = exported?.deployment?.resources;
  if (!Array.isArray(resources)) throw new UsageError(shape);
  return resources.flatMap(({ type = "", urn = "", outputs = {}, delete: isLeftover }) => {
    if (!TYPES.includes(type) || isLeftover === true) return [];
    const { env, apiWhitelist } = outputs;
    if (typeof env !== "string" || !Array.isArray(apiWhitelist))
      throw new UsageError(`${urn} has a secret policy: export with --show-secrets`);
    return [{ ...(outputs as Stored), urn }];
  });
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
