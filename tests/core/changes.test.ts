import { changesOf, isSettingsOnly } from "../../provider/core/changes";
import { type PolicyInputs, stateOf } from "../../provider/core/policy";
import { fullInputs, leastInputs } from "../support/full-inputs";

const [stored, least] = [fullInputs, leastInputs];
const UNKNOWN = "unknown!";
const inputs = {
  env: "f",
  authorizerAppId: "wx2",
  apiWhitelist: ["/a"],
  restoreTo: [],
  open: false,
  onConflict: "fail",
  onDelete: "revoke",
};
const optional = ["authorizerAppId", "open", "onConflict", "onDelete", "restoreTo"] as const;

describe("changesOf", () => {
  it.each(Object.entries(inputs))("sees that %s is %j or unknown", (input, value) => {
    for (const news of [value, UNKNOWN])
      expect(changesOf(stored, { ...stored, [input]: news })).toStrictEqual({
        changed: [input],
        replaces: input === "env" ? ["env"] : [],
      });
  });

  it("sees an unknown among the paths", () => {
    const news = { ...stored, apiWhitelist: ["/a", "/b", UNKNOWN] };
    expect(changesOf(stored, news).changed).toEqual(["apiWhitelist"]);
  });

  it.each(optional)("sees that %s is given, or left out, from now on", (input) => {
    const { [input]: value } = stored;
    expect(changesOf(least, { ...least, [input]: value }).changed).toEqual([input]);
    for (const none of [null, undefined]) {
      expect(changesOf(stored, { ...stored, [input]: none }).changed).toEqual([input]);
      expect(changesOf(least, { ...least, [input]: none }).changed).toEqual([]);
    }
  });
});

describe("isSettingsOnly", () => {
  const state = stateOf(stored, { open: true, apiWhitelist: ["/a", "/b"], version: 1 });
  const unmanaged = stateOf(least, { open: true, apiWhitelist: [], version: 1 });
  const settings = { onConflict: "fail", onDelete: "revoke" };

  it.each([
    ["settings", state, { ...stored, ...settings }, true],
    ["restoreTo", state, { ...stored, restoreTo: [] }, true],
    ["settings beside an unmanaged switch", unmanaged, { ...least, onDelete: "retain" }, true],
    ["nothing: an open question", state, stored, false],
    ["the order of paths", state, { ...stored, apiWhitelist: ["/b", "/a"] }, false],
    ["the whitelist", state, { ...stored, apiWhitelist: ["/a"] }, false],
    ["the switch", state, { ...stored, open: false }, false],
    ["a switch given from now on", unmanaged, { ...least, open: true }, false],
    ["a switch left out from now on", state, { ...stored, open: undefined }, false],
    ["the whitelist alone", unmanaged, { ...least, apiWhitelist: ["/a"] }, false],
  ])("of a change of %s", (_what, from, to, isQuiet) => {
    expect(isSettingsOnly(from, to as PolicyInputs)).toBe(isQuiet);
  });
});
