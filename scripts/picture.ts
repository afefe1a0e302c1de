import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters as plain } from "node:util";
import { createColors } from "picocolors";
import { Screen } from "../examples/demo/screen";
import { tellStory } from "../examples/demo/story";
import { Page } from "../tests/docs/page";
import { type Engine, selectEngine } from "../tests/support/engine";

/**
 * `npm run generate` draws what a terminal shows: of the demo what it prints from the edit in the web
 * console until it is healed, and of an inventory what docs/platform.md shows. The texts are those of runs.
 */
export const pictures = {
  drift: join(__dirname, "../docs/drift.svg"),
  inventory: join(__dirname, "../docs/inventory.svg"),
};

const SIZE = 14;
const LINE = 20;
/** Wider than a character of the widest usual monospace font. */
const CHARACTER = 8.6;
const MARGIN = 20;

/** SGR codes of picocolors, by the class that the picture has for them. */
const classes: Record<string, string> = {
  1: "bold",
  2: "dim",
  31: "red",
  32: "green",
  33: "yellow",
  36: "cyan",
};

/** Plays the demo on the engine and gives all that it wrote, with its colours. Throws if the demo fails. */
export async function runDemo(engine: Engine): Promise<string> {
  const lines: string[] = [];
  await tellStory(engine, new Screen((text) => lines.push(text), createColors(true)));
  return lines.join("\n");
}

/** The picture of the demo: its steps 4 to 6. */
export function drawDrift(output: string): string {
  const lines = output.split("\n");
  const stepAt = (step: number) => lines.findIndex((line) => plain(line).startsWith(`${step}. `));
  const title = "What npm run demo prints when somebody edits a policy by hand";
  return draw(lines.slice(stepAt(4), stepAt(7)).join("\n"), title);
}

/** The picture of an inventory that was printed by this command. */
export function drawInventory(command: string, output: string): string {
  const title = "An inventory: each account, its environments, and what each of them allows";
  return draw(`\x1b[2m$ ${command}\x1b[22m\n${output}`, title);
}

function draw(output: string, title: string): string {
  const shown = output.trimEnd().split("\n");
  const columns = Math.max(...shown.map((line) => plain(line).length));
  const width = Math.ceil(columns * CHARACTER) + 2 * MARGIN;
  const height = shown.length * LINE + 2 * MARGIN;
  const texts = shown.flatMap((line, index) =>
    line === ""
      ? []
      : [`<text x="${MARGIN}" y="${MARGIN + SIZE + index * LINE}">${spans(line)}</text>`],
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title" xml:space="preserve" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title id="title">${title}</title>
<style>
rect { fill: #f6f8fa; stroke: #d0d7de }
text { fill: #1f2328; font: ${SIZE}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
.bold { font-weight: bold } .dim { fill: #59636e } .red { fill: #cf222e } .green { fill: #116329 } .yellow { fill: #7d4e00 } .cyan { fill: #0550ae }
@media (prefers-color-scheme: dark) {
rect { fill: #0d1117; stroke: #3d444d }
text { fill: #f0f6fc }
.dim { fill: #9198a1 } .red { fill: #ff7b72 } .green { fill: #56d364 } .yellow { fill: #e3b341 } .cyan { fill: #79c0ff }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${texts.join("\n")}
</svg>
`;
}

/** A line as text with a span for each part that has a colour. */
function spans(line: string): string {
  // eslint-disable-next-line no-control-regex -- a terminal's colours are control characters
  return line.replace(/\x1b\[(\d+)m(.*?)\x1b\[\d+m|[&<>]/g, (found, code?: string, text = "") =>
    code === undefined
      ? (entities[found] ?? found)
      : `<tspan class="${classes[code] ?? ""}">${spans(text as string)}</tspan>`,
  );
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

async function drawAll() {
  writeFileSync(pictures.drift, drawDrift(await runDemo(await selectEngine())));
  // A test runs this command and compares what it prints with the page.
  const page = new Page("docs/platform.md");
  const [look, printed] = ["sh", "text"].map((kind) =>
    page.blocks("Take stock").find(({ language }) => language === kind),
  );
  if (look === undefined || printed === undefined)
    throw new Error("docs/platform.md has no inventory");
  writeFileSync(pictures.inventory, drawInventory(look.code.trimEnd(), printed.code));
}

if (require.main === module) void drawAll();
