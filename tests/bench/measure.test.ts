import { type Measurement, measure } from "../../bench/measure";
import { costOf } from "../../bench/targets";
import { type Variant, variants } from "../../bench/variants";
import type { StepOptions } from "../support/engine";
import { FakeEngine, type Job } from "./fake-engine";

const LATENCY_MS = 20;
const [ours, native, , floor] = variants as [Variant, Variant, Variant, Variant];

describe("a measurement", () => {
  const engine = new FakeEngine(({ step, round }) => ({
    isAtOnce: step === "refresh" && round === 1,
  }));
  const heard: { variant: string; step: string; seconds: number }[] = [];
  let measurement: Measurement;
  let wholeSeconds: number;
  beforeAll(async () => {
    const startedAt = Date.now();
    measurement = await measure(
      engine,
      {
        scenario: { count: 2, latencyMs: LATENCY_MS, parallel: 3 },
        variants: [ours, floor],
        rounds: 3,
      },
      ({ name: variant }, step, seconds) => heard.push({ variant, step, seconds }),
    );
    wholeSeconds = (Date.now() + 1 - startedAt) / 1000;
  });
  const cost = (variant: Variant, step: string) => {
    const found = costOf(measurement, variant.name, step);
    if (!found) throw new Error(`${step} was not measured`);
    return found;
  };

  it("is of Pulumi's own steps, as many resources at once as it says", () => {
    const steps: [string, StepOptions][] = [
      ["preview", {}],
      ["up", {}],
      ["up", { expectNoChanges: true }],
      ["refresh", { expectNoChanges: true }],
      ["destroy", {}],
    ];
    for (const { name } of [ours, floor]) {
      const asked = engine.asked.filter(({ variant }) => variant === name);
      expect(asked).toEqual(
        [...steps, ...steps, ...steps].map(([verb, options]) => ({
          variant: name,
          verb,
          options: { ...options, parallel: 3 },
        })),
      );
    }
  });

  it("lets the variants go first in turns", () => {
    const firsts = heard.filter((_one, index) => index % 2 === 0).map(({ variant }) => variant);
    const [a, b] = [ours.name, floor.name];
    expect(firsts).toEqual([a, b, a, b, a, b, a, b, a, b, a, b, a, b, a]);
  });

  it.each(["preview", "up", "unchanged up", "refresh", "destroy"])(
    "takes the middle one of three times of %s",
    (step) => {
      for (const variant of [ours, floor]) {
        const times = heard
          .filter((one) => one.step === step && one.variant === variant.name)
          .map(({ seconds }) => seconds)
          .sort((a, b) => a - b);
        expect(times).toHaveLength(3);
        expect(cost(variant, step).seconds).toBe(times[1]);
      }
    },
  );

  it("takes no longer than it took", () => {
    const sum = heard.reduce((total, { seconds }) => total + seconds, 0);
    expect(sum).toBeLessThanOrEqual(wholeSeconds);
  });

  it("counts the requests of all resources and the most connections of any life", () => {
    expect(cost(ours, "up")).toMatchObject({ requests: { get: 4, set: 2 }, connections: 1 });
    expect(cost(ours, "refresh")).toMatchObject({ requests: { get: 2, set: 0 }, connections: 2 });
    expect(cost(ours, "unchanged up")).toMatchObject({
      requests: { get: 0, set: 0 },
      connections: 0,
    });
  });

  it("times the requests from the first to the last one's answer, within the step", () => {
    const { requestSeconds, seconds } = cost(ours, "refresh");
    expect(requestSeconds).toBeGreaterThanOrEqual(LATENCY_MS / 1000);
    expect(requestSeconds).toBeLessThanOrEqual(seconds);
    // Six requests one after the other; a timer may be early by a millisecond.
    expect(cost(ours, "up").requestSeconds).toBeGreaterThan((5 * LATENCY_MS) / 1000);
    expect(cost(ours, "preview").requestSeconds).toBeUndefined();
    expect(cost(floor, "up").requestSeconds).toBeUndefined();
  });

  it("times the one request of a single resource as one latency, not as nothing", async () => {
    const once: Variant = {
      ...floor,
      requests: { ...floor.requests, refresh: { get: 1, set: 0 } },
    };
    const one = await measure(
      new FakeEngine(({ step }) => (step === "refresh" ? { calls: ["get"] } : {})),
      { scenario: { count: 1, latencyMs: LATENCY_MS, parallel: 1 }, variants: [once], rounds: 1 },
      () => undefined,
    );
    expect(costOf(one, floor.name, "refresh")?.requestSeconds).toBe(LATENCY_MS / 1000);
  });

  it("weighs state and provider, and leaves no stack behind", () => {
    const [result] = measurement.results;
    expect(result?.providerBytes).toBe(10);
    expect(result?.stateBytes).toBeGreaterThan(20);
    expect(engine.open).toBe(0);
  });
});

/** How a stack may misbehave, and what the bench says. */
const wrong: [claim: string, step: string, twist: (job: Job) => Partial<Job>, words: RegExp][] = [
  ["a step fails", "up", () => ({ exitCode: 1 }), /up: exit code 1/],
  ["a preview asks", "preview", () => ({ calls: ["get"] }), /requests should be .*"get":0/],
  ["an unchanged up asks", "unchanged up", () => ({ calls: ["get"] }), /requests should be/],
  ["a refresh asks twice", "refresh", () => ({ calls: ["get", "get"] }), /requests should be/],
  ["a refresh asks nothing", "refresh", () => ({ calls: [] }), /requests should be/],
  [
    "something else is asked",
    "refresh",
    () => ({ calls: ["get", "other"] }),
    /all requests should be 1, but are 2/,
  ],
  [
    "a write is refused",
    "up",
    () => ({ calls: ["get", "stale set", "get"] }),
    /applied should be 1, but are 0/,
  ],
  [
    "something else is written",
    "up",
    () => ({ whitelist: ["/wxa/other"] }),
    /shop-0000-8gu57so0 should be .*msg_sec_check/,
  ],
  [
    "nothing is put back",
    "destroy",
    () => ({ whitelist: ["/wxa/other"] }),
    /shop-0000-8gu57so0 should be .*\/\*/,
  ],
  ["Pulumi counts otherwise", "up", () => ({ changes: { create: 2 } }), /changes should be/],
  [
    "an unchanged up changes something",
    "unchanged up",
    () => ({ changes: { update: 1 } }),
    /unchanged up: changes should be/,
  ],
];

describe("a measurement ends, and leaves no stack behind, where", () => {
  const one = (engine: FakeEngine, variant: Variant) =>
    measure(
      engine,
      { scenario: { count: 1, latencyMs: 0, parallel: 1 }, variants: [variant], rounds: 1 },
      () => undefined,
    );

  it.each(wrong)("%s (%s)", async (_claim, step, twist, words) => {
    const engine = new FakeEngine((job) => (job.step === step ? twist(job) : {}));
    await expect(one(engine, ours)).rejects.toThrow(words);
    expect(engine.open).toBe(0);
  });

  it.each([
    ["ours", ours, /ours: 0 resources have a __provider/],
    ["native", native, /native: 1 resources have a __provider/],
  ])("the state of %s is not of its kind of provider", async (_name, variant, words) => {
    const isOther = ({ isDynamic }: Variant) => isDynamic === false;
    await expect(one(new FakeEngine(undefined, isOther), variant)).rejects.toThrow(words);
  });
});
