import * as fc from "fast-check";
import {
  EVERYTHING,
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

  it("leaves the list it was given alone", () => {
    const paths = Object.freeze(["/b", "/a"]);
    expect(normalizeWhitelist(paths)).toEqual(["/a", "/b"]);
    expect(paths).toEqual(["/b", "/a"]);
  });

  it("spells everything as WeChat does", () => {
    expect(EVERYTHING).toBe("/*");
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

  it("does not mind order and duplicates, whatever the paths", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (paths) => {
        expect(isSameWhitelist([...paths, ...paths].reverse(), paths)).toBe(true);
      }),
    );
  });
});

describe("stateOf", () => {
  it("keeps every input that was given, and the live policy beside them", () => {
    const state = stateOf(full, live, { open: true, apiWhitelist: ["/z", "/y", "/z"] });
    expect(state).toStrictEqual({
      env: "e",
      authorizerAppId: "wx1",
      onConflict: "overwrite",
      onDelete: "revoke",
      restoreTo: ["/d"],
      apiWhitelist: ["/a", "/b"],
      open: false,
      version: 7,
      managesOpen: true,
      original: { open: true, apiWhitelist: ["/y", "/z"] },
    });
  });

  it("has no key for what was not given: no undefined may reach Pulumi", () => {
    expect(stateOf({ env: "e", apiWhitelist: [] }, live)).toStrictEqual({
      env: "e",
      apiWhitelist: ["/a", "/b"],
      open: false,
      version: 7,
      managesOpen: false,
    });
  });

  it("keeps of an observation that becomes the original what a policy is", () => {
    const found = { open: true, apiWhitelist: [], version: 3 };
    expect(stateOf(full, live, found).original).toStrictEqual({ open: true, apiWhitelist: [] });
  });

  it("counts open: false as given", () => {
    expect(stateOf({ env: "e", apiWhitelist: [], open: false }, live).managesOpen).toBe(true);
  });
});

describe("inputsOf", () => {
  it("gives back the inputs in the shape they were written, with what is live", () => {
    expect(inputsOf(stateOf(full, live))).toStrictEqual({
      ...full,
      apiWhitelist: ["/a", "/b"],
      open: false,
    });
  });

  it("invents no input that the program does not have", () => {
    expect(inputsOf(stateOf({ env: "e", apiWhitelist: [] }, live))).toStrictEqual({
      env: "e",
      apiWhitelist: ["/a", "/b"],
    });
  });

  it("is settled after one round: reading what was read changes nothing", () => {
    const state: PolicyState = stateOf(full, live);
    expect(stateOf(inputsOf(state), state)).toStrictEqual(state);
  });
});
