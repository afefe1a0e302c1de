import { named, quote } from "../../provider/core/quote";

const eighty = "x.".repeat(39);

describe("quote", () => {
  it.each([
    ["what a terminal would act on", 'a"\u001b[31m\n', '"a\\"\\u001b[31m\\n"'],
    ["a line separator", "a\u2028b", '"a<U+2028>b"'],
    ["a paragraph separator", "a\u2029b", '"a<U+2029>b"'],
    ["a change of direction", "a\u202eb", '"a<U+202E>b"'],
    ["a space without width", "a\u200bb", '"a<U+200B>b"'],
  ])("writes out %s", (_what, text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it("names the type of anything but a text", () => {
    const types = ["number", "object", "undefined", "object", "function"];
    expect([7, null, undefined, [], () => 0].map(quote)).toEqual(types);
  });

  it.each([
    ["nothing of 80 characters", eighty, `"${eighty}"`],
    ["one character too many", `${eighty}x`, `"${eighty}…"`],
    ["a very long text", "x.".repeat(1_000_000), `"${eighty}…"`],
    ["no character in two", `.${"😀".repeat(40)}`, `".${"😀".repeat(38)}…"`],
  ])("cuts off %s", (_what, text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it.each([
    ["a token", `78_${"aB3-_".repeat(27)}`, '"<138 characters>"'],
    ["a refresh token", `refreshtoken@@@${"aB3".repeat(12)}`, '"<51 characters>"'],
    ["an app secret", "0123456789abcdef".repeat(2), '"<32 characters>"'],
    ["a token after a slash", `/${"a".repeat(49)}`, '"/<49 characters>"'],
    ["an app secret in capitals", `x ${"AB".repeat(16)}`, '"x <32 characters>"'],
  ])("does not repeat %s", (_what, credential, quoted) => {
    expect(quote(credential)).toBe(quoted);
  });

  it.each(["x".repeat(48), "a".repeat(31), "myttest-8gu57so0bd9f9e8a", "wx0123456789abcdef"])(
    "repeats %s, which is not longer than names are",
    (name) => expect(quote(name)).toBe(`"${name}"`),
  );
});

describe("named", () => {
  it.each(["/a", "/wxa/msg_sec_check", "/*", "/v3/pay.transactions/jsapi-1"])(
    "leaves the path %s without quotes",
    (entry) => expect(named(entry)).toBe(entry),
  );

  it.each([
    ["/a, /b", '"/a, /b"'],
    ["/a; removed /b", '"/a; removed /b"'],
    ["/a). Run", '"/a). Run"'],
    ["", '""'],
    ["/\u001b[2J\u202e", '"/\\u001b[2J<U+202E>"'],
    [`/${"a".repeat(49)}`, '"/<49 characters>"'],
    ["/a".repeat(50), `"${"/a".repeat(39)}…"`],
  ])("quotes %j, which could mislead in a list", (entry, quoted) => {
    expect(named(entry)).toBe(quoted);
  });
});
