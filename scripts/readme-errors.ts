import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { httpStatuses, socketErrors, type TransportRow } from "../provider/wechat/classify";
import { errcodes, type ErrcodeRow, GONE_MARK, goneRow } from "../provider/wechat/errcodes";

/**
 * Writes the error tables of the README from the tables that the provider uses.
 *
 *     npx tsx scripts/readme-errors.ts           writes README.md
 *     npx tsx scripts/readme-errors.ts --check   exits 1 where README.md is not up to date
 */
export const readmeFile = join(__dirname, "../README.md");

const BEGIN = "<!-- errors:begin -->";
const END = "<!-- errors:end -->";

type Row = Pick<TransportRow, "words" | "failure" | "retryAfterMs" | "remedy"> &
  Pick<ErrcodeRow, "isVersionSuspect"> & { code: string | number };

/** The README's text with tables that are up to date. Throws where the markers are not there. */
export function withErrorTables(readme: string): string {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`README.md needs ${BEGIN} and, below it, ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${errorTables()}\n${readme.slice(end)}`;
}

function errorTables(): string {
  return [
    // Prettier would pad every row to the longest: one changed word would change every line.
    "<!-- prettier-ignore-start -->",
    "",
    "WeChat's errcodes. A code that is not here is reported with WeChat's own words and handled like 40097.",
    "",
    ...table("errcode", [...errcodes, { ...goneRow, code: `any, with \`${GONE_MARK}\`` }]),
    "",
    "No answer: what the network says. A code that is not here is `unknown` and tried again.",
    "",
    ...table("code", socketErrors),
    "",
    "An answer with another HTTP status than 2xx.",
    "",
    ...table("status", httpStatuses),
    "",
    "<!-- prettier-ignore-end -->",
  ].join("\n");
}

function table(head: string, rows: readonly Row[]): string[] {
  const lines = rows.map((row) => [
    `${row.code}`,
    row.words,
    `\`${row.failure}\``,
    triedAgain(row),
    row.remedy,
  ]);
  return [
    [head, "meaning", "kind", "tried again", "what you can do"],
    Array(5).fill("---"),
    ...lines,
  ].map((cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
}

function triedAgain({ retryAfterMs, isVersionSuspect }: Row): string {
  if (isVersionSuspect === true) return "other `version`";
  if (retryAfterMs === undefined) return "no";
  return retryAfterMs === 0 ? "yes" : `after ${retryAfterMs / 1000} s`;
}

function main(): void {
  const readme = readFileSync(readmeFile, "utf8");
  const wanted = withErrorTables(readme);
  if (wanted === readme) return;
  if (process.argv.includes("--check")) {
    process.stderr.write("README.md is stale: run `npx tsx scripts/readme-errors.ts`\n");
    process.exitCode = 1;
  } else {
    writeFileSync(readmeFile, wanted);
  }
}

if (require.main === module) main();
