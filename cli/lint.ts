import { whitelistWarnings } from "../provider/core/whitelist-warnings";
import { quote } from "../provider/core/quote";
import { whitelistEntryProblem } from "../provider/core/whitelist-entry";
import { checkInputs } from "../provider/core/validation";
import { type Command, type ExitCode, parse, UsageError } from "./command";
import { readText } from "./inputs";
import type { Output } from "./output";
import { type Entry, FORMS, readWhitelistFile } from "./whitelist-file";

const help = `Usage: npx pulumi-wechat-cloudbase lint <file> [options]

Checks a whitelist: ${FORMS}, where
# begins a comment. - reads it from stdin. A file with nothing in it is a problem; an empty whitelist is [].
Sends nothing and needs no token.

Options:
  --strict             exit code 1 for warnings as well
  --json               print JSON
`;

const options = {
  strict: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** Checks a whitelist as \`pulumi preview\` would. */
export const lint: Command = { help, run };

/** Something to say about a whitelist, or about one entry of it. */
interface Remark {
  /** The line of a text file. */
  line?: number;
  /** The entry's place in the list, from 0. */
  index?: number;
  message: string;
}

async function run(argv: readonly string[], out: Output): Promise<ExitCode> {
  const { values, positionals } = parse(argv, options, 1);
  const [file] = positionals;
  if (file === undefined) throw new UsageError("no file given");
  const { paths, problems, warnings } = remarksOn(file, await readText(file));
  const isOk = problems.length === 0 && (warnings.length === 0 || !values.strict);
  const name = file === "-" ? "stdin" : file;
  if (values.json) {
    out.json({ file: name, ok: isOk, paths, problems, warnings });
  } else {
    for (const remark of problems) print(out, name, { ...remark, kind: "problem" });
    for (const remark of warnings) print(out, name, { ...remark, kind: "warning" });
    out.line(
      `${name}: ${count(paths, "path")}, ${count(problems.length, "problem")}, ${count(warnings.length, "warning")}`,
    );
  }
  return isOk ? 0 : 1;
}

function remarksOn(
  file: string,
  text: string,
): { paths: number; problems: Remark[]; warnings: Remark[] } {
  const found = readWhitelistFile(file, text);
  if ("problem" in found) return { paths: 0, problems: [{ message: found.problem }], warnings: [] };
  const entries = "entries" in found ? found.entries : [];
  const apiWhitelist = "entries" in found ? entries.map(({ value }) => value) : found.value;
  const { failures } = checkInputs({ env: "none", apiWhitelist }, () => false);
  const problems = failures.map(({ property, reason }) => {
    const index = /\[(\d+)\]$/.exec(property)?.[1];
    if (index === undefined) return { message: `${property} ${reason}` };
    return { ...placeOf(entries, Number(index)), message: reason };
  });
  const advice = Array.isArray(apiWhitelist) ? whitelistWarnings(apiWhitelist as string[]) : [];
  const warnings = [
    ...duplicates(entries),
    ...entries.flatMap((entry, index) => doubts(entry, placeOf(entries, index))),
    ...advice.map((message) => ({ message })),
  ];
  return { paths: entries.length, problems, warnings };
}

function duplicates(entries: readonly Entry[]): Remark[] {
  const firsts = new Map<unknown, number>();
  return entries.flatMap(({ value }, index) => {
    const first = firsts.get(value);
    if (first === undefined) firsts.set(value, index);
    if (first === undefined || typeof value !== "string") return [];
    const { line } = entries[first] ?? {};
    const where = line === undefined ? `at [${first}]` : `in line ${line}`;
    return [{ ...placeOf(entries, index), message: `${quote(value)} is there already, ${where}` }];
  });
}

/** What is taken and hardly meant, although it is a path. */
function doubts({ value }: Entry, place: Pick<Remark, "index" | "line">): Remark[] {
  if (typeof value !== "string" || whitelistEntryProblem(value) !== undefined) return [];
  const [, host] = /^(\/[\w-]+(?:\.[\w-]+)*\.(?:com|cn)(?::\d+)?)\//i.exec(value) ?? [];
  const path = quote(value.slice(host?.length));
  const messages = [
    ...(host === undefined ? [] : [`begins with a host; the path alone is ${path}`]),
    ...(value.includes("\uFFFD")
      ? ["has U+FFFD in it: it was read in another encoding than it was written in"]
      : []),
  ];
  return messages.map((message) => ({ ...place, message: `${quote(value)} ${message}` }));
}

function placeOf(entries: readonly Entry[], index: number): Pick<Remark, "index" | "line"> {
  const line = entries[index]?.line;
  return { index, ...(line !== undefined && { line }) };
}

function print(out: Output, file: string, remark: Remark & { kind: "problem" | "warning" }): void {
  const { line, index, kind, message } = remark;
  const place = line === undefined ? (index === undefined ? "" : `[${index}]`) : `:${line}`;
  out.line(
    `${file}${place}: `,
    { text: kind, style: kind === "problem" ? "red" : "yellow" },
    `: ${message}`,
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
