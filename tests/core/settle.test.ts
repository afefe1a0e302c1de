import { decide } from "../../provider/core/decision";
import type { Observation, Policy } from "../../provider/core/policy";
import {
  classifyReadBack,
  MAX_REREADS,
  nextStep,
  type NextStep,
  rereadAfterMs,
  type SetOutcome,
} from "../../provider/core/settle";

const policy = (version: number, open: boolean, ...apiWhitelist: string[]) => ({
  version,
  open,
  apiWhitelist,
});

describe("classifyReadBack", () => {
  const seen = policy(3, true, "/a");
  const classify = (now: Observation, desired: Policy, managesOpen: boolean) => {
    const base = { ...seen, managesOpen };
    const decision = decide({
      base,
      live: now,
      desired,
      managesOpen,
      baseManagesOpen: managesOpen,
    });
    return classifyReadBack(decision, { seen, now, managesOpen });
  };

  it.each([
    ["what was wanted, at a new version", policy(4, true, "/b"), "settled"],
    ["what was wanted, at the same version", policy(3, true, "/b"), "settled"],
    ["what was wanted, in another order", policy(4, true, "/b", "/b"), "settled"],
    ["what was there before", policy(3, true, "/a"), "unmoved"],
    ["the same content at a later version", policy(4, true, "/a"), "moved"],
    ["the same content at an earlier version", policy(2, true, "/a"), "moved"],
    ["another whitelist", policy(4, true, "/c"), "foreign"],
    ["another whitelist at the same version", policy(3, true, "/c"), "foreign"],
    ["another switch with the wanted whitelist", policy(4, false, "/b"), "foreign"],
  ] as const)("%s is what it is", (_what, now, finding) => {
    expect(classify(now, policy(0, true, "/b"), true)).toBe(finding);
  });

  it.each([
    ["moved by a sibling", policy(3, false, "/a"), "moved"],
    ["not moved yet", policy(4, true, "/b"), "moved"],
    ["moved beside another whitelist", policy(4, false, "/c"), "foreign"],
  ] as const)("the wanted switch %s: %s is found", (_what, now, finding) => {
    expect(classify(now, policy(0, false, "/b"), true)).toBe(finding);
  });

  it.each([
    ["settled", policy(4, false, "/b")],
    ["unmoved", policy(3, false, "/a")],
    ["moved", policy(4, false, "/a")],
    ["foreign", policy(4, false, "/c")],
  ] as const)("an unmanaged switch that moved leaves it %s", (finding, now) => {
    expect(classify(now, policy(0, true, "/b"), false)).toBe(finding);
  });
});

describe("nextStep", () => {
  const outcomes: SetOutcome[] = ["accepted", "refused", "not-applied", "unknown"];
  const progresses = [0, 1, 2, 3].flatMap((looks) =>
    [true, false].map((canSwitchVersion) => ({ rereads: looks, canSwitchVersion })),
  );

  it.each([
    ["settled", "done"],
    ["foreign", "conflict"],
    ["moved", "resend-alone"],
  ] as const)("%s: %s, however the set went", (finding, step) => {
    for (const outcome of outcomes) {
      for (const progress of progresses) {
        expect(nextStep(outcome, finding, progress)).toBe(step);
      }
    }
  });

  const unmoved: [SetOutcome, number, boolean, NextStep][] = [
    ["unknown", 0, true, "resend"],
    ["unknown", 3, false, "resend"],
    ["not-applied", 0, true, "resend"],
    ["not-applied", 3, false, "resend"],
    ["accepted", 0, true, "reread"],
    ["accepted", 2, false, "reread"],
    ["accepted", MAX_REREADS, true, "other-version"],
    ["accepted", MAX_REREADS, false, "give-up"],
    ["refused", 0, true, "reread"],
    ["refused", 2, true, "reread"],
    ["refused", 0, false, "give-up"],
    ["refused", MAX_REREADS, true, "other-version"],
  ];

  it.each(unmoved)("%s, unmoved after %i looks, may switch %p: %s", (outcome, looks, can, step) => {
    expect(nextStep(outcome, "unmoved", { rereads: looks, canSwitchVersion: can })).toBe(step);
  });

  it("looks three times more, for seven seconds, before it believes that a set had no effect", () => {
    expect(Array.from({ length: MAX_REREADS }, (_, looks) => rereadAfterMs(looks))).toEqual([
      1_000, 2_000, 4_000,
    ]);
  });
});
