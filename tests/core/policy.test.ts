import {
  inputsOf,
  isSameWhitelist,
  normalizeWhitelist,
  type PolicyInputs,
  type PolicyState,
  stateOf,
} from "../../provider/core/policy";

const live = { open: false, apiWhitelist: ["/b", "/a", "/b"], version: 7 };

const full: PolicyInputs = {
  env: "e",
  authorizerAppId: "wx1",
  apiWhitelist: ["/c"],
  open: true,
  onConflict: "overwrite",
  onDelete: "revoke",
  restoreTo: ["/d"],
};

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

describe("isSameWhitelist", () => {
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
  ])("%j and %j: %p", (a, b, isSame) => {
    expect(isSameWhitelist(a, b)).toBe(isSame);
  });
});

const least: PolicyInputs = { env: "e", apiWhitelist: [] };
const livePolicy = { apiWhitelist: ["/b", "/a"], open: false, version: 7 };

describe("stateOf", () => {
  it("stores every given input, the live policy, and of the original what a policy is", () => {
    const original = { open: true, apiWhitelist: ["/z", "/y", "/z"], version: 3 };
    const { apiWhitelist: _w, open: _o, ...settings } = full;
    expect(stateOf(full, live, original)).toStrictEqual({
      ...settings,
      ...livePolicy,
      managesOpen: true,
      original: { open: true, apiWhitelist: ["/y", "/z"] },
    });
  });

  it("has no key for what was not given, so that no undefined reaches Pulumi", () => {
    expect(stateOf(least, live)).toStrictEqual({ env: "e", ...livePolicy, managesOpen: false });
  });

  it("counts open: false as given", () => {
    expect(stateOf({ ...least, open: false }, live).managesOpen).toBe(true);
  });
});

describe("inputsOf", () => {
  it("gives back the inputs as they were written, with the live policy", () => {
    const { version: _, ...policy } = livePolicy;
    expect(inputsOf(stateOf(full, live))).toStrictEqual({ ...full, ...policy });
  });

  it("invents no input that the program does not have", () => {
    expect(inputsOf(stateOf(least, live))).toStrictEqual({ ...least, apiWhitelist: ["/b", "/a"] });
  });

  it("leads to the same state again", () => {
    const state: PolicyState = stateOf(full, live);
    expect(stateOf(inputsOf(state), state)).toStrictEqual(state);
  });
});
