import * as fc from "fast-check";
import { isIdentifier, parseImportId } from "../../provider/core/identity";
import { anyCharacter } from "../support/any-character";

describe("parseImportId", () => {
  it.each([
    ["e", { env: "e" }],
    ["wx1/e", { authorizerAppId: "wx1", env: "e" }],
    ["", undefined],
    ["wx1/", undefined],
    ["/e", undefined],
    ["a/b/c", undefined],
    ["wx1/a b", undefined],
  ])("reads %j as %j", (id, target) => {
    expect(parseImportId(id)).toStrictEqual(target);
  });

  it("reads every id of an environment and of an account's environment", () => {
    const part = fc.string({ unit: anyCharacter, minLength: 1 }).filter(isIdentifier);
    fc.assert(
      fc.property(part, part, (env, authorizerAppId) => {
        expect(parseImportId(env)).toStrictEqual({ env });
        expect(parseImportId(`${authorizerAppId}/${env}`)).toStrictEqual({ authorizerAppId, env });
      }),
    );
  });
});

describe("isIdentifier", () => {
  it.each(["a", "myttest-8gu57so0bd9f9e8a", "环境", "a.b", "*", "a🙂"])("takes %j", (value) => {
    expect(isIdentifier(value)).toBe(true);
  });

  it.each(["", ...Array.from("/ \t\u3000\u0000\u001f\u007f\u0080\u200b\u202e\ufeff\ud800")])(
    "refuses %j",
    (part) => {
      expect([part, part && `a${part}`].map(isIdentifier)).toEqual([false, false]);
    },
  );
});
