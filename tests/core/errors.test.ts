import { ApiError, PolicyError, type Problem } from "../../provider/core/errors";
import { stateOf } from "../../provider/core/policy";

const problem: Problem = {
  failure: "auth",
  summary: "40014 invalid access_token",
  remedy: "Give another",
};
const where = { env: "e", verb: "update" } as const;

it("an ApiError says what happened and what to do", () => {
  expect(new ApiError(problem)).toMatchObject({
    name: "ApiError",
    message: "40014 invalid access_token. Give another",
    problem,
  });
});

describe("PolicyError", () => {
  it("is one line that names the environment, the verb and the way out", () => {
    const error = new PolicyError(where, problem);
    expect(error).toMatchObject({
      name: "PolicyError",
      message:
        'CloudAccessTokenPolicy "e": update failed: 40014 invalid access_token. Give another',
      problem,
    });
    expect(Object.hasOwn(error, "partial")).toBe(false);
  });

  it("does not repeat an id that may be a credential", () => {
    const env = "refreshtoken@@@".padEnd(58, "k");
    expect(new PolicyError({ ...where, env }, problem).message).toMatch(
      /^CloudAccessTokenPolicy "<58 characters>": update failed/,
    );
  });

  it("ends with WeChat's request id if there is one", () => {
    const error = new PolicyError(where, { ...problem, rid: "60b9e3b7-4813dc60-39049415" });
    expect(error.message.endsWith(". Give another (rid 60b9e3b7-4813dc60-39049415)")).toBe(true);
  });

  it("carries what must be stored", () => {
    const live = { open: true, apiWhitelist: [], version: 1 };
    const partial = stateOf({ env: "e", apiWhitelist: [] }, live);
    expect(new PolicyError(where, problem, partial).partial).toBe(partial);
  });
});
