import { normalizeWhitelist } from "../provider/core/policy";
import { type Command, commonHelp, commonOptions, type ExitCode, parse } from "./command";
import { openGiven, PATIENCE_MS, targetOf } from "./connection";
import type { Output } from "./output";

const help = `Usage: npx pulumi-wechat-cloudbase get <env> [options]

Prints the live policy of an environment. Changes nothing.

Options:
${commonHelp}
If componentAppId is the token source, a component_access_token is obtained; an earlier one lives
about five minutes more.
`;

/** Prints the live policy of an environment. */
export const get: Command = { help, run };

async function run(argv: readonly string[], out: Output): Promise<ExitCode> {
  const { values, positionals } = parse(argv, commonOptions, 1);
  const target = targetOf(positionals[0], values.account);
  const { api, deadline } = await openGiven(values.config, out);
  const live = await api.get(target, deadline(PATIENCE_MS));
  const { open: isOpen, version } = live;
  const apiWhitelist = normalizeWhitelist(live.apiWhitelist);
  if (values.json) {
    out.json({ ...target, open: isOpen, apiWhitelist, version });
    return 0;
  }
  out.line({ text: target.env, style: "bold" });
  out.line(`  open          ${String(isOpen)} (of the whole account)`);
  out.line(`  version       ${version}`);
  out.line(
    `  apiWhitelist  ${apiWhitelist.length === 0 ? "empty: nothing may be called" : ""}`.trimEnd(),
  );
  for (const path of apiWhitelist.slice(0, MOST.paths)) out.line(`    ${shortened(path)}`);
  const more = apiWhitelist.length - MOST.paths;
  if (more > 0) out.line(`    … and ${more} more: --json prints all`);
  return 0;
}

/** What people can read of it. Nothing bounds what a server answers. */
const MOST = { paths: 1_000, characters: 200 };

function shortened(path: string): string {
  const { length } = path;
  if (length <= MOST.characters) return path;
  return `${path.slice(0, MOST.characters)}… (${length} characters)`;
}
