import { conflictProblem, ineffectiveProblem } from "../../provider/core/conflict";
import { ApiError, PolicyError, type Problem } from "../../provider/core/errors";
import { stateOf } from "../../provider/core/policy";

const problem: Problem = {
  failure: "auth",
  summary: "40014 invalid access_token",
  remedy: "Give another",
};
const where = { env: "e", verb: "update" } as const;

describe("ApiError", () => {
  it("says what happened and what to do", () => {
    const error = new ApiError(problem);
    expect([error.name, error.message]).toEqual([
      "ApiError",
      "40014 invalid access_token. Give another",
    ]);
    expect(error.problem).toBe(problem);
  });
});

describe("PolicyError", () => {
  it("is one line that names the environment, the verb and the way out", () => {
    const error = new PolicyError(where, problem);
    expect(error.name).toBe("PolicyError");
    expect(error.message).toBe(
      'CloudAccessTokenPolicy "e": update failed: 40014 invalid access_token. Give another',
    );
    expect(error.problem).toBe(problem);
    expect(Object.hasOwn(error, "partial")).toBe(false);
  });

  it("does not repeat an id that may be a credential", () => {
    const env = "refreshtoken@@@".padEnd(58, "k");
    expect(new PolicyError({ ...where, env }, problem).message).toMatch(
      /^CloudAccessTokenPolicy "<58 characters>": update failed/,
    );
  });

  it("ends with WeChat's request id where there is one", () => {
    const error = new PolicyError(where, { ...problem, rid: "60b9e3b7-4813dc60-39049415" });
    expect(error.message.endsWith(". Give another (rid 60b9e3b7-4813dc60-39049415)")).toBe(true);
  });

  it("carries what must be stored", () => {
    const live = { open: true, apiWhitelist: [], version: 1 };
    const partial = stateOf({ env: "e", apiWhitelist: [] }, live);
    expect(new PolicyError(where, problem, partial).partial).toBe(partial);
  });
});

describe("problems of the core", () => {
  it("a conflict names what differs and both ways out", () => {
    const [expected, live] = [
      { open: true, apiWhitelist: ["/a"] },
      { open: true, apiWhitelist: ["/b"] },
    ];
    expect(conflictProblem(["apiWhitelist"], expected, live)).toStrictEqual({
      failure: "conflict",
      summary: "somebody else changed apiWhitelist (added /b; removed /a)",
      remedy:
        'Run `pulumi refresh`, review what changed and run this again, or set onConflict to "overwrite"',
    });
  });

  it("a set without effect points at versionStrategy", () => {
    expect(ineffectiveProblem).toStrictEqual({
      failure: "unknown",
      summary: "WeChat answered ok to the set and changed nothing",
      remedy:
        "Look at the policy in WeChat's console; if it is as it was, set versionStrategy to the other reading and run `pulumi up` again",
    });
  });
});
