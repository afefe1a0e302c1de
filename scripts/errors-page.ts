import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { httpStatuses, socketErrors, type TransportRow } from "../provider/wechat/classify";
import { errcodes, type ErrcodeRow, GONE_MARK, goneRow } from "../provider/wechat/errcodes";
import { chinese } from "./errors-chinese";

/**
 * Writes the error tables of docs/errors.md, in both languages, from the tables that the provider uses.
 *
 *     npx tsx scripts/errors-page.ts           writes them
 *     npx tsx scripts/errors-page.ts --check   exits 1 if a file is not up to date
 */
const root = join(__dirname, "..");
export const filesWithErrors = ["docs/errors.md", "docs/errors.zh-CN.md"].map((file) =>
  join(root, file),
);

type Row = Pick<TransportRow, "words" | "failure" | "retryAfterMs" | "remedy"> &
  Pick<ErrcodeRow, "isVersionSuspect"> & { code: string | number };

type Translate = (english: string) => string;

const english: Translate = (text) => text;

const inChinese: Translate = (text) => {
  const translated = chinese[text];
  if (translated === undefined) throw new Error(`scripts/errors-chinese.ts lacks: ${text}`);
  return translated;
};

/** A page's text with tables that are up to date, in its language. Throws if it has no marker for one. */
export function withErrorTables(file: string, text: string): string {
  const translate = file.endsWith(".zh-CN.md") ? inChinese : english;
  const markers = /(<!-- (errcodes|network):begin -->\n).*?(<!-- \2:end -->)/gs;
  if (text.search(markers) < 0) throw new Error("no <!-- errcodes:begin --> with its end below it");
  return text.replace(
    markers,
    (_all, begin: string, which: "errcodes" | "network", end: string) => {
      // Prettier would pad every row to the longest: one changed word would change every line.
      const lines = ["<!-- prettier-ignore-start -->", "", ...tables[which](translate), ""];
      return `${begin}${lines.join("\n")}\n<!-- prettier-ignore-end -->\n${end}`;
    },
  );
}

const tables = {
  errcodes: (translate: Translate) => [
    translate(
      "A code that is not here is reported with WeChat's own words and handled like 40097.",
    ),
    "",
    ...table(
      "errcode",
      [...errcodes, { ...goneRow, code: translate(`any, such as -501000, with \`${GONE_MARK}\``) }],
      translate,
    ),
  ],
  network: (translate: Translate) => [
    translate("What the network says. A code that is not here is `unknown` and tried again."),
    "",
    ...table("code", socketErrors, translate),
    "",
    translate(
      "An answer with another HTTP status than 200. Another 2xx is `unknown` and tried again.",
    ),
    "",
    ...table("status", httpStatuses, translate),
  ],
};

function table(head: string, rows: readonly Row[], translate: Translate): string[] {
  const lines = rows.map((row) => [
    `${row.code}`,
    translate(row.words),
    `\`${row.failure}\``,
    translate(triedAgain(row)),
    translate(row.remedy),
  ]);
  return [
    [head, "meaning", "kind", "tried again", "what you can do"].map(translate),
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
  for (const file of filesWithErrors) {
    const text = readFileSync(file, "utf8");
    const wanted = withErrorTables(file, text);
    if (wanted === text) continue;
    if (process.argv.includes("--check")) {
      process.stderr.write(`${file} is stale: run \`npx tsx scripts/errors-page.ts\`\n`);
      process.exitCode = 1;
    } else {
      writeFileSync(file, wanted);
    }
  }
}

if (require.main === module) main();
