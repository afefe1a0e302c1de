import * as fc from "fast-check";
import { inputsOf, type PolicyState } from "../../provider/core/policy";
import type { RawInputs } from "../../provider/core/validation";
import { parseState } from "../../provider/core/state";
import * as provider from "../../provider/host/dynamic/provider";
import { UNKNOWN } from "../support/connected";
import { holds } from "../support/runs";

/**
 * Anything through the functions that Pulumi's host calls. What the rules alone promise is in
 * tests/core/properties.test.ts; here it is what a process does that remembers accounts and claims.
 */
const names = [
  "env",
  "authorizerAppId",
  "apiWhitelist",
  "open",
  "onConflict",
  "onDelete",
  "restoreTo",
];
const odd = [
  "__provider",
  "__proto__",
  "constructor",
  "toString",
  "version",
  "original",
  "managesOpen",
];
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(UNKNOWN, "/a", "/*", "e/f", ""),
);
const value = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withSparseArray: true, withNullPrototype: true }),
  fc.jsonValue(),
  fc.array(text),
  text,
  fc.boolean(),
);

/** What a program may pass, and what a gRPC struct may hold: keys such as `__proto__` are its own. */
const anything = fc
  .array(fc.tuple(fc.oneof(fc.constantFrom(...names, ...names, ...odd), fc.string()), value))
  .map((entries) => Object.fromEntries(entries) as Record<string, unknown>);

const path = fc
  .string({ unit: "grapheme" })
  .map((part) => `/${part.replace(/[\s?#/\p{C}]/gu, "")}`);
const paths = fc.array(path);
const settings = {
  onConflict: fc.constantFrom("fail", "overwrite"),
  onDelete: fc.constantFrom("restore", "retain", "revoke"),
  restoreTo: paths,
};
const plain = { noNullPrototype: true } as const;
const inputs = fc.record(
  {
    env: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    authorizerAppId: fc.stringMatching(/^wx[0-9a-f]{16}$/),
    apiWhitelist: paths,
    ...settings,
  },
  { ...plain, requiredKeys: ["env", "apiWhitelist"] },
);
const state = fc.record(
  {
    env: fc.stringMatching(/^[a-z0-9-]{1,20}$/),
    apiWhitelist: paths,
    open: fc.boolean(),
    version: fc.maxSafeNat(),
    managesOpen: fc.boolean(),
    original: fc.record({ open: fc.boolean(), apiWhitelist: paths }, plain),
    ...settings,
  },
  { ...plain, requiredKeys: ["env", "apiWhitelist", "open", "version", "managesOpen"] },
);
/** A state as some other release, or somebody's hand, may have left it; nothing in it is unknown. */
const leftover = fc.dictionary(
  fc.oneof(fc.constantFrom(...names, ...odd), fc.string()),
  fc.jsonValue(),
);
const bent = fc
  .tuple(state, leftover, leftover)
  .map(([{ env, apiWhitelist, open }, first, second]) => ({
    ...first,
    ...{ env, apiWhitelist, open, original: second },
  }));

const id = ({ env }: { env: unknown }) => String(env);

/** What every object and every list has. */
const prototypes = () => [Object.prototype, Array.prototype].map((each) => Reflect.ownKeys(each));
const before = prototypes();
afterEach(() => expect(prototypes()).toEqual(before));

describe("check, as Pulumi's host calls it", () => {
  it("answers whatever it is given, in a form that gRPC can carry", () =>
    holds(
      "check anything",
      fc.asyncProperty(anything, anything, async (olds, news) => {
        const { failures = [] } = await provider.check(olds, news);
        for (const failure of failures) {
          expect(Object.keys(failure).sort()).toEqual(["property", "reason"]);
          expect(failure.reason.length).toBeLessThan(500);
        }
      }),
    ));

  it("finds nothing new in what it has checked, however often", () =>
    holds(
      "check twice",
      fc.asyncProperty(fc.oneof(anything, inputs), async (news) => {
        const once = await provider.check({}, news);
        const again = await provider.check(once.inputs as RawInputs, once.inputs as RawInputs);
        expect(again.inputs).toStrictEqual(once.inputs);
        if (once.failures?.length === 0) expect(again.failures).toEqual([]);
      }),
    ));

  it("passes what is right, with the program's values and no others", () =>
    holds(
      "check what is right",
      fc.asyncProperty(inputs, async (news) => {
        const checked = await provider.check({}, news);
        expect(checked.failures).toEqual([]);
        const sets = (given: typeof news) => ({
          ...given,
          apiWhitelist: [...new Set(given.apiWhitelist)],
          ...(given.restoreTo && { restoreTo: [...new Set(given.restoreTo)] }),
        });
        expect(checked.inputs).toStrictEqual(sets(news));
      }),
    ));
});

describe("diff, as Pulumi's host calls it", () => {
  it("answers whatever the program passes and whatever state holds beside the policy", () =>
    holds(
      "diff anything",
      fc.asyncProperty(fc.oneof(state, bent), anything, async (olds, news) => {
        const { changes, replaces = [] } = await provider.diff(id(olds), olds, news);
        expect(changes).toBe(true);
        expect(names).toEqual(expect.arrayContaining(replaces));
      }),
    ));

  it("finds nothing between a state and the inputs that it stands for", () =>
    holds(
      "diff x x",
      fc.asyncProperty(fc.oneof(state, bent), async (olds) => {
        const own = inputsOf(parseState(olds) as PolicyState);
        const diff = await provider.diff(id(olds), olds, { ...own });
        expect(diff).toMatchObject({ changes: false, replaces: [] });
      }),
    ));

  it("finds nothing between a state and those inputs once they are checked", () =>
    holds(
      "diff x check(x)",
      fc.asyncProperty(state, async (olds) => {
        const own = inputsOf(parseState(olds) as PolicyState);
        const news = await provider.check({}, { ...own });
        const diff = await provider.diff(id(olds), olds, news.inputs as RawInputs);
        expect(diff).toMatchObject({ changes: false, replaces: [] });
      }),
    ));

  it("replaces for another environment, and for nothing else", () =>
    holds(
      "diff replaces",
      fc.asyncProperty(state, inputs, async (olds, news) => {
        const { changes, replaces } = await provider.diff(id(olds), olds, news);
        const expected = [...(olds.env === news.env ? [] : ["env"])];
        expect(replaces).toEqual(expected);
        if (expected.length > 0) expect(changes).toBe(true);
      }),
    ));
});
