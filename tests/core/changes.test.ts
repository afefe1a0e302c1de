import { changesOf, isSettingsOnly } from "../../provider/core/changes";
import { type PolicyInputs, stateOf } from "../../provider/core/policy";

const UNKNOWN = "unknown!";
const stored: PolicyInputs = {
  env: "e",
  authorizerAppId: "wx1",
  apiWhitelist: ["/a", "/b"],
  open: true,
  onConflict: "fail",
  onDelete: "retain",
  restoreTo: ["/r"],
};
const least: PolicyInputs = { env: "e", apiWhitelist: [] };

describe("diff", () => {
  it("finds nothing where only order and duplicates differ", () => {
    const news = { ...stored, apiWhitelist: ["/b", "/a", "/b"] };
    expect(changesOf(stored, news)).toStrictEqual({ changed: [], replaces: [] });
  });

  it.each([
    ["env", "f", true],
    ["authorizerAppId", "wx2", false],
    ["apiWhitelist", ["/a"], false],
    ["restoreTo", [], false],
    ["open", false, false],
    ["onConflict", "overwrite", false],
    ["onDelete", "revoke", false],
  ])("a change of %s to %j replaces: %p", (input, value, isReplaced) => {
    expect(changesOf(stored, { ...stored, [input]: value })).toStrictEqual({
      changed: [input],
      replaces: isReplaced ? [input] : [],
    });
  });

  it.each([
    "env",
    "authorizerAppId",
    "apiWhitelist",
    "restoreTo",
    "open",
    "onConflict",
    "onDelete",
  ])("an unknown %s counts as a change", (input) => {
    expect(changesOf(stored, { ...stored, [input]: UNKNOWN }).changed).toEqual([input]);
  });

  it("an unknown among the paths counts as a change", () => {
    const news = { ...stored, apiWhitelist: ["/a", "/b", UNKNOWN] };
    expect(changesOf(stored, news).changed).toEqual(["apiWhitelist"]);
  });

  it.each(["authorizerAppId", "open", "onConflict", "onDelete", "restoreTo"] as const)(
    "%s left out from now on is a change, null and undefined alike",
    (input) => {
      for (const left of [null, undefined]) {
        expect(changesOf(stored, { ...stored, [input]: left }).changed).toEqual([input]);
      }
    },
  );

  it.each(["authorizerAppId", "open", "onConflict", "onDelete", "restoreTo"] as const)(
    "%s given from now on is a change",
    (input) => {
      const news = { ...least, [input]: stored[input] };
      expect(changesOf(least, news).changed).toEqual([input]);
    },
  );

  it("null for what was never given is none", () => {
    const news = { ...least, open: null, restoreTo: null, authorizerAppId: null };
    expect(changesOf(least, news).changed).toEqual([]);
  });

  it("names every input that differs, those that replace first", () => {
    const news = { env: "f", apiWhitelist: ["/x"], onDelete: "revoke" };
    expect(changesOf(least, news)).toStrictEqual({
      changed: ["env", "apiWhitelist", "onDelete"],
      replaces: ["env"],
    });
  });
});

describe("update", () => {
  const state = stateOf(stored, { open: true, apiWhitelist: ["/a", "/b"], version: 1 });
  const unmanaged = stateOf(least, { open: true, apiWhitelist: [], version: 1 });

  it.each([
    ["nothing: to settle what is left open", state, stored, false],
    ["the settings", state, { ...stored, onConflict: "overwrite", onDelete: "revoke" }, true],
    ["what restore puts back", state, { ...stored, restoreTo: [] }, true],
    ["the order of paths", state, { ...stored, apiWhitelist: ["/b", "/a"] }, false],
    ["the whitelist", state, { ...stored, apiWhitelist: ["/a"] }, false],
    ["the switch", state, { ...stored, open: false }, false],
    ["the settings of an unmanaged switch", unmanaged, { ...least, onDelete: "retain" }, true],
    ["that the switch is managed", unmanaged, { ...least, open: true }, false],
    [
      "the whitelist beside an unmanaged switch",
      unmanaged,
      { ...least, apiWhitelist: ["/a"] },
      false,
    ],
  ] as const)("says nothing to WeChat when it changes %s: %#", (_what, from, to, isQuiet) => {
    expect(isSettingsOnly(from, to as PolicyInputs)).toBe(isQuiet);
  });

  it("asks WeChat where the switch is not managed any more", () => {
    const { open: _, ...inputs } = stored;
    expect(isSettingsOnly(state, inputs)).toBe(false);
  });
});
