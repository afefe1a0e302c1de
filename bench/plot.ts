import { median, type Part, secondsOf } from "./results";
import { steps, variants } from "./variants";

const [LEFT, TOP, PANEL, BAR] = [84, 74, 192, 12];

/** The times as an SVG: a row for each N, a column for each step, a bar for each variant and latency. */
export function plot(parts: readonly Part[]): string {
  const counts = [...new Set(parts.map(({ count }) => count))].sort((a, b) => a - b);
  const latencies = [...new Set(parts.map(({ latencyMs }) => latencyMs))];
  const group = latencies.length * BAR + 5;
  const row = variants.length * group + 18;
  const [width, height] = [LEFT + steps.length * PANEL, TOP + counts.length * row + 10];
  const text = (x: number, y: number, words: string, more = "") =>
    `<text x="${x.toFixed(1)}" y="${y}"${more}>${words}</text>`;
  const bar = (x: number, y: number, length: number, fill: string, isPale = false) =>
    `<rect x="${x}" y="${y}" width="${length.toFixed(1)}" height="10" fill="${fill}"${isPale ? ' fill-opacity="0.5"' : ""}/>`;
  const strong = ' class="strong"';

  const panel = (count: number, step: string, left: number, top: number): string[] => {
    const bars = variants.flatMap(({ name, colour }, index) =>
      latencies.flatMap((latencyMs, shade) => {
        const part = parts.find((one) => one.count === count && one.latencyMs === latencyMs);
        const y = top + index * group + shade * BAR;
        return part ? [{ seconds: median(secondsOf(part, name, step)), y, colour, shade }] : [];
      }),
    );
    // Beside the longest bar there must be room for its number.
    const scale = (PANEL - 62) / Math.max(...bars.map(({ seconds }) => seconds));
    return bars.flatMap(({ seconds, y, colour, shade }) => [
      bar(left, y, seconds * scale, colour, shade > 0),
      text(left + seconds * scale + 4, y + 9, `${seconds.toFixed(1)} s`),
    ]);
  };
  const shades = latencies.map((each, i) => `${i === 0 ? "full colour" : "pale"}: ${each} ms`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">Seconds a step, for ${counts.join(", ")} resources</title>`,
    "<style>",
    "text{font:11px system-ui,sans-serif;fill:#24292f}.strong{font-weight:600}.page{fill:#fff}",
    "@media (prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}}",
    "</style>",
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...variants.flatMap(({ name, colour }, index) => [
      bar(LEFT + index * 90, 20, 14, colour),
      text(LEFT + index * 90 + 20, 29, name),
    ]),
    text(
      LEFT + variants.length * 90,
      29,
      `${shades.join(", ")} of latency; each panel has its scale`,
    ),
    ...steps.map(({ name }, column) => text(LEFT + column * PANEL, TOP - 10, name, strong)),
    ...counts.flatMap((count, index) => [
      text(20, TOP + index * row + 10, `N = ${count}`, strong),
      ...steps.flatMap(({ name }, column) =>
        panel(count, name, LEFT + column * PANEL, TOP + index * row),
      ),
    ]),
    "</svg>",
    "",
  ].join("\n");
}
