import { scenarios } from "../scenarios";
import { coreDriver } from "../scenarios/driver";
import { placeOf, replay } from "../scenarios/replay";
import type { Outcome } from "../scenarios/scenario";

const cases = scenarios.map((scenario, index) => ({ ...scenario, scenario, index }));

it.each(cases)("$claim", async ({ scenario, index }) => {
  const outcomes = await replay(await coreDriver(), scenario, index);
  const expected = scenario
    .steps(placeOf(index))
    .map(({ outcome }) => ({ warnings: [], ...outcome }));
  const told = expected.map((outcome, step) =>
    Object.fromEntries(
      Object.keys(outcome).map((key) => [key, outcomes[step]?.[key as keyof Outcome]]),
    ),
  );
  expect(told).toEqual(expected);
});
