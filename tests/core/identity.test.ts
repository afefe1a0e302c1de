import * as fc from "fast-check";
import { isIdentifier, parseImportId } from "../../provider/core/identity";

describe("parseImportId", () => {
  it.each([
    ["e", { env: "e" }],
    ["wx1/e", { authorizerAppId: "wx1", env: "e" }],
    ["", undefined],
    ["/", undefined],
    ["wx1/", undefined],
    ["/e", undefined],
    ["a/b/c", undefined],
    ["a b", undefined],
    ["wx1/a b", undefined],
    ["a\u0000", undefined],
  ])("reads %j as %j", (id, target) => {
    expect(parseImportId(id)).toStrictEqual(target);
  });

  it("reads every id of an environment and of an account's environment", () => {
    const part = fc.string({ unit: "binary", minLength: 1 }).filter(isIdentifier);
    fc.assert(
      fc.property(part, part, (env, authorizerAppId) => {
        expect(parseImportId(env)).toStrictEqual({ env });
        expect(parseImportId(`${authorizerAppId}/${env}`)).toStrictEqual({ authorizerAppId, env });
      }),
    );
  });

  it("takes anything without a throw", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (id) => void parseImportId(id)));
  });
});

describe("isIdentifier", () => {
  it.each(["a", "myttest-8gu57so0bd9f9e8a", "环境", "a.b", "*", "a🙂"])("takes %j", (value) => {
    expect(isIdentifier(value)).toBe(true);
  });

  it.each([
    "",
    "a/b",
    "a b",
    "a\tb",
    "a\u3000b",
    "\u0000",
    "a\u001f",
    "a\u007f",
    "a\u0080",
    "a\u200b",
    "\u202ea",
    "\ufeffa",
    "a\ud800",
  ])("refuses %j", (value) => {
    expect(isIdentifier(value)).toBe(false);
  });
});
