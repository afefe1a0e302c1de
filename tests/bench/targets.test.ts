import type { Cost } from "../../bench/contender";
import { targetSummary, targetTable } from "../../bench/tables";
import { type Adapter, isMet, judge, type Verdict } from "../../bench/targets";
import { type Figures, part, resultsOf } from "./figures";

const adapters = ["ours", "native"] as const;
const met = (verdict: Verdict): Adapter[] => adapters.filter((name) => isMet(verdict, name));

/** The adapters that meet the target with these words in its name. */
function meeting(what: string, ...figures: Figures[]): Adapter[] {
  const verdict = judge(resultsOf(figures.map(part))).find((one) => one.what.includes(what));
  if (!verdict) throw new Error(`no target has ${what} in its name`);
  return met(verdict);
}

const rows = (...figures: Figures[]) =>
  targetTable(judge(resultsOf(figures.map(part))))
    .split("\n")
    .slice(2)
    .map((row) => row.slice(2, -2).split(" | "));

const OVER = 1e-6;
const even = { ours: 1, native: 1, obvious: 2, floor: 1 };
const all = [0, 50].flatMap((latencyMs) =>
  [1, 100, 1000].map((count): Figures => ({ count, latencyMs, seconds: even })),
);
const REQUESTS = "`preview` and unchanged `up`: requests";
const CONNECTIONS = "any step: connections (the engine's parallelism)";

describe("the table of targets", () => {
  const whole = "from start to exit";
  const waits = "from the first request to the last answer";
  const none = ["not measured", "not measured"];
  const unmeasured = [
    ...[1, 100, 1000].flatMap((count) =>
      ["up", "refresh", "destroy"].map((step) => [
        `\`${step}\` of ${count}, without latency: over the floor's time`,
        "1.10",
        ...none,
      ]),
    ),
    ["`refresh` of 1, 50 ms of latency: " + whole, "0.07 s", ...none],
    ["`refresh` of 1, 50 ms of latency: " + waits, "0.07 s", ...none],
    ["`refresh` of 100, 50 ms of latency: " + whole, "0.85 s", ...none],
    ["`refresh` of 100, 50 ms of latency: " + waits, "0.85 s", ...none],
    ["`refresh` of 1000, 50 ms of latency: " + whole, "8.13 s", ...none],
    ["`refresh` of 1000, 50 ms of latency: " + waits, "8.13 s", ...none],
    [REQUESTS, "0", ...none],
    [CONNECTIONS, "8", ...none],
    [
      "importing the package, beyond `@pulumi/pulumi`",
      "15.0 ms",
      "2.0 ms, met",
      "**16.0 ms, missed**",
    ],
    ["`up` of 1000, without latency: over the obvious way's time", "0.50", ...none],
  ];

  it("lists every target as not measured before a table exists", () => {
    expect(rows()).toEqual(unmeasured);
  });

  it("has the same rows, and the floor's time, after everything is measured", () => {
    const floor = "; the floor, which asks nothing, takes 1.00 s";
    expect(rows(...all).map(([what]) => what)).toEqual(
      unmeasured.map(([what = ""]) => (what.endsWith(whole) ? what + floor : what)),
    );
    expect(rows(...all).flat()).not.toContain("not measured");
    const half = rows({ count: 1, latencyMs: 50, seconds: { ours: 0.05 } });
    expect(half).toContainEqual([unmeasured[9]?.[0], "0.07 s", "0.05 s, met", "not measured"]);
  });

  it("is summed up in one line that names each missed target", () => {
    const seconds = { ...even, ours: 1.15 };
    const verdicts = judge(resultsOf([part({ count: 100, seconds })])).slice(3, 7);
    const missed = (step: string) =>
      `ours, \`${step}\` of 100, without latency: over the floor's time (1.15, at most 1.10)`;
    expect(targetSummary(verdicts)).toBe(
      "Of 8 targets: 3 met, **3 missed**, 2 not measured. Missed: " +
        `${missed("up")}; ${missed("refresh")}; ${missed("destroy")}.`,
    );
    expect(targetSummary(verdicts.slice(3))).toBe("Of 2 targets: 0 met, 0 missed, 2 not measured.");
  });
});

