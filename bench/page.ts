import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";
import { plot } from "./plot";
import { renderDocument } from "./report";
import type { Results } from "./results";

/** Where the page and its picture go. */
export interface PageFiles {
  document: string;
  picture: string;
}

/** Markdown as the repository formats it. */
export async function markdown(text: string): Promise<string> {
  const config = await prettier.resolveConfig(join(__dirname, "../docs/benchmarks.md"));
  return prettier.format(text, { ...config, parser: "markdown" });
}

/** Writes the page of some results; the same results always make the same page. */
export async function writePage(files: PageFiles, results: Results): Promise<void> {
  writeFileSync(files.document, await markdown(renderDocument(results, "benchmarks.svg")));
  writeFileSync(files.picture, plot(results.parts.map(({ measurement }) => measurement)));
}
