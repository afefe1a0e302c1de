import type { PolicyApi, PolicyWrite } from "../../provider/core/api";
import { ApiError, type Problem } from "../../provider/core/errors";
import type { Observation } from "../../provider/core/policy";

/** A PolicyApi that answers from two lists and remembers what it was sent. */
export class ScriptedApi implements PolicyApi {
  readonly writes: PolicyWrite[] = [];
  gets = 0;

  /** The last answer of each list stands for all that follow. */
  constructor(
    private readonly getAnswers: readonly (Observation | Error)[],
    private readonly setAnswers: readonly ("ok" | Error)[] = ["ok"],
  ) {}

  async get(): Promise<Observation> {
    return Promise.resolve(taken(this.getAnswers, this.gets++));
  }

  async set(_target: unknown, write: PolicyWrite): Promise<void> {
    this.writes.push(write);
    await Promise.resolve(taken(this.setAnswers, this.writes.length - 1));
  }
}

/** An ApiError with little to say. */
export function refusal(problem: Partial<Problem>): ApiError {
  return new ApiError({ failure: "invalid", summary: "refused", remedy: "Do it.", ...problem });
}

function taken<T>(answers: readonly (T | Error)[], index: number): T {
  const answer = answers[Math.min(index, answers.length - 1)];
  if (answer === undefined) throw new Error("no script");
  if (answer instanceof Error) throw answer;
  return answer;
}
