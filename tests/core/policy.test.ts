import { inputsOf, isSameWhitelist, normalizeWhitelist, stateOf } from "../../provider/core/policy";
import { fullInputs, leastInputs } from "../support/full-inputs";

const live = { open: false, apiWhitelist: ["/b", "/a", "/b"], version: 7 };

describe("normalizeWhitelist", () => {
  it("sorts by code unit and drops duplicates", () => {
    const paths = ["/b", "/B", "/a", "/*", "/b", "/a/b"];
    expect(normalizeWhitelist(paths)).toEqual(["/*", "/B", "/a", "/a/b", "/b"]);
  });

  it("does not change the list that it was given", () => {
    const paths = Object.freeze(["/b", "/a"]);
    expect(normalizeWhitelist(paths)).toEqual(["/a", "/b"]);
    expect(paths).toEqual(["/b", "/a"]);
  });
});

it.each([
  [[], [], true],
  [["/a", "/b"], ["/b", "/a", "/a"], true],
  [["/a"], [], false],
  [[], ["/a"], false],
  [["/a"], ["/b"], false],
  [["/a"], ["/a", "/b"], false],
  [["/a", "/b"], ["/a"], false],
  [["/a"], ["/A"], false],
  [["/a", "/c"], ["/b", "/c"], false],
])("isSameWhitelist of %j and %j: %p", (a, b, isSame) => {
  expect(isSameWhitelist(a, b)).toBe(isSame);
});

const livePolicy = { apiWhitelist: ["/b", "/a"], open: false, version: 7 };

describe("stateOf", () => {
  it("stores every given input, the live policy, and of the original what a policy is", () => {
    const original = { open: true, apiWhitelist: ["/z", "/y", "/z"], version: 3 };
    const { apiWhitelist: _w, open: _o, ...settings } = fullInputs;
    expect(stateOf(fullInputs, live, original)).toStrictEqual({
      ...settings,
      ...livePolicy,
      apiWhitelist: fullInputs.apiWhitelist,
      managesOpen: true,
      original: { open: true, apiWhitelist: ["/y", "/z"] },
    });
  });

  it("has no key for what was not given, so that no undefined reaches Pulumi", () => {
    expect(stateOf(leastInputs, live)).toStrictEqual({
      env: "e",
      ...livePolicy,
      managesOpen: false,
    });
  });
});

it("the inputs of a state lead to it again", () => {
  const state = stateOf(fullInputs, live);
  expect(stateOf(inputsOf(state), state)).toStrictEqual(state);
});
