import * as fc from "fast-check";
import { inputsOf, type PolicyState } from "../../provider/core/policy";
import type { RawInputs } from "../../provider/core/validation";
import { parseState } from "../../provider/core/state";
import * as provider from "../../provider/host/dynamic/provider";
import { anyCharacter } from "../support/any-character";
import { UNKNOWN } from "../support/connected";
import { holds } from "../support/runs";

/**
 * Any values through the functions that Pulumi's host calls, in one process that remembers accounts
 * and declarations. tests/core/properties.test.ts has the rules without a process.
 */
const names = "env authorizerAppId apiWhitelist open onConflict onDelete restoreTo".split(" ");
const odd = "__provider __proto__ constructor toString version original managesOpen".split(" ");
const text = fc.oneof(
  fc.string({ unit: anyCharacter }),
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
const env = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const settings = {
  onConflict: fc.constantFrom("fail", "overwrite"),
  onDelete: fc.constantFrom("restore", "retain", "revoke"),
  restoreTo: paths,
};
const plain = { noNullPrototype: true } as const;
const required = { env, apiWhitelist: paths };
const live = { open: fc.boolean(), version: fc.maxSafeNat(), managesOpen: fc.boolean() };
const authorizerAppId = fc.stringMatching(/^wx[0-9a-f]{16}$/);
const original = fc.record({ open: fc.boolean(), apiWhitelist: paths }, plain);
const inputs = fc.record(
  { ...required, authorizerAppId, ...settings },
  { ...plain, requiredKeys: ["env", "apiWhitelist"] },
);
const state = fc.record(
  { ...required, ...live, original, ...settings },
  { ...plain, requiredKeys: ["env", "apiWhitelist", "open", "version", "managesOpen"] },
);
/** A state as some other release, or somebody's hand, may have left it; nothing in it is unknown. */
const key = fc.oneof(fc.constantFrom(...names, ...odd), fc.string());
const leftover = fc.dictionary(key, fc.jsonValue());
const bent = fc
  .tuple(leftover, state, leftover)
  .map(([more, { env, apiWhitelist, open }, original]) => {
    return { ...more, env, apiWhitelist, open, original };
  });

type Raw = Record<string, unknown>;
const check = async (news: Raw, olds: Raw = {}) => {
  const checked = await provider.check(olds, news);
  return { inputs: checked.inputs as RawInputs, failures: checked.failures ?? [] };
};
const diff = (olds: Raw, news: Raw) => provider.diff(String(olds["env"]), olds, news);

const ownInputs = (olds: Raw) => ({ ...inputsOf(parseState(olds) as PolicyState) });
const given = fc.oneof(anything, inputs);
const anyState = fc.oneof(state, bent);
const propertyOf = fc.asyncProperty;
const same = { changes: false, replaces: [] };

const prototypes = () => [Object.prototype, Array.prototype].map((each) => Reflect.ownKeys(each));
const before = prototypes();
afterEach(() => expect(prototypes()).toEqual(before));

const claims: Record<string, fc.IAsyncProperty<unknown[]>> = {
  "check answers whatever it is given": propertyOf(anything, anything, async (olds, news) => {
    const { failures = [] } = await provider.check(olds, news);
    for (const failure of failures) {
      expect(Object.keys(failure).sort()).toEqual(["property", "reason"]);
      expect(failure.reason.length).toBeLessThan(500);
    }
  }),

  "check changes nothing in what it has checked": propertyOf(given, async (news) => {
    const once = await check(news);
    const again = await check(once.inputs, once.inputs);
    expect(again.inputs).toStrictEqual(once.inputs);
    if (once.failures.length === 0) expect(again.failures).toEqual([]);
  }),

  "check passes right inputs without their duplicates": propertyOf(inputs, async (news) => {
    const { apiWhitelist, restoreTo } = news;
    const unique = {
      ...news,
      apiWhitelist: [...new Set(apiWhitelist)],
      ...(restoreTo && { restoreTo: [...new Set(restoreTo)] }),
    };
    expect(await check(news)).toStrictEqual({ inputs: unique, failures: [] });
  }),

  "diff answers whatever it is given": propertyOf(anyState, anything, async (olds, news) => {
    const { changes, replaces = [] } = await diff(olds, news);
    expect(changes).toBe(true);
    expect(names).toEqual(expect.arrayContaining(replaces));
  }),

  "diff finds nothing between a state and its own inputs": propertyOf(anyState, async (olds) => {
    expect(await diff(olds, ownInputs(olds))).toMatchObject(same);
  }),

  "diff finds nothing between a state and its checked inputs": propertyOf(state, async (olds) => {
    const { inputs } = await check(ownInputs(olds));
    expect(await diff(olds, inputs)).toMatchObject(same);
  }),

  "diff replaces for another environment alone": propertyOf(state, inputs, async (olds, news) => {
    const isOther = olds.env !== news.env;
    const { changes, replaces } = await diff(olds, news);
    expect(replaces).toEqual(isOther ? ["env"] : []);
    if (isOther) expect(changes).toBe(true);
  }),
};

it.each(Object.entries(claims))("%s", holds);
