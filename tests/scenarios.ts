import { deleteScenarios } from "./scenarios/delete";
import { faultsScenarios } from "./scenarios/faults";
import { inputsScenarios } from "./scenarios/inputs";
import { lifeScenarios } from "./scenarios/life";

/** What every adapter must do, each behaviour once: scenarios/replay.test.ts plays them. */
export const scenarios = [
  ...inputsScenarios,
  ...lifeScenarios,
  ...deleteScenarios,
  ...faultsScenarios,
];