describe("a time", () => {
  const seconds = { ours: 0.01, native: 0.01, obvious: 1, floor: 1 };

  it.each<[what: string, count: number, latencyMs: number, step: string, limit: number]>([
    ["`up` of 1, without latency: over the floor", 1, 0, "up", 1.1],
    ["`refresh` of 1, without latency: over the floor", 1, 0, "refresh", 1.1],
    ["`destroy` of 1, without latency: over the floor", 1, 0, "destroy", 1.1],
    ["`up` of 1000, without latency: over the obvious", 1000, 0, "up", 0.5],
    ["`refresh` of 8, 50 ms of latency: from start", 8, 50, "refresh", 0.065],
    ["`refresh` of 9, 50 ms of latency: from start", 9, 50, "refresh", 0.13],
    ["`refresh` of 100, 20 ms of latency: from start", 100, 20, "refresh", 0.338],
    ["`refresh` of 9, 50 ms of latency: from the first", 9, 50, "refresh", 0.13],
  ])("meets the target %s at the limit only", (what, count, latencyMs, step, limit) => {
    for (const variant of adapters) {
      const taking = (time: number) => {
        const only = { step, variant, cost: { seconds: time, requestSeconds: time } };
        return meeting(what, { count, latencyMs, seconds, only });
      };
      expect(taking(limit)).toEqual(["ours", "native"]);
      expect(taking(limit + OVER)).toEqual(adapters.filter((name) => name !== variant));
    }
  });

  it("is compared with the same step of the floor and of the obvious way", () => {
    const over = (what: string, variant: string) => {
      const only = { step: "up", variant, cost: { seconds: 0.001 } };
      return meeting(what, { count: 1000, seconds, only });
    };
    expect(over("`up` of 1000, without latency: over the floor", "floor")).toEqual([]);
    expect(over("`up` of 1000, without latency: over the obvious", "obvious")).toEqual([]);
    expect(over("`destroy` of 1000", "floor")).toEqual(["ours", "native"]);
  });

  it.each([
    [999, 0, 0],
    [1000, 0, 1],
    [1000, 50, 0],
  ])("of %i with %i ms is compared with the obvious way: %i", (count, latencyMs, times) => {
    const verdicts = judge(resultsOf([part({ count, latencyMs, seconds })]));
    const found = verdicts.filter(({ what, measured }) => /obvious/.test(what) && measured.ours);
    expect(found).toHaveLength(times);
  });
});

describe("requests and connections", () => {
  const [first, ...others] = all as [Figures, ...Figures[]];
  const counting = (what: string, step: string, cost: Partial<Cost>) =>
    meeting(what, { ...first, only: { step, variant: "native", cost } }, ...others);

  it.each([
    ["preview", ["ours"]],
    ["unchanged up", ["ours"]],
    ["up", ["ours", "native"]],
    ["refresh", ["ours", "native"]],
    ["destroy", ["ours", "native"]],
  ])("of %s meet their targets at the limit only", (step, withRequests) => {
    expect(counting(REQUESTS, step, { requests: { get: 1, set: 0 } })).toEqual(withRequests);
    expect(counting(REQUESTS, step, { requests: { get: 0, set: 1 } })).toEqual(withRequests);
    expect(counting(CONNECTIONS, step, { connections: 8 })).toEqual(["ours", "native"]);
    expect(counting(CONNECTIONS, step, { connections: 9 })).toEqual(["ours"]);
  });

  it("miss their targets by one table, and meet them after all tables only", () => {
    for (const missing of all) {
      const unmeasured = rows(...all.filter((one) => one !== missing))
        .filter((row) => row.includes("not measured"))
        .map(([what]) => what);
      expect(unmeasured).toEqual(expect.arrayContaining([REQUESTS, CONNECTIONS]));
    }
    const cost = { requests: { get: 1, set: 0 }, connections: 9 };
    const found = rows({ ...first, only: { step: "preview", cost } });
    expect(found).toContainEqual([REQUESTS, "0", "**1, missed**", "**1, missed**"]);
    expect(found).toContainEqual([CONNECTIONS, "8", "**9, missed**", "**9, missed**"]);
  });
});

it("an import may add 15 ms, for each adapter by itself", () => {
  const adding = (oursMs: number, nativeMs: number) =>
    judge(resultsOf([], { oursMs, nativeMs }))
      .filter(({ what }) => what.startsWith("importing"))
      .flatMap(met);
  expect(adding(15, 15)).toEqual(["ours", "native"]);
  expect(adding(15 + OVER, 15)).toEqual(["native"]);
  expect(adding(15, 15 + OVER)).toEqual(["ours"]);
});
