import { median, type Part, secondsOf } from "./page";
import { names, steps, variants } from "./variants";

const [LEFT, TOP, PANEL, BAR] = [84, 58, 192, 12];

/** The times without latency as an SVG: a row for each N, a column for each step, a bar for each variant. */
export function plot(all: readonly Part[]): string {
  const parts = all.filter(({ latencyMs }) => latencyMs === 0);
  const row = names.length * (BAR + 3) + 18;
  const [width, height] = [LEFT + steps.length * PANEL, TOP + parts.length * row];
  const text = (x: number, y: number, words: string) => `<text x="${x}" y="${y}">${words}</text>`;
  const bar = (x: number, y: number, length: number, fill: string) =>
    `<rect x="${x}" y="${y}" width="${length.toFixed(1)}" height="10" fill="${fill}"/>`;

  /** Each has its own scale, with room for a number beside the longest bar. */
  const panel = (part: Part, step: string, left: number, top: number) => {
    const times = names.map((name) => median(secondsOf(part, name, step)));
    return names.flatMap((name, index) => {
      const [time = 0, y] = [times[index], top + index * (BAR + 3)];
      const length = (time / Math.max(...times)) * (PANEL - 62);
      const end = Math.round(left + length + 4);
      return [
        bar(left, y, length, variants[name].colour),
        text(end, y + 9, `${time.toFixed(1)} s`),
      ];
    });
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">Seconds a step, for ${parts.map(({ count }) => count).join(", ")} resources</title>`,
    "<style>text{font:11px system-ui,sans-serif;fill:#24292f}.page{fill:#fff}",
    "@media (prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}}</style>",
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...names.flatMap((name, index) => [
      bar(LEFT + index * 90, 14, 14, variants[name].colour),
      text(LEFT + index * 90 + 20, 23, name),
    ]),
    ...steps.map(({ name }, column) => text(LEFT + column * PANEL, TOP - 10, name)),
    ...parts.flatMap((part, index) => [
      text(20, TOP + index * row + 10, `N = ${part.count}`),
      ...steps.flatMap(({ name }, column) =>
        panel(part, name, LEFT + column * PANEL, TOP + index * row),
      ),
    ]),
    "</svg>",
    "",
  ].join("\n");
}
