import {
  conflictProblem,
  foreignProblem,
  ineffectiveProblem,
  isKeptInPart,
} from "../../provider/core/conflict";
import type { Policy } from "../../provider/core/policy";

const policy = (...apiWhitelist: string[]) => ({ open: true, apiWhitelist });
/** What is read after a set that was answered ok. */
const foreign = (now: Policy, more: object = {}) => ({
  seen: policy("/*"),
  wanted: policy("/a", "/b", "/d"),
  now,
  fields: ["apiWhitelist" as const],
  isOk: true,
  managesOpen: true,
  ...more,
});

describe("isKeptInPart", () => {
  it.each([
    ["a part", policy("/a"), true],
    ["nothing at all", policy(), false],
    ["all of it", policy("/a", "/b", "/d"), false],
    ["a part and something else", policy("/a", "/c"), false],
    ["something else only", policy("/c"), false],
  ])("of %s, and never without an answer of ok", (_what, now, isPart) => {
    expect(isKeptInPart(foreign(now))).toBe(isPart);
    expect(isKeptInPart(foreign(now, { isOk: false }))).toBe(false);
  });

  it("is false if a managed switch moved too", () => {
    const now = { ...policy("/a"), open: false };
    expect(isKeptInPart(foreign(now))).toBe(false);
    expect(isKeptInPart(foreign(now, { managesOpen: false }))).toBe(true);
  });
});

it("a partly stored whitelist is reported with what is missing and what to do", () => {
  const now = { ...policy("/a", "/b"), open: false };
  expect(foreignProblem(foreign(now, { managesOpen: false }))).toEqual({
    failure: "invalid",
    summary: "WeChat answered ok to the set and kept only a part of apiWhitelist (removed /d)",
    remedy:
      "Remove the paths that WeChat does not keep; where somebody removed them at that moment, run `pulumi up` again",
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

it("lists of any length are compared", () => {
  const list = (letter: string) =>
    policy(...Array.from({ length: 100_000 }, (_, index) => `/${letter}${index}`));
  const [before, after] = [list("a"), list("b")];
  expect(conflictProblem(["apiWhitelist"], { expected: before, live: after }).summary).toBe(
    "somebody else changed apiWhitelist (added /b0, /b1, /b2, /b3, /b4 and 99995 more; removed /a0, /a1, /a2, /a3, /a4 and 99995 more)",
  );
  const now = { ...before, apiWhitelist: before.apiWhitelist.slice(1) };
  expect(isKeptInPart(foreign(now, { wanted: before }))).toBe(true);
});
