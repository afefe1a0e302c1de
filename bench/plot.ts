import type { Measurement } from "./measure";
import { steps } from "./steps";
import { costOf } from "./targets";
import { variants } from "./variants";

const MARGIN = 20;
const LABEL_WIDTH = 64;
const PANEL = { width: 176, gap: 16 };
const BAR = { height: 10, gap: 2 };
const GROUP_GAP = 5;
const HEAD = 74;

/** Told apart by the colour-blind as well, on white and on black. */
const COLOURS: Readonly<Record<string, string>> = {
  ours: "#0072b2",
  native: "#009e73",
  obvious: "#d55e00",
  floor: "#8a8a8a",
};

const escape = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/**
 * The times as a picture, an SVG that needs nothing else: one row a number of resources, one column
 * a step, one bar a variant and latency. Each panel has a scale of its own, from 0.
 */
export function plot(all: readonly Measurement[]): string {
  const counts = [...new Set(all.map(({ scenario }) => scenario.count))].sort((a, b) => a - b);
  const latencies = [...new Set(all.map(({ scenario }) => scenario.latencyMs))];
  const names = variants
    .map(({ name }) => name)
    .filter((name) => all.some(({ results }) => results.some(({ variant }) => variant === name)));
  const groupHeight = latencies.length * (BAR.height + BAR.gap) + GROUP_GAP;
  const rowHeight = names.length * groupHeight + 18;
  const width = 2 * MARGIN + LABEL_WIDTH + steps.length * (PANEL.width + PANEL.gap) - PANEL.gap;
  const height = HEAD + counts.length * rowHeight + MARGIN / 2;

  const panels = counts.flatMap((count, row) => {
    const top = HEAD + row * rowHeight;
    const rows = all.filter(({ scenario }) => scenario.count === count);
    return [
      `<text class="strong" x="${MARGIN}" y="${top + 10}">N = ${count}</text>`,
      ...steps.map(({ name }, column) => {
        const left = MARGIN + LABEL_WIDTH + column * (PANEL.width + PANEL.gap);
        return panel({ step: name, rows, names, latencies, left, top, groupHeight });
      }),
    ];
  });
  const heads = steps.map(({ name }, column) => {
    const left = MARGIN + LABEL_WIDTH + column * (PANEL.width + PANEL.gap);
    return `<text class="strong" x="${left}" y="${HEAD - 10}">${name}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escape(`Seconds a step, for ${counts.join(", ")} resources: ${names.join(", ")}`)}</title>`,
    "<style>",
    "text{font:11px system-ui,sans-serif;fill:#24292f}.strong{font-weight:600}.page{fill:#fff}",
    "@media (prefers-color-scheme:dark){text{fill:#e6edf3}.page{fill:#0d1117}}",
    "</style>",
    `<rect class="page" width="${width}" height="${height}"/>`,
    legend(names, latencies),
    ...heads,
    ...panels,
    "</svg>",
    "",
  ].join("\n");
}

function panel(given: {
  step: string;
  rows: readonly Measurement[];
  names: readonly string[];
  latencies: readonly number[];
  left: number;
  top: number;
  groupHeight: number;
}): string {
  const { step, rows, names, latencies, left, top, groupHeight } = given;
  const bars = names.flatMap((name, group) =>
    latencies.flatMap((latencyMs, index) => {
      const row = rows.find(({ scenario }) => scenario.latencyMs === latencyMs);
      const seconds = row && costOf(row, name, step)?.seconds;
      const y = top + group * groupHeight + index * (BAR.height + BAR.gap);
      return seconds === undefined ? [] : [{ name, latencyMs, seconds, y, isFirst: index === 0 }];
    }),
  );
  // Beside the longest bar there must be room for its number.
  const scale = (PANEL.width - 46) / Math.max(...bars.map(({ seconds }) => seconds));
  return bars
    .map(({ name, seconds, y, isFirst }) => {
      const length = Math.max(1, seconds * scale).toFixed(1);
      const label = `<text x="${(left + Number(length) + 4).toFixed(1)}" y="${y + BAR.height - 1}">${seconds.toFixed(1)} s</text>`;
      return `${bar({ name, isFirst, x: left, y, length })}${label}`;
    })
    .join("\n");
}

/** The first latency is the full colour, any other a paler one. */
function bar(given: {
  name: string;
  isFirst: boolean;
  x: number;
  y: number;
  length: string;
}): string {
  const { name, isFirst, x, y, length } = given;
  const pale = isFirst ? "" : ' fill-opacity="0.5"';
  const colour = COLOURS[name] ?? "#8a8a8a";
  return `<rect x="${x}" y="${y}" width="${length}" height="${BAR.height}" fill="${colour}"${pale}/>`;
}

function legend(names: readonly string[], latencies: readonly number[]): string {
  const y = MARGIN;
  const keys = names.map((name, index) => {
    const x = MARGIN + LABEL_WIDTH + index * 90;
    return `${bar({ name, isFirst: true, x, y, length: "14" })}<text x="${x + 20}" y="${y + BAR.height - 1}">${name}</text>`;
  });
  const [first = 0, ...others] = latencies;
  const shades = [
    `full colour: ${first} ms of latency`,
    ...others.map((latencyMs) => `pale: ${latencyMs} ms`),
  ].join(", ");
  const x = MARGIN + LABEL_WIDTH + names.length * 90;
  return `${keys.join("\n")}\n<text x="${x}" y="${y + BAR.height - 1}">${shades}; each panel has its own scale</text>`;
}
