import {
  find,
  lookAgainMs,
  MAX_LOOKS,
  nextStep,
  type NextStep,
  type SetOutcome,
} from "../../provider/core/settle";

const policy = (version: number, open: boolean, ...apiWhitelist: string[]) => ({
  version,
  open,
  apiWhitelist,
});

describe("find", () => {
  const seen = policy(3, true, "/a");
  const wanted = policy(0, true, "/b");

  it.each([
    ["what was wanted, at a new version", policy(4, true, "/b"), "settled"],
    ["what was wanted, at the same version", policy(3, true, "/b"), "settled"],
    ["what was wanted, in another order", policy(4, true, "/b", "/b"), "settled"],
    ["what was there before", policy(3, true, "/a"), "unmoved"],
    ["the same content at a later version", policy(4, true, "/a"), "version-moved"],
    ["the same content at an earlier version", policy(2, true, "/a"), "version-moved"],
    ["another whitelist", policy(4, true, "/c"), "foreign"],
    ["another whitelist at the same version", policy(3, true, "/c"), "foreign"],
    ["another switch", policy(3, false, "/a"), "foreign"],
    ["the wanted whitelist with another switch", policy(4, false, "/b"), "foreign"],
  ] as const)("%s", (_what, now, finding) => {
    expect(find(now, seen, wanted, true)).toBe(finding);
  });

  it.each([
    ["settled", policy(4, false, "/b")],
    ["unmoved", policy(3, false, "/a")],
    ["version-moved", policy(4, false, "/a")],
    ["foreign", policy(4, false, "/c")],
  ] as const)("an unmanaged switch that moved leaves it %s", (finding, now) => {
    expect(find(now, seen, wanted, false)).toBe(finding);
  });
});

describe("nextStep", () => {
  const outcomes: SetOutcome[] = ["accepted", "refused", "not-applied", "unknown"];
  const progresses = [0, 1, 2, 3].flatMap((looks) =>
    [true, false].map((canSwitchVersion) => ({ looks, canSwitchVersion })),
  );

  it.each([
    ["settled", "done"],
    ["foreign", "conflict"],
    ["version-moved", "resend"],
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
    ["accepted", 0, true, "look-again"],
    ["accepted", 2, false, "look-again"],
    ["accepted", MAX_LOOKS, true, "other-version"],
    ["accepted", MAX_LOOKS, false, "give-up"],
    ["refused", 0, true, "look-again"],
    ["refused", 2, true, "look-again"],
    ["refused", 0, false, "give-up"],
    ["refused", MAX_LOOKS, true, "other-version"],
  ];

  it.each(unmoved)("%s, unmoved after %i looks, may switch %p: %s", (outcome, looks, can, step) => {
    expect(nextStep(outcome, "unmoved", { looks, canSwitchVersion: can })).toBe(step);
  });

  it("looks three times more, for seven seconds, before it believes that a set had no effect", () => {
    expect(Array.from({ length: MAX_LOOKS }, (_, looks) => lookAgainMs(looks))).toEqual([
      1_000, 2_000, 4_000,
    ]);
  });
});
