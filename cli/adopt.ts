import { basename, join, resolve } from "node:path";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { projectFiles } from "./adopt/project";
import { type Command, type ExitCode, parse, UsageError } from "./command";
import { readInventory } from "./inventory/partial";
import { isUnreadable } from "./inventory/row";
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
  if (readable.length === 0) throw new UsageError(`${from} has no policy that could be read`);
  const name = basename(resolve(folder)).replace(/[^\w.-]+/g, "-") || "wechat-policies";
  const files = projectFiles(readable, { name, isNative, shards });
  makeEmpty(folder);
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  const unreadable = rows.filter(isUnreadable).length;
  out.line(`${readable.length} policies, ${Object.keys(files).length} files in ${folder}`);
  if (unreadable > 0) out.note(`left out because they could not be read: ${unreadable}`);
  return Promise.resolve(0);
}

function makeEmpty(folder: string): void {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new UsageError(`--out ${folder} is not empty`);
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = "unwritable" } = error as NodeJS.ErrnoException;
    throw new UsageError(`--out ${folder} cannot be written: ${code}`);
  }
}
