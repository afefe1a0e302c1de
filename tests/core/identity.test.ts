import * as fc from "fast-check";
import { formatId, isIdentifier, parseId } from "../../provider/core/identity";

describe("formatId", () => {
  it("is the environment's id alone where no account is named", () => {
    expect(formatId({ env: "myttest-8gu57so0bd9f9e8a" })).toBe("myttest-8gu57so0bd9f9e8a");
  });

  it("puts the account in front where one is named", () => {
    expect(formatId({ authorizerAppId: "wx1", env: "e" })).toBe("wx1/e");
  });
});

describe("parseId", () => {
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
    expect(parseId(id)).toStrictEqual(target);
  });

  it("reads back every id that was written", () => {
    const part = fc.string({ unit: "binary", minLength: 1 }).filter(isIdentifier);
    const target = fc.oneof(
      fc.record({ env: part }, { noNullPrototype: true }),
      fc.record({ env: part, authorizerAppId: part }, { noNullPrototype: true }),
    );
    fc.assert(fc.property(target, (it) => expect(parseId(formatId(it))).toStrictEqual(it)));
  });

  it("takes anything without a throw, and takes no id that would be written otherwise", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (id) => {
        const target = parseId(id);
        if (target) expect(formatId(target)).toBe(id);
      }),
    );
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
