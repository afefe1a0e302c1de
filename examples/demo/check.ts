import { isDeepStrictEqual } from "node:util";
import type { Emulator } from "../../emulator";
import type { Changes, StepResult } from "../../tests/support/engine";
import type { Screen } from "./screen";

/** What the emulator is expected to have seen since the step before. */
export interface Expected {
  get: number;
  set: number;
  applies: number;
}

/** Compares the emulator's own record with what was expected; a difference ends the demo. */
export class Check {
  constructor(
    private readonly emulator: Emulator,
    private readonly screen: Screen,
  ) {}

  /** The step succeeded and changed as many resources as expected. */
  step(result: StepResult, changes: Changes): void {
    const shown = `\n${result.stdout}${result.stderr}`;
    this.equal(result.exitCode, 0, `the step ended with an error:${shown}`);
    this.equal(result.changes, changes, "the step changed something else");
  }

  /** The emulator got these requests since the last time, and applied so many changes. */
  requests(expected: Expected, why: string): void {
    const count = (action: "get" | "set") => this.emulator.requests({ action }).length;
    const seen = { get: count("get"), set: count("set"), applies: this.emulator.applies().length };
    this.equal(seen, expected, "WeChat's record shows other requests");
    this.screen.passed(`${expected.get} get, ${expected.set} set: ${why}`);
    this.emulator.clearJournal();
  }

  /** The emulator's live whitelist of an environment. */
  whitelist(env: string, expected: readonly string[]): void {
    const { apiWhitelist } = this.emulator.policy(env);
    this.equal([...apiWhitelist].sort(), [...expected].sort(), `${env} has another whitelist`);
    this.screen.passed(`${env}: ${JSON.stringify(apiWhitelist)}`);
  }

  /** The preview shows drift of this resource's version and whitelist, and of nothing else. */
  drift(result: StepResult, name: string): void {
    const drifted = result.diffs.filter(({ op }) => op === "refresh");
    this.equal(
      drifted.map((diff) => diff.name),
      [name],
      "the preview shows other drift",
    );
    const properties = drifted.flatMap((diff) =>
      diff.properties.map(({ path }) => path.replace(/\[.*/, "")),
    );
    this.equal(
      [...new Set(properties)].sort(),
      ["apiWhitelist", "version"],
      "other properties drifted",
    );
  }

  private equal(actual: unknown, expected: unknown, problem: string): void {
    if (!isDeepStrictEqual(actual, expected)) {
      throw new Error(
        `${problem}\n  expected ${JSON.stringify(expected)}\n  but it is ${JSON.stringify(actual)}`,
      );
    }
  }
}
