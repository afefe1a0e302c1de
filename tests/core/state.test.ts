import * as fc from "fast-check";
import { type PolicyState, stateOf } from "../../provider/core/policy";
import { parseState } from "../../provider/core/state";
import { fullInputs } from "../support/full-inputs";

const full: PolicyState = stateOf(
  fullInputs,
  { open: true, apiWhitelist: ["/a"], version: 4 },
  { open: false, apiWhitelist: ["/o"] },
);

const least = { env: "e", open: false, apiWhitelist: ["/a"], version: 0, managesOpen: false };

describe("parseState", () => {
  it.each([
    ["everything", full],
    ["an unverified write", { ...full, unverified: { open: true, apiWhitelist: ["/b"] } }],
    ["required outputs alone", least],
  ])("reads back %s", (_what, stored) => {
    expect(parseState(JSON.parse(JSON.stringify(stored)) as Record<string, unknown>)).toStrictEqual(
      stored,
    );
  });

  it("drops anything else, such as the reference to the code", () => {
    expect(parseState({ ...full, __provider: "x", later: 1 })).toStrictEqual(full);
  });

  it("assumes that an older release neither managed open nor stored a version", () => {
    const { managesOpen: _m, version: _v, ...older } = full;
    expect(parseState(older)).toStrictEqual({ ...full, managesOpen: false, version: 0 });
  });

  it.each([
    ["version", "4", { version: 0 }],
    ["managesOpen", "true", { managesOpen: false }],
  ])("does not take %s %j for what it looks like", (key, value, expected) => {
    expect(parseState({ ...full, [key]: value })).toMatchObject(expected);
  });

  it.each([
    ["env", undefined],
    ["env", 7],
    ["open", undefined],
    ["open", "true"],
    ["apiWhitelist", undefined],
    ["apiWhitelist", "/*"],
  ])("takes nothing for a state whose %s is %p", (key, value) => {
    expect(parseState({ ...full, [key]: value })).toBeUndefined();
  });

  it.each([
    ["authorizerAppId", 7],
    ["restoreTo", "/r"],
    ["onConflict", undefined],
    ["onDelete", undefined],
    ["original", undefined],
    ["original", null],
    ["original", "text"],
    ["original", { open: true }],
    ["original", { apiWhitelist: [] }],
    ["original", { open: "yes", apiWhitelist: [] }],
  ])("leaves %s out if it is %p", (key, value) => {
    const { [key]: _, ...rest } = full as unknown as Record<string, unknown>;
    expect(parseState({ ...full, [key]: value })).toStrictEqual(rest);
  });

  it("reads only the paths of a whitelist", () => {
    const stored = { ...full, apiWhitelist: ["/a", 7, null, "/b"] };
    expect(parseState(stored)?.apiWhitelist).toEqual(["/a", "/b"]);
  });

  it("never throws, whatever was stored", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(full)), fc.anything()), (stored) => {
        const state = parseState(stored);
        if (state) expect(parseState({ ...state })).toStrictEqual(state);
      }),
    );
  });
});
