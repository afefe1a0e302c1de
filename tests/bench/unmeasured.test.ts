import { targetTable } from "../../bench/tables";
import { judge } from "../../bench/targets";
import { type Figures, part, resultsOf } from "./figures";

describe("targets of which no table tells", () => {
  const seconds = { ours: 1, native: 1, obvious: 2, floor: 1 };
  const rows = (...figures: Figures[]) =>
    targetTable(judge(resultsOf(figures.map(part))))
      .split("\n")
      .slice(2)
      .map((row) => row.split("|").map((cell) => cell.trim()));
  const unmeasured = (...figures: Figures[]) =>
    rows(...figures)
      .filter((row) => row.includes("not measured"))
      .map(([, what]) => what);
  const all = [0, 50].flatMap((latencyMs) =>
    [1, 100, 1000].map((count) => ({ count, latencyMs, seconds, cost: { requestSeconds: 0.06 } })),
  );
  const steps = ["up", "refresh", "destroy"];
  const waits = ["from start to exit", "from the first request to the last answer"];

  it("are all listed as not measured, but for the import, which needs no table", () => {
    const none = "not measured,not measured,";
    expect(rows().map(([, what, atMost, ...cells]) => [what, atMost, cells.join()])).toEqual([
      ...[1, 100, 1000].flatMap((count) =>
        steps.map((step) => [
          `\`${step}\` of ${count}, without latency: over the floor's time`,
          "1.10",
          none,
        ]),
      ),
      ...[
        [1, "0.07 s"],
        [100, "0.85 s"],
        [1000, "8.13 s"],
      ].flatMap(([count, atMost]) =>
        waits.map((wait) => [`\`refresh\` of ${count}, 50 ms of latency: ${wait}`, atMost, none]),
      ),
      ["`preview` and unchanged `up`: requests", "0", none],
      ["any step: connections (the engine's parallelism)", "8", none],
      [
        "importing the package, beyond `@pulumi/pulumi`",
        "15.0 ms",
        "2.0 ms, met,**16.0 ms, missed**,",
      ],
      ["`up` of 1000, without latency: over the obvious way's time", "0.50", none],
    ]);
  });

  it("are the same rows however much was measured", () => {
    const titles = (...figures: Figures[]) =>
      rows(...figures).map(([, what]) => what?.split(";")[0]);
    expect(titles(...all)).toEqual(titles());
    expect(unmeasured(...all)).toEqual([]);
    expect(titles({ count: 8, seconds })).toEqual([
      ...titles().slice(0, 3),
      ...steps.map((step) => `\`${step}\` of 8, without latency: over the floor's time`),
      ...titles().slice(3),
    ]);
  });

  it.each(all.map((figures, index) => [figures.count, figures.latencyMs, index]))(
    "say nothing of requests and connections before N = %i with %i ms was measured",
    (_count, _latencyMs, missing) => {
      const others = all.filter((_figures, index) => index !== missing);
      const counted = [
        "`preview` and unchanged `up`: requests",
        "any step: connections (the engine's parallelism)",
      ];
      expect(unmeasured(...others)).toEqual(expect.arrayContaining(counted));
    },
  );

  it("are missed by the first table that misses them", () => {
    const cost = { requests: { get: 1, set: 0 }, connections: 9 };
    expect(
      rows({ count: 100, seconds, cost }).filter(([, what]) =>
        /requests$|connections/.test(what ?? ""),
      ),
    ).toEqual([
      ["", "`preview` and unchanged `up`: requests", "0", "**1, missed**", "**1, missed**", ""],
      [
        "",
        "any step: connections (the engine's parallelism)",
        "8",
        "**9, missed**",
        "**9, missed**",
        "",
      ],
    ]);
  });

  it("say nothing of a floor that was not run", () => {
    const [whole] = rows({ count: 1, latencyMs: 50, seconds: { ours: 0.05 } }).filter(([, what]) =>
      what?.includes("start to exit"),
    );
    expect(whole?.slice(1, 5)).toEqual([
      "`refresh` of 1, 50 ms of latency: from start to exit",
      "0.07 s",
      "0.05 s, met",
      "not measured",
    ]);
  });
});
