import { decide } from "../../provider/core/decision";
import type { Observation, Policy } from "../../provider/core/policy";
import {
  classifyReadBack,
  MAX_REREADS,
  nextStep,
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
    const managed = { managesOpen, baseManagesOpen: managesOpen };
    const decision = decide({ base: seen, live: now, desired, ...managed });
    return classifyReadBack(decision, { seen, now, managesOpen });
  };

  const [open, closed] = [policy(0, true, "/b"), policy(0, false, "/b")];
  it.each([
    ["what was wanted, at a new version", policy(4, true, "/b"), open, "settled"],
    ["what was wanted, at the same version", policy(3, true, "/b"), open, "settled"],
    ["what was wanted, in another order", policy(4, true, "/b", "/b"), open, "settled"],
    ["what was there before", policy(3, true, "/a"), open, "unmoved"],
    ["the same at a later version", policy(4, true, "/a"), open, "moved"],
    ["the same at an earlier version", policy(2, true, "/a"), open, "moved"],
    ["another whitelist", policy(4, true, "/c"), open, "foreign"],
    ["another whitelist at the same version", policy(3, true, "/c"), open, "foreign"],
    ["another switch with the wanted whitelist", policy(4, false, "/b"), open, "foreign"],
    ["the wanted switch alone", policy(3, false, "/a"), closed, "moved"],
    ["the wanted whitelist alone", policy(4, true, "/b"), closed, "moved"],
    ["the wanted switch beside another list", policy(4, false, "/c"), closed, "foreign"],
  ] as const)("%s, with a managed switch", (_what, now, desired, finding) => {
    expect(classify(now, desired, true)).toBe(finding);
  });

  it.each([
    ["settled", policy(4, false, "/b")],
    ["unmoved", policy(3, false, "/a")],
    ["moved", policy(4, false, "/a")],
    ["foreign", policy(4, false, "/c")],
  ] as const)("an unmanaged switch that moved leaves it %s", (finding, now) => {
    expect(classify(now, open, false)).toBe(finding);
  });
});

describe("nextStep", () => {
  const outcomes: SetOutcome[] = ["accepted", "refused", "not-applied", "unknown"];

  it.each([
    ["settled", "done"],
    ["foreign", "conflict"],
    ["moved", "resend-alone"],
  ] as const)("%s: %s, however the set went", (finding, step) => {
    for (const outcome of outcomes)
      for (const rereads of [0, 1, 2, 3])
        for (const canSwitchVersion of [true, false])
          expect(nextStep(outcome, finding, { rereads, canSwitchVersion })).toBe(step);
  });

  it.each([
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
  ] as const)("%s, unmoved after %i reads, may switch %p: %s", (...row) => {
    const [outcome, rereads, canSwitchVersion, step] = row;
    expect(nextStep(outcome, "unmoved", { rereads, canSwitchVersion })).toBe(step);
  });
});

it("a set is read back three times more, for seven seconds", () => {
  const waits = Array.from({ length: MAX_REREADS }, (_, rereads) => rereadAfterMs(rereads));
  expect(waits).toEqual([1_000, 2_000, 4_000]);
});
