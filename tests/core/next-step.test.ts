import { MAX_REREADS, nextStep, outcomeOf, type SetOutcome } from "../../provider/core/settle";
import type { Problem } from "../../provider/core/errors";

const problem = { summary: "s", remedy: "r" };

it.each<[Problem, ReturnType<typeof outcomeOf>]>([
  [{ ...problem, failure: "unknown", retryAfterMs: 0 }, "unknown"],
  [{ ...problem, failure: "throttled", retryAfterMs: 0, isVersionSuspect: true }, "not-applied"],
  [{ ...problem, failure: "invalid", isVersionSuspect: true }, "refused"],
  [{ ...problem, failure: "invalid" }, "definite"],
])("of a set that failed with %j is known: %s", (failed, outcome) => {
  expect(outcomeOf(failed)).toBe(outcome);
});

/** What follows if nothing moved: at first, after the last read, and the same if both readings were tried. */
it.each<[SetOutcome, string[], string[]]>([
  ["unknown", ["resend", "resend"], ["resend", "resend"]],
  ["not-applied", ["resend", "resend"], ["resend", "resend"]],
  ["accepted", ["reread", "other-version"], ["reread", "give-up"]],
  ["refused", ["reread", "other-version"], ["give-up", "give-up"]],
])("after a set that was %s, and moved nothing, comes %j, then %j", (outcome, one, both) => {
  const steps = (canSwitchVersion: boolean) =>
    [0, MAX_REREADS].map((rereads) => nextStep(outcome, "unmoved", { rereads, canSwitchVersion }));
  expect([steps(true), steps(false)]).toEqual([one, both]);
});
