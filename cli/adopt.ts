import { basename, join, resolve } from "node:path";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { type PolicyRow, projectFiles } from "./adopt/project";
import { whitelistEntryProblem } from "../provider/core/whitelist-entry";
import { type Command, type ExitCode, parse, UsageError } from "./command";
import { codeOf } from "./inputs";
import { readInventory } from "./inventory/partial";
import { isUnreadable, type Row } from "./inventory/row";
import type { Output } from "./output";

const help = `Usage: npx pulumi-wechat-cloudbase adopt --from FILE --out DIR [options]

Writes a Pulumi project that declares every policy of an inventory as it is. Asks WeChat nothing.

Options:
  --from FILE          what \`inventory --format json\` wrote
  --out DIR            where the project goes: a folder that is new or empty
  --native             declare the plugin's resources, and write what \`pulumi import --file\` takes
  --shards N           divide the accounts over N stacks: a merchant keeps its stack when others come and go
`;

const options = {
  from: { type: "string" },
  out: { type: "string" },
  native: { type: "boolean", default: false },
  shards: { type: "string" },
} as const;

/** Writes a Pulumi project for what an inventory has. */
export const adopt: Command = { help, run };

async function run(argv: readonly string[], out: Output): Promise<ExitCode> {
  const { values } = parse(argv, options, 0);
  const { from, out: folder, native: isNative, shards: text } = values;
  if (from === undefined || folder === undefined)
    throw new UsageError("--from and --out are needed");
  const shards = text === undefined ? undefined : Number(text);
  if (shards !== undefined && !(Number.isInteger(shards) && shards >= 1 && shards <= 1_000))
    throw new UsageError("--shards takes a whole number from 1 to 1000");
  const { rows } = readInventory(from);
  const readable = rows.flatMap(({ env, apiWhitelist, ...row }) =>
    env !== null && apiWhitelist !== null ? [{ ...row, env, apiWhitelist }] : [],
  );
  const judged = readable.map((row) => ({ row, problem: problemOf(row) }));
  const policies = judged.filter(({ problem }) => problem === undefined).map(({ row }) => row);
  if (policies.length === 0) throw new UsageError(`${from} has no policy that could be read`);
  const name = projectName(basename(resolve(folder)));
  const files = projectFiles(policies, { name, isNative, shards });
  makeEmpty(folder);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  out.line(`${policies.length} policies, ${Object.keys(files).length} files in ${folder}`);
  const unreadable = rows
    .filter(isUnreadable)
    .map((row) => ({ row, problem: row.findings.join("; ") }));
  for (const { row, problem } of [...unreadable, ...judged])
    if (problem !== undefined) out.note(`left out: ${nameOf(row)}: ${problem}`);
  return Promise.resolve(0);
}

const nameOf = ({ account, env }: Row) =>
  [env, account || "the token's account"].filter(Boolean).join(" of ");

/** What WeChat has need not be what the resource takes. */
const problemOf = ({ apiWhitelist }: PolicyRow) =>
  apiWhitelist.map(whitelistEntryProblem).find((problem) => problem !== undefined);

/** What Pulumi takes as a project's name, of a folder's. */
function projectName(folder: string): string {
  const name = folder.replace(/[^\w.-]+/g, "-");
  return /\w/.test(name) ? name : "wechat-policies";
}

function makeEmpty(folder: string): void {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new UsageError(`--out ${folder} is not empty`);
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--out ${folder} cannot be written: ${codeOf(error)}`);
  }
}
