import { checkInputs, hasUnknown } from "../../provider/core/validation";

const UNKNOWN = "unknown!";
const isUnknown = (value: unknown) => value === UNKNOWN;
const good = { env: "e", apiWhitelist: ["/a"] };

const failuresOf = (more: Record<string, unknown>) =>
  checkInputs({ ...good, ...more }, isUnknown).failures;

describe("check", () => {
  it("takes the least there is", () => {
    expect(checkInputs(good, isUnknown)).toStrictEqual({ inputs: good, failures: [] });
  });

  it("takes every input, and normalizes both whitelists", () => {
    const inputs = {
      env: "e",
      authorizerAppId: "wx1",
      apiWhitelist: ["/b", "/a", "/b"],
      open: false,
      onConflict: "overwrite",
      onDelete: "retain",
      restoreTo: ["/d", "/c", "/d"],
    };
    expect(checkInputs(inputs, isUnknown)).toStrictEqual({
      inputs: { ...inputs, apiWhitelist: ["/a", "/b"], restoreTo: ["/c", "/d"] },
      failures: [],
    });
  });

  it("takes an empty whitelist: nothing may be called", () => {
    expect(failuresOf({ apiWhitelist: [], restoreTo: [] })).toEqual([]);
  });

  it.each([
    ["open", true],
    ["open", false],
    ["onConflict", "fail"],
    ["onConflict", "overwrite"],
    ["onDelete", "restore"],
    ["onDelete", "retain"],
    ["onDelete", "revoke"],
  ])("takes %s: %p", (property, value) => {
    expect(failuresOf({ [property]: value })).toEqual([]);
  });

  it("counts null and undefined as left out, and keeps Pulumi's own keys away", () => {
    const raw = { ...good, open: null, onDelete: undefined, __provider: "code", __defaults: [] };
    expect(checkInputs(raw, isUnknown)).toStrictEqual({ inputs: good, failures: [] });
  });

  it("asks for what is required", () => {
    expect(checkInputs({ env: null }, isUnknown)).toStrictEqual({
      inputs: {},
      failures: [
        { property: "env", reason: "is required: the id of the CloudBase environment" },
        {
          property: "apiWhitelist",
          reason: `is required: the paths that may be called; [] for none, ["/*"] for all`,
        },
      ],
    });
  });

  it.each([
    [
      "env",
      "a/b",
      `must be an environment id such as myttest-8gu57so0bd9f9e8a, without "/" or white space, not "a/b"`,
    ],
    [
      "env",
      7,
      `must be an environment id such as myttest-8gu57so0bd9f9e8a, without "/" or white space, not number`,
    ],
    [
      "authorizerAppId",
      "wx 1",
      `must be an app id such as wx0123456789abcdef, without "/" or white space, not "wx 1"`,
    ],
    [
      "authorizerAppId",
      "",
      `must be an app id such as wx0123456789abcdef, without "/" or white space, not ""`,
    ],
    ["apiWhitelist", "/*", `must be a list of paths, not "/*"`],
    ["restoreTo", {}, "must be a list of paths, not object"],
    ["open", "yes", `must be true or false, not "yes"`],
    ["open", 1, "must be true or false, not number"],
    ["onConflict", "merge", `must be "fail" or "overwrite", not "merge"`],
    ["onConflict", 7, `must be "fail" or "overwrite", not number`],
    ["onDelete", "keep", `must be "restore" or "retain" or "revoke", not "keep"`],
  ])("says what %s must be instead of %p", (property, value, reason) => {
    expect(failuresOf({ [property]: value })).toStrictEqual([{ property, reason }]);
  });

  it("keeps what is wrong as it was written, and never half normalizes a list", () => {
    const raw = { env: 7, apiWhitelist: ["/b", "a", "/b", 7], restoreTo: "x" };
    const { inputs, failures } = checkInputs(raw, isUnknown);
    expect(inputs).toStrictEqual(raw);
    expect(failures.map(({ property }) => property)).toEqual([
      "env",
      "apiWhitelist[1]",
      "apiWhitelist[3]",
      "restoreTo",
    ]);
    expect(failures[1]?.reason).toBe(`"a" must begin with "/": "/a"`);
  });

  it.each([
    ["apiWhiteList", `"apiWhitelist"`],
    ["api_whitelist", `"apiWhitelist"`],
    ["API_WHITELIST", `"apiWhitelist"`],
    ["restore_to", `"restoreTo"`],
    ["Env", `"env"`],
    [
      "whitelist",
      "one of env, authorizerAppId, apiWhitelist, open, onConflict, onDelete, restoreTo",
    ],
    [
      "constructor",
      "one of env, authorizerAppId, apiWhitelist, open, onConflict, onDelete, restoreTo",
    ],
  ])("names the input that %s may be meant for", (property, known) => {
    expect(checkInputs({ ...good, [property]: "x" }, isUnknown)).toStrictEqual({
      inputs: good,
      failures: [{ property, reason: `is not an input of CloudAccessTokenPolicy; use ${known}` }],
    });
  });

  it("is not led astray by a key __proto__", () => {
    const raw = JSON.parse(`{"env":"e","apiWhitelist":[],"__proto__":{"open":true}}`) as object;
    const { inputs, failures } = checkInputs(raw as Record<string, unknown>, isUnknown);
    expect({ inputs, failures }).toStrictEqual({
      inputs: { env: "e", apiWhitelist: [] },
      failures: [],
    });
    expect(({} as { open?: unknown }).open).toBeUndefined();
  });
});

describe("check of what a preview does not know yet", () => {
  it("lets an unknown pass wherever a value may stand", () => {
    const inputs = {
      env: UNKNOWN,
      authorizerAppId: UNKNOWN,
      apiWhitelist: UNKNOWN,
      open: UNKNOWN,
      onConflict: UNKNOWN,
      onDelete: UNKNOWN,
      restoreTo: UNKNOWN,
    };
    expect(checkInputs(inputs, isUnknown)).toStrictEqual({ inputs, failures: [] });
  });

  it("neither sorts nor shortens a list with an unknown in it", () => {
    const inputs = { env: "e", apiWhitelist: ["/b", UNKNOWN, "/a", "/b"] };
    expect(checkInputs(inputs, isUnknown)).toStrictEqual({ inputs, failures: [] });
  });

  it("still names the entries beside the unknown that are wrong", () => {
    const { failures } = checkInputs({ env: "e", apiWhitelist: [UNKNOWN, "b"] }, isUnknown);
    expect(failures).toStrictEqual([
      { property: "apiWhitelist[1]", reason: `"b" must begin with "/": "/b"` },
    ]);
  });

  it.each([
    [UNKNOWN, true],
    [["/a", UNKNOWN], true],
    [["/a"], false],
    [[], false],
    ["/a", false],
    [undefined, false],
    [{ length: 1, 0: UNKNOWN }, false],
  ])("finds that %j has an unknown in it: %p", (value, has) => {
    expect(hasUnknown(value, isUnknown)).toBe(has);
  });
});
