import { checkInputs } from "../../provider/core/validation";

const UNKNOWN = "unknown!";
const isUnknown = (value: unknown) => value === UNKNOWN;
const good = { env: "e", apiWhitelist: ["/a"] };

const every = {
  env: "e",
  authorizerAppId: "wx1",
  apiWhitelist: ["/b", "/a", "/b"],
  open: false,
  onConflict: "overwrite",
  onDelete: "retain",
  restoreTo: ["/d", "/c", "/d"],
};

const failuresOf = (more: Record<string, unknown>) =>
  checkInputs({ ...good, ...more }, isUnknown).failures;

describe("check", () => {
  it("takes every input, and drops duplicates of both whitelists", () => {
    expect(checkInputs(every, isUnknown)).toStrictEqual({
      inputs: { ...every, apiWhitelist: ["/b", "/a"], restoreTo: ["/d", "/c"] },
      failures: [],
    });
  });

  it("drops null, undefined and Pulumi's own keys", () => {
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

  const environment = "an environment id such as myttest-8gu57so0bd9f9e8a";
  const app = "an app id such as wx0123456789abcdef";
  it.each([
    ["env", "a/b", `${environment}, without "/" or white space, not "a/b"`],
    ["env", 7, `${environment}, without "/" or white space, not number`],
    ["authorizerAppId", "wx 1", `${app}, without "/" or white space, not "wx 1"`],
    ["authorizerAppId", "", `${app}, without "/" or white space, not ""`],
    ["apiWhitelist", "/*", `a list of paths, not "/*"`],
    ["restoreTo", {}, "a list of paths, not object"],
    ["open", "yes", `true or false, not "yes"`],
    ["open", 1, "true or false, not number"],
    ["onConflict", "merge", `"fail" or "overwrite", not "merge"`],
    ["onConflict", 7, `"fail" or "overwrite", not number`],
    ["onDelete", "keep", `"restore" or "retain" or "revoke", not "keep"`],
  ])("says what %s must be instead of %p", (property, value, instead) => {
    const reason = `must be ${instead}`;
    expect(failuresOf({ [property]: value })).toStrictEqual([{ property, reason }]);
  });

  it("leaves what is wrong as written, and never half normalizes a list", () => {
    const raw = { env: 7, apiWhitelist: ["/b", "a", "/b", 7], restoreTo: "x" };
    const { inputs, failures } = checkInputs(raw, isUnknown);
    expect(inputs).toStrictEqual(raw);
    expect(failures.map(({ property }) => property)).toEqual([
      "env",
      "apiWhitelist[1]",
      "apiWhitelist[3]",
      "restoreTo",
    ]);
    expect(failures[1]?.reason).toBe(`"a" must begin with "/": write "/a"`);
  });

  it.each([
    ["apiWhiteList", `"apiWhitelist"`],
    ["api_whitelist", `"apiWhitelist"`],
    ["API_WHITELIST", `"apiWhitelist"`],
    ["restore_to", `"restoreTo"`],
    ["Env", `"env"`],
    ["whitelist", `one of ${Object.keys(every).join(", ")}`],
    ["constructor", `one of ${Object.keys(every).join(", ")}`],
  ])("names the input that %s may be meant for", (property, known) => {
    expect(checkInputs({ ...good, [property]: "x" }, isUnknown)).toStrictEqual({
      inputs: good,
      failures: [{ property, reason: `is not an input of CloudAccessTokenPolicy; use ${known}` }],
    });
  });

  it("ignores a key __proto__", () => {
    const raw = JSON.parse(`{"env":"e","apiWhitelist":[],"__proto__":{"open":true}}`) as object;
    expect(checkInputs(raw as Record<string, unknown>, isUnknown)).toStrictEqual({
      inputs: { env: "e", apiWhitelist: [] },
      failures: [],
    });
    expect(({} as { open?: unknown }).open).toBeUndefined();
  });
});

it("names wrong entries beside an unknown one", () => {
  const { failures } = checkInputs({ env: "e", apiWhitelist: [UNKNOWN, "b"] }, isUnknown);
  expect(failures).toStrictEqual([
    { property: "apiWhitelist[1]", reason: `"b" must begin with "/": write "/b"` },
  ]);
});
