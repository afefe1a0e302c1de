import * as fc from "fast-check";
import { changesOf } from "../../provider/core/changes";
import { inputsOf, type PolicyInputs, stateOf } from "../../provider/core/policy";
import { checkInputs } from "../../provider/core/validation";
import { anyCharacter } from "../support/any-character";
import { UNKNOWN } from "../support/connected";

const isUnknown = (value: unknown) => value === UNKNOWN;

/** A value that may be right, wrong or unknown. */
const value = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withSparseArray: true, withNullPrototype: true }),
  fc.array(fc.oneof(fc.constantFrom("/b", "/a", UNKNOWN), fc.string({ unit: anyCharacter }))),
  fc.constantFrom(UNKNOWN, true, false, "overwrite", "retain", "e"),
);
const path = fc
  .string({ unit: "grapheme" })
  .map((text) => `/${text.replace(/[\s?#/\p{Cc}]/gu, "")}`);
const paths = fc.array(path);
const inputs = {
  env: fc.constantFrom("a", "b"),
  authorizerAppId: fc.constantFrom("wx1", "wx2"),
  apiWhitelist: paths,
  open: fc.boolean(),
  onConflict: fc.constantFrom("fail", "overwrite"),
  onDelete: fc.constantFrom("restore", "retain", "revoke"),
  restoreTo: paths,
};
const valid = fc.record(inputs, { requiredKeys: ["env", "apiWhitelist"], noNullPrototype: true });

const names = [...Object.keys(inputs), "__provider", "__proto__", "toString", "api_whitelist"];
const anything = fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), value);

const checked = (raw: Record<string, unknown>) => {
  const { inputs, failures } = checkInputs(raw, isUnknown);
  expect(failures).toEqual([]);
  return inputs as unknown as PolicyInputs;
};

describe("check", () => {
  it("never throws, whatever a program passes, and gives the same again of its result", () => {
    fc.assert(
      fc.property(fc.oneof(anything, valid), (raw) => {
        const { inputs, failures } = checkInputs(raw, isUnknown);
        expect(failures.every(({ reason }) => reason !== "")).toBe(true);
        expect(checkInputs(inputs, isUnknown).inputs).toEqual(inputs);
      }),
    );
  });

  it("leaves what it was given as it was, and the prototype of objects too", () => {
    fc.assert(
      fc.property(valid, (raw) => {
        const before = structuredClone(raw);
        checkInputs(raw, isUnknown);
        expect(raw).toStrictEqual(before);
      }),
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("diff", () => {
  it("finds nothing between a policy and itself, in whatever order it is written", () => {
    fc.assert(
      fc.property(valid, (raw) => {
        const inputs = checked(raw);
        const again = checked({ ...raw, apiWhitelist: [...raw.apiWhitelist].reverse() });
        expect(changesOf(inputs, { ...again })).toEqual({ changed: [], replaces: [] });
      }),
    );
  });

  it("names exactly the inputs that differ", () => {
    fc.assert(
      fc.property(valid, valid, (a, b) => {
        const [before, after] = [checked(a), checked(b)];
        const differing = Object.keys({ ...before, ...after }).filter(
          (key) =>
            JSON.stringify(before[key as keyof PolicyInputs]) !==
            JSON.stringify(after[key as keyof PolicyInputs]),
        );
        const { changed } = changesOf(before, { ...after });
        expect([...changed].sort()).toEqual(differing.sort());
      }),
    );
  });
});

describe("state", () => {
  const live = fc.record(
    { open: fc.boolean(), apiWhitelist: paths, version: fc.maxSafeInteger() },
    { noNullPrototype: true },
  );

  it("is plain JSON, always", () => {
    fc.assert(
      fc.property(valid, live, fc.option(live, { nil: undefined }), (raw, now, found) => {
        const state = stateOf(checked(raw), { ...now, version: now.version + 0 }, found);
        expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
      }),
    );
  });

  it("leads to inputs that check has nothing against", () => {
    fc.assert(
      fc.property(valid, live, (raw, now) => {
        const inputs = inputsOf(stateOf(checked(raw), now));
        expect(checked({ ...inputs })).toStrictEqual(inputs);
      }),
    );
  });
});
