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
    expect(verdictOf("from start to exit", figures).atMost).toBeCloseTo(atMost, 10);
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

  it("are missed by what was not measured", () => {
    const verdict = verdictOf("`up` of 1,", { count: 1, seconds: { ours: 1, floor: 1 } });
    expect(met(verdict)).toEqual(["ours"]);
  });

  it("hold each adapter against the import of the SDK alone", () => {
    expect(met(verdictOf("importing", { count: 1, seconds }))).toEqual(["ours"]);
  });
});
