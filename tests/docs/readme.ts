import { readFileSync } from "node:fs";
import { readmeFile } from "../../scripts/readme-errors";

/** The README as the tests read it: by section, table and code block. */
export const readme = readFileSync(readmeFile, "utf8");

/** The text below a heading, up to the next one of any level. */
export function section(heading: string): string {
  const [, after] = readme.split(new RegExp(`^#+ ${heading}$`, "m"));
  if (after === undefined) throw new Error(`README.md has no section "${heading}"`);
  return after.split(/^#+ /m)[0] ?? "";
}

/** A column of the first table of a section, without the code marks. */
export function column(heading: string, index: number): string[] {
  const rows = section(heading)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return rows.slice(2).map((cells) => (cells[index + 1] ?? "").replaceAll("`", ""));
}

/** The README's one TypeScript program. */
export function readmeProgram(): string {
  const [program, ...others] = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(
    ([, code]) => code,
  );
  if (program === undefined || others.length > 0) throw new Error("README.md has one ts block");
  return program;
}
