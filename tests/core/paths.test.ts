import { named, quote } from "../../provider/core/quote";
import { whitelistEntryProblem } from "../../provider/core/whitelist-entry";

/** An entry as messages show it. */
const shown = (entry: string) => entry.replace(/(?<=[?#]).+/s, "…");

describe("whitelistEntryProblem", () => {
  it("does not repeat what a pasted URL carries behind its path", () => {
    expect(
      whitelistEntryProblem("https://api.weixin.qq.com/wxa/getwxacode?access_token=68_secret"),
    ).toBe(
      '"https://api.weixin.qq.com/wxa/getwxacode?…" has a scheme or host; give the path alone: "/wxa/getwxacode"',
    );
  });

  it.each([
    "/*",
    "/",
    "/wxa/msg_sec_check",
    "/wxa/*",
    "/_/cos/getauth",
    "/cgi-bin/message/custom/send",
    "/wxa/api.weixin.qq.com",
    "/a//b",
    "/a:b",
    "/目录",
  ])("has nothing against %s", (path) => {
    expect(whitelistEntryProblem(path)).toBeUndefined();
  });

  it.each([7, null, undefined, {}, ["/a"], true])("says what an entry is, given %p", (entry) => {
    expect(whitelistEntryProblem(entry)).toBe(
      `must be a path such as "/wxa/msg_sec_check", not ${typeof entry}`,
    );
  });

  it.each([
    ["//wxa/a", `: "/wxa/a"`],
    ["///wxa", `: "/wxa"`],
    ["//", ""],
  ])("sees the slashes too many in %j", (path, suggestion) => {
    expect(whitelistEntryProblem(path)).toBe(
      `"${path}" begins with more than one slash${suggestion}`,
    );
  });

  it("asks to leave an empty entry out", () => {
    expect(whitelistEntryProblem("")).toBe(
      "is empty; leave it out, or give a path such as /wxa/msg_sec_check",
    );
  });

  it.each([
    ["/a b", '"/a b"'],
    [" /a", '" /a"'],
    ["/a\n", '"/a\\n"'],
    ["/a\u0000b", '"/a\\u0000b"'],
    ["/a\u001fb", '"/a\\u001fb"'],
    ["/a\u007fb", '"/a<U+007F>b"'],
    ["/a\u3000b", '"/a\u3000b"'],
    ["https://a/ b", '"https://a/ b"'],
  ])("names the white space in %j", (path, shown) => {
    expect(whitelistEntryProblem(path)).toBe(`${shown} has white space in it`);
  });

  it.each([
    ["/a\u200b", '"/a<U+200B>"'],
    ["/\u202etxt", '"/<U+202E>txt"'],
    ["/a\u{e0001}", '"/a<U+E0001>"'],
    ["\ufeff/a", '"<U+FEFF>/a"'],
    ["/\ud800", '"/\\ud800"'],
  ])("names the invisible character in %j", (path, shown) => {
    const what = path.startsWith("\ufeff") ? "white space" : "an invisible character";
    expect(whitelistEntryProblem(path)).toBe(`${shown} has ${what} in it`);
  });

  it.each([
    ["https://api.weixin.qq.com/wxa/x", `: "/wxa/x"`],
    ["HTTPS://api.weixin.qq.com/wxa/x?y=/z", `: "/wxa/x"`],
    ["a+b.c-9://host/wxa/x", `: "/wxa/x"`],
    ["//api.weixin.qq.com/wxa/x#y", `: "/wxa/x"`],
    ["https://api.weixin.qq.com", ""],
    ["https://api.weixin.qq.com/", ""],
    ["https://api.weixin.qq.com/?a=b", ""],
  ])("takes scheme and host off %s", (url, suggestion) => {
    expect(whitelistEntryProblem(url)).toBe(
      `"${shown(url)}" has a scheme or host; give the path alone${suggestion}`,
    );
  });

  it.each([
    ["/wxa/x?a=b", `: "/wxa/x"`],
    ["/wxa/x#a?b", `: "/wxa/x"`],
    ["/wxa/x?a#b", `: "/wxa/x"`],
    ["?a", ""],
    ["/?a", ""],
    ["/a?", `: "/a"`],
  ])("takes query and fragment off %s", (path, suggestion) => {
    expect(whitelistEntryProblem(path)).toBe(
      `"${shown(path)}" has a query or fragment; give the path alone${suggestion}`,
    );
  });

  it.each([
    ["api.weixin.qq.com/wxa/x", `: "/wxa/x"`],
    ["API.WEIXIN.QQ.COM/wxa/x", `: "/wxa/x"`],
    ["my-host.com:8080/wxa/x", `: "/wxa/x"`],
    ["my_host.cn/wxa/x/y", `: "/wxa/x/y"`],
    ["example.com", ""],
    ["example.com:80", ""],
    ["example.cn/", ""],
  ])("takes the host off %s", (path, suggestion) => {
    expect(whitelistEntryProblem(path)).toBe(
      `"${path}" begins with a host; give the path alone${suggestion}`,
    );
  });

  it.each([
    ["security.msgSecCheck", ': did you mean "/wxa/msg_sec_check"?'],
    ["openapi.wxacode.get", ': did you mean "/wxa/getwxacode"?'],
    ["Openapi.security.imgSecCheck2", ': did you mean "/wxa/img_sec_check"?'],
    ["a1.b", " such as /wxa/msg_sec_check"],
    ["a.company", " such as /wxa/msg_sec_check"],
  ])("tells a cloud function's permission %s from a path", (name, paths) => {
    expect(whitelistEntryProblem(name)).toBe(
      `"${name}" looks like a cloud function's permission; the whitelist takes paths${paths}`,
    );
  });

  it.each([
    ["wxa/getwxacod", 'must begin with "/"'],
    ["https://api.weixin.qq.com/wxa/getWxaCode?x", "has a scheme or host; give the path alone"],
    ["//wxa/getwxacode/", "begins with more than one slash"],
    ["api.weixin.qq.com/wxa/get_wxa_code", "begins with a host; give the path alone"],
    ["/wxa/getwxacode/?access_token=", "has a query or fragment; give the path alone"],
  ])("asks whether a well-known path near %s is meant", (path, problem) => {
    expect(whitelistEntryProblem(path)).toBe(
      `"${shown(path)}" ${problem}; did you mean "/wxa/getwxacode"?`,
    );
  });

  it.each([
    ["wxa/msg_sec_check", `: "/wxa/msg_sec_check"`],
    ["*", `: "/*"`],
    ["wxa/example.com", `: "/wxa/example.com"`],
    ["wxa/a.b", `: "/wxa/a.b"`],
    ["wxa.b/c", `: "/wxa.b/c"`],
    ["1a.b", `: "/1a.b"`],
    ["a.1b", `: "/a.1b"`],
    ["-.com.", `: "/-.com."`],
    ["a", `: "/a"`],
    ["example.com:80x", `: "/example.com:80x"`],
    ["host.comx/y", `: "/host.comx/y"`],
    ["!host.com/y", `: "/!host.com/y"`],
  ])("adds the slash that %s lacks", (path, suggestion) => {
    expect(whitelistEntryProblem(path)).toBe(`"${path}" must begin with "/"${suggestion}`);
  });
});

describe("whitelistEntryProblem of a credential", () => {
  it.each(["x".repeat(136), `wxa/${"x".repeat(136)}`, `https://${"x".repeat(136)}/`])(
    "repeats nothing of it",
    (entry) => {
      expect(whitelistEntryProblem(entry)).toMatch(/<136 characters>/);
      expect(whitelistEntryProblem(entry)).not.toContain("xxxx");
    },
  );
});

describe("quote", () => {
  it("escapes what a terminal would act on", () => {
    expect(quote('a"\u001b[31m\n')).toBe('"a\\"\\u001b[31m\\n"');
  });

  it.each(["\u2028", "\u2029", "\u202e", "\u200b"])(
    "writes out what cannot be seen: %j",
    (unseen) => {
      const code = unseen.charCodeAt(0).toString(16).toUpperCase();
      expect(quote(`a${unseen}b`)).toBe(`"a<U+${code}>b"`);
    },
  );

  it("names the type of what is no text", () => {
    expect([7, null, undefined, [], () => 0].map(quote)).toEqual([
      "number",
      "object",
      "undefined",
      "object",
      "function",
    ]);
  });

  it("keeps what fits into 80 characters and cuts what does not", () => {
    const long = "x.".repeat(39);
    expect(quote(long)).toBe(`"${long}"`);
    expect(quote(`${long}x`)).toBe(`"${long}…"`);
    expect(quote("x".repeat(1_000_000).replace(/./g, "x."))).toBe(`"${long}…"`);
  });

  it("cuts no character in two", () => {
    expect(quote(`.${"😀".repeat(40)}`)).toBe(`".${"😀".repeat(38)}…"`);
  });

  it.each([
    ["a token", `78_${"aB3-_".repeat(27)}`, '"<138 characters>"'],
    ["a refresh token", `refreshtoken@@@${"aB3".repeat(12)}`, '"<51 characters>"'],
    ["an app secret", "0123456789abcdef".repeat(2), '"<32 characters>"'],
    ["a token behind a slash", `/${"a".repeat(49)}`, '"/<49 characters>"'],
    ["an app secret in capitals", `x ${"AB".repeat(16)}`, '"x <32 characters>"'],
  ])("repeats nothing of %s in the wrong place", (_what, credential, shown) => {
    expect(quote(credential)).toBe(shown);
  });

  it.each(["x".repeat(48), "a".repeat(31), "myttest-8gu57so0bd9f9e8a", "wx0123456789abcdef"])(
    "keeps %s, which is no longer than names are",
    (name) => {
      expect(quote(name)).toBe(`"${name}"`);
    },
  );
});

describe("an entry in a list", () => {
  it.each(["/a", "/wxa/msg_sec_check", "/*", "/v3/pay.transactions/jsapi-1"])(
    "stands bare where it is %s",
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
  ])("is quoted where it could mislead: %j", (entry, shown) => {
    expect(named(entry)).toBe(shown);
  });
});
