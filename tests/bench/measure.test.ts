import { type Measurement, measure } from "../../bench/measure";
import { costOf } from "../../bench/targets";
import { type Variant, variants } from "../../bench/variants";
import { FakeEngine, type Job } from "./fake-engine";

const LATENCY_MS = 20;
const [ours, native, , floor] = variants as [Variant, Variant, Variant, Variant];
const names = [ours.name, floor.name];

describe("a measurement", () => {
  const engine = new FakeEngine((step, round) => ({ isAtOnce: step === "refresh" && round === 1 }));
  const reported: { variant: string; step: string; seconds: number }[] = [];
  let measurement: Measurement;
  let wholeSeconds: number;
  beforeAll(async () => {
    const startedAt = performance.now();
    const scenario = { count: 2, latencyMs: LATENCY_MS, parallel: 3 };
    const plan = { scenario, variants: [ours, floor], rounds: 3 };
    measurement = await measure(engine, plan, ({ name: variant }, step, seconds) =>
      reported.push({ variant, step, seconds }),
    );
    wholeSeconds = (performance.now() - startedAt) / 1000;
  });
  const cost = (variant: string, step: string) => {
    const found = costOf(measurement, variant, step);
    if (!found) throw new Error(`${step} was not measured`);
    return found;
  };

  it("runs Pulumi's steps, the variants in turn, and removes every stack", () => {
    const steps = ["preview", "up", "up", "refresh", "destroy"];
    for (const name of names) {
      const asked = engine.asked.filter(({ variant }) => variant === name);
      expect(asked.map(({ verb }) => verb)).toEqual([...steps, ...steps, ...steps]);
      const unchanged = [false, false, true, true, false];
      const given = asked.slice(0, 5).map(({ options }) => options);
      expect(given).toEqual(
        unchanged.map((isOn) => ({ parallel: 3, ...(isOn && { expectNoChanges: true }) })),
      );
    }
    const firsts = reported.filter((_one, index) => index % 2 === 0).map(({ variant }) => variant);
    expect(firsts).toEqual(Array.from({ length: 15 }, (_, index) => names[index % 2]));
    expect(engine.open).toBe(0);
  });

  it("takes the median of three times of each step, in seconds", () => {
    for (const { variant, step } of reported) {
      const all = reported.filter((one) => one.variant === variant && one.step === step);
      const seconds = all.map((one) => one.seconds).sort((a, b) => a - b);
      expect(cost(variant, step).seconds).toBe(seconds[1]);
    }
    const sum = reported.reduce((total, { seconds }) => total + seconds, 0);
    expect(sum).toBeLessThanOrEqual(wholeSeconds);
  });

  it("counts all requests, the most connections, and the sizes of state and provider", () => {
    const { name } = ours;
    expect(cost(name, "up")).toMatchObject({ requests: { get: 4, set: 2 }, connections: 1 });
    expect(cost(name, "refresh")).toMatchObject({ requests: { get: 2, set: 0 }, connections: 2 });
    expect(cost(name, "unchanged up")).toMatchObject({
      requests: { get: 0, set: 0 },
      connections: 0,
    });
    expect(measurement.results[0]?.providerBytes).toBe(10);
    expect(measurement.results[0]?.stateBytes).toBeGreaterThan(20);
  });

  it("times requests from the first to the last answer, within the step", () => {
    const { requestSeconds, seconds } = cost(ours.name, "refresh");
    expect(requestSeconds).toBeGreaterThanOrEqual(LATENCY_MS / 1000);
    expect(requestSeconds).toBeLessThanOrEqual(seconds);
    // Six requests one after the other; a timer may be early by a millisecond.
    expect(cost(ours.name, "up").requestSeconds).toBeGreaterThan((5 * LATENCY_MS) / 1000);
    expect(cost(ours.name, "preview").requestSeconds).toBeUndefined();
    expect(cost(floor.name, "up").requestSeconds).toBeUndefined();
  });
});

const measureOne = (engine: FakeEngine, variant: Variant, latencyMs = 0) => {
  const scenario = { count: 1, latencyMs, parallel: 1 };
  return measure(engine, { scenario, variants: [variant], rounds: 1 }, () => undefined);
};

it("a single request takes one latency, not nothing", async () => {
  const once = { ...floor, requests: { ...floor.requests, refresh: { get: 1, set: 0 } } };
  const engine = new FakeEngine((step) => (step === "refresh" ? { calls: ["get"] } : {}));
  const measurement = await measureOne(engine, once, LATENCY_MS);
  expect(costOf(measurement, floor.name, "refresh")?.requestSeconds).toBe(LATENCY_MS / 1000);
});

describe("a measurement fails and removes its stacks", () => {
  it.each<[step: string, twist: Partial<Job>, words: string]>([
    ["up", { exitCode: 1 }, "up: exit code 1"],
    ["preview", { calls: ["get"] }, "requests should be"],
    ["unchanged up", { calls: ["get"] }, "requests should be"],
    ["refresh", { calls: ["get", "get"] }, "requests should be"],
    ["refresh", { calls: [] }, "requests should be"],
    ["refresh", { calls: ["get", "other"] }, "all requests should be 1, but are 2"],
    ["up", { calls: ["get", "stale set", "get"] }, "applied should be 1, but are 0"],
    ["up", { whitelist: ["/wxa/other"] }, "shop-0000-8gu57so0 should be"],
    ["destroy", { whitelist: ["/wxa/other"] }, "shop-0000-8gu57so0 should be"],
    ["up", { changes: { create: 2 } }, "up: changes should be"],
    ["unchanged up", { changes: { update: 1 } }, "unchanged up: changes should be"],
  ])("if %s does %j", async (step, twist, words) => {
    const engine = new FakeEngine((name) => (name === step ? twist : {}));
    await expect(measureOne(engine, ours)).rejects.toThrow(words);
    expect(engine.open).toBe(0);
  });

  it.each([
    [ours, "ours: 0 resources have a __provider"],
    [native, "native: 1 resources have a __provider"],
  ])("if the state holds the other kind of provider: $name", async (variant, words) => {
    const engine = new FakeEngine(undefined, ({ isDynamic }) => isDynamic === false);
    await expect(measureOne(engine, variant)).rejects.toThrow(words);
    expect(engine.open).toBe(0);
  });
});
