import { targetSummary, targetTable } from "../../bench/tables";
import { type Adapter, isMet, judge, type Verdict } from "../../bench/targets";
import { type Figures, part, resultsOf } from "./figures";

function verdictOf(what: string, ...figures: Figures[]): Verdict {
  const verdict = judge(resultsOf(figures.map(part))).find((one) => one.what.includes(what));
  if (!verdict) throw new Error(`nothing is promised of ${what}`);
  return verdict;
}
const met = (verdict: Verdict): Adapter[] =>
  (["ours", "native"] as const).filter((name) => isMet(verdict, name));

describe("the targets of the benchmarks", () => {
  const seconds = { ours: 1.15, native: 1.1, obvious: 2, floor: 1 };

  it("allow a tenth more than the floor without latency", () => {
    const verdict = verdictOf("`destroy` of 100, without latency", { count: 100, seconds });
    expect(verdict.measured).toEqual({ ours: 1.15, native: 1.1 });
    expect(met(verdict)).toEqual(["native"]);
  });

  it.each([
    [1, 0.065],
    [100, 0.845],
    [1000, 8.125],
  ])("count the latency of %i resources in turns of the engine's places", (count, atMost) => {
    const figures = { count, latencyMs: 50, seconds };
    const verdict = verdictOf(`of ${count}, 50 ms of latency: from start to exit`, figures);
    expect(verdict.atMost).toBeCloseTo(atMost, 10);
  });

  it("judge a refresh with latency from start to exit, and tell the floor's time beside it", () => {
    const figures = { count: 1, latencyMs: 50, seconds, cost: { requestSeconds: 0.06 } };
    const whole = verdictOf("from start to exit", figures);
    expect(met(whole)).toEqual([]);
    expect(whole.note).toBe("the floor, which asks nothing, takes 1.00 s");
    expect(met(verdictOf("from the first request", figures))).toEqual(["ours", "native"]);
  });

  it("take the worst of all tables for requests and connections", () => {
    const tables = [
      { count: 1, seconds, cost: { requests: { get: 1, set: 0 }, connections: 9 } },
      { count: 100, seconds },
    ];
    expect(verdictOf("requests", ...tables).measured).toEqual({ ours: 1, native: 1 });
    expect(verdictOf("connections", ...tables)).toMatchObject({
      atMost: 8,
      measured: { ours: 9, native: 9 },
    });
  });

  it("are not met by what was not measured", () => {
    const verdict = verdictOf("`up` of 1,", { count: 1, seconds: { ours: 1, floor: 1 } });
    expect(met(verdict)).toEqual(["ours"]);
    expect(targetTable([verdict])).toContain("| 1.00, met | not measured |");
  });

  it("are told in one line: how many are met, and each that is missed or not measured", () => {
    const seconds = { ours: 1.15, native: 1, obvious: 2, floor: 1 };
    const verdicts = judge(resultsOf([part({ count: 100, seconds })])).slice(3, 7);
    expect(targetSummary(verdicts)).toBe(
      "Of 8 targets: 3 met, **3 missed**, 2 not measured. Missed: " +
        "ours, `up` of 100, without latency: over the floor's time (1.15, at most 1.10); " +
        "ours, `refresh` of 100, without latency: over the floor's time (1.15, at most 1.10); " +
        "ours, `destroy` of 100, without latency: over the floor's time (1.15, at most 1.10).",
    );
    expect(targetSummary(verdicts.slice(3))).toBe("Of 2 targets: 0 met, 0 missed, 2 not measured.");
  });
});

/** A target, its table, and what a step or an import comes to. */
type Case = [what: string, figures: Omit<Figures, "seconds">, step: string, limit: number];
const OVER = 1e-6;

