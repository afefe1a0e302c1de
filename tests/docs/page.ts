import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(__dirname, "../..");

/** A block of code as the page prints it. */
export interface Block {
  language: string;
  code: string;
}

/** A page of the documentation as the tests read it: by section, table and block of code. */
export class Page {
  readonly text: string;

  /** `file`: from the repository's root. */
  constructor(readonly file: string) {
    this.text = readFileSync(join(root, file), "utf8");
  }

  /** The text below a heading, up to the next one of any level. */
  section(heading: string): string {
    const [, after] = this.#prose.split(new RegExp(`^#+ ${heading}$`, "m"));
    if (after === undefined) throw new Error(`${this.file} has no section "${heading}"`);
    return (after.split(/^#+ /m)[0] ?? "").replaceAll(HASH, "#");
  }

  /** A column of the first table of a section, without the code marks. */
  column(heading: string, index: number): string[] {
    const rows = this.section(heading).match(/^\|.*/gm) ?? [];
    return rows.slice(2).map((row) => (row.split("|")[index + 1] ?? "").trim().replaceAll("`", ""));
  }

  /** The headings in order, with how deep each is. */
  get outline(): { level: number; heading: string }[] {
    return [...this.#prose.matchAll(/^(#+) (.*)$/gm)].map(([, marks = "", heading = ""]) => ({
      level: marks.length,
      heading,
    }));
  }

  /** Every block of code, or those of a section. */
  blocks(heading?: string): Block[] {
    const text = heading === undefined ? this.text : this.section(heading);
    return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({
      language,
      code,
    }));
  }

  /** The text, with what is a comment in a block of code not to be taken for a heading. */
  get #prose(): string {
    return this.text.replace(/^```.*?^```$/gms, (block) => block.replace(/^#/gm, HASH));
  }
}

const HASH = "\u0000";

export const readme = new Page("README.md");

export const inputsOutputs = new Page("docs/inputs-outputs.md");

/** Every page that people read: the README in its languages, the pages of docs/ and of the examples. */
export const pages = [
  "README.md",
  "README.zh-CN.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "AGENTS.md",
  ...readdirSync(join(root, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
  ...readdirSync(join(root, "examples"))
    .map((example) => `examples/${example}/README.md`)
    .filter((file) => existsSync(join(root, file))),
].map((file) => (file === "README.md" ? readme : new Page(file)));

/** The README's first program, ten lines long. */
export function readmeProgram(): string {
  const program = readme.blocks().find(({ language }) => language === "ts");
  if (!program) throw new Error("README.md has no ts block");
  return program.code;
}

/** The blocks of a language that are whole programs, with the page's name and a number. */
export function programs(language: string, isOne: (code: string) => boolean = () => true) {
  return pages
    .filter(({ file }) => !file.endsWith(".zh-CN.md"))
    .flatMap((page) => page.blocks().map((block) => [page.file, block] as const))
    .filter(([, block]) => block.language === language && isOne(block.code));
}
