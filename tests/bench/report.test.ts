import { plot } from "../../bench/plot";
import { renderDocument } from "../../bench/report";
import { part, resultsOf } from "./figures";

const seconds = { ours: 1.15, native: 1, obvious: 2, floor: 1 };
const tables = [part({ count: 100, seconds }), part({ count: 100, latencyMs: 50, seconds })];

describe("the document of the benchmarks", () => {
  it("shows a missed target as missed, beside the met ones", () => {
    const document = renderDocument(resultsOf(tables), "picture.svg");
    expect(document).toContain(
      "| `up` of 100, without latency: over the floor's time | 1.10 | **1.15, missed** | 1.00, met |",
    );
    expect(document).toContain("**6 missed**");
    expect(document).toContain("- Code: 0123456789abcdef,");
    expect(document).toContain("](picture.svg)");
  });

  it("says of a double's times that they are not Pulumi's", () => {
    const warning = "**These times are not Pulumi's**";
    expect(renderDocument(resultsOf(tables, true), "picture.svg")).toContain(warning);
    expect(renderDocument(resultsOf(tables), "picture.svg")).not.toContain(warning);
  });
});

describe("the plot of the benchmarks", () => {
  /** The widths of a colour's bars in the panels, without the one of the legend. */
  const widths = (svg: string, colour: string) =>
    [...svg.matchAll(new RegExp(`width="([\\d.]+)" height="\\d+" fill="${colour}"`, "g"))]
      .map(([, width]) => Number(width))
      .slice(1);

  it("draws a bar for each step and latency, as long as its time", () => {
    const svg = plot(tables.map(({ measurement }) => measurement));
    const [ours, obvious] = [widths(svg, "#0072b2"), widths(svg, "#d55e00")];
    expect(ours).toHaveLength(10);
    expect(obvious).toHaveLength(10);
    ours.forEach((width, index) =>
      expect(width / (obvious[index] ?? NaN)).toBeCloseTo(1.15 / 2, 2),
    );
  });

  it("can be read on light and dark pages", () => {
    expect(plot([])).toContain("@media (prefers-color-scheme:dark)");
  });
});