describe("a time", () => {
  const seconds = { ours: 0.01, native: 0.01, obvious: 1, floor: 1 };
  const cases: Case[] = [
    ["`up` of 1, without latency: over the floor", { count: 1 }, "up", 1.1],
    ["`refresh` of 1, without latency: over the floor", { count: 1 }, "refresh", 1.1],
    ["`destroy` of 1, without latency: over the floor", { count: 1 }, "destroy", 1.1],
    ["`up` of 1000, without latency: over the floor", { count: 1000 }, "up", 1.1],
    ["`up` of 1000, without latency: over the obvious", { count: 1000 }, "up", 0.5],
    ["`refresh` of 8, 50 ms of latency: from start", { count: 8, latencyMs: 50 }, "refresh", 0.065],
    ["`refresh` of 9, 50 ms of latency: from start", { count: 9, latencyMs: 50 }, "refresh", 0.13],
    [
      "`refresh` of 100, 20 ms of latency: from start",
      { count: 100, latencyMs: 20 },
      "refresh",
      0.338,
    ],
  ];

  it.each(cases)("%s: is kept at the limit and missed over it", (what, figures, step, limit) => {
    for (const variant of ["ours", "native"] as const) {
      const other = variant === "ours" ? "native" : "ours";
      const taking = (time: number) =>
        met(
          verdictOf(what, {
            ...figures,
            seconds,
            only: { step, variant, cost: { seconds: time } },
          }),
        );
      expect(taking(limit)).toEqual(["ours", "native"]);
      expect(taking(limit + OVER)).toEqual([other]);
    }
  });

  it("between the first request and the last answer is kept at the limit and missed over it", () => {
    const taking = (requestSeconds: number) => {
      const only = { step: "refresh", cost: { requestSeconds } };
      return met(
        verdictOf("of 9, 50 ms of latency: from the first request", {
          count: 9,
          latencyMs: 50,
          seconds,
          only,
        }),
      );
    };
    expect(taking(0.13)).toEqual(["ours", "native"]);
    expect(taking(0.13 + OVER)).toEqual([]);
  });

  it("is held against the floor and the obvious way of the same step", () => {
    const over = (what: string, step: string, variant: string) =>
      verdictOf(what, { count: 1000, seconds, only: { step, variant, cost: { seconds: 0.001 } } });
    expect(met(over("`up` of 1000, without latency: over the floor", "up", "floor"))).toEqual([]);
    expect(met(over("`up` of 1000, without latency: over the obvious", "up", "obvious"))).toEqual(
      [],
    );
    expect(met(over("`destroy` of 1000", "up", "floor"))).toEqual(["ours", "native"]);
  });

  it.each([
    [{ count: 999 }, 0],
    [{ count: 1000 }, 1],
    [{ count: 1000, latencyMs: 50 }, 0],
  ])(
    "is held against the obvious way from 1000 resources on, without latency: %j",
    (figures, n) => {
      const verdicts = judge(resultsOf([part({ ...figures, seconds })]));
      const found = verdicts.filter(
        ({ what, measured }) => what.includes("obvious") && measured.ours,
      );
      expect(found).toHaveLength(n);
    },
  );
});

describe("what is counted", () => {
  const seconds = { ours: 1, native: 1, obvious: 2, floor: 1 };
  const counting = (what: string, step: string, cost: NonNullable<Figures["cost"]>) => {
    const others = [100, 1000].map((count) => ({ count, seconds }));
    const slow = [1, 100, 1000].map((count) => ({ count, latencyMs: 50, seconds }));
    const one = { count: 1, seconds, only: { step, variant: "native", cost } };
    return met(verdictOf(what, one, ...others, ...slow));
  };

  it.each(["preview", "unchanged up"])(
    "one request of a %s is too many, a get or a set",
    (step) => {
      for (const requests of [
        { get: 1, set: 0 },
        { get: 0, set: 1 },
      ])
        expect(counting("requests", step, { requests })).toEqual(["ours"]);
    },
  );

  it.each(["up", "refresh", "destroy"])("requests of %s are not", (step) => {
    const requests = { get: 100, set: 100 };
    expect(counting("requests", step, { requests })).toEqual(["ours", "native"]);
  });

  it.each(["preview", "up", "unchanged up", "refresh", "destroy"])(
    "connections of %s: as many as the engine works on at once, and not one more",
    (step) => {
      expect(counting("connections", step, { connections: 8 })).toEqual(["ours", "native"]);
      expect(counting("connections", step, { connections: 9 })).toEqual(["ours"]);
    },
  );

  it("an import may add 15 ms, for each adapter by itself", () => {
    const adding = (oursMs: number, nativeMs: number) =>
      judge(resultsOf([], false, { oursMs, nativeMs }))
        .filter(({ what }) => what.startsWith("importing"))
        .flatMap(met);
    expect(adding(15, 15)).toEqual(["ours", "native"]);
    expect(adding(15 + OVER, 15)).toEqual(["native"]);
    expect(adding(15, 15 + OVER)).toEqual(["ours"]);
  });
});
