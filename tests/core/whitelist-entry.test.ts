import { whitelistEntryProblem } from "../../provider/core/whitelist-entry";

const SLASHES = "begins with more than one slash";
const SCHEME = "has a scheme or host; give the path alone";
const QUERY = "has a query or fragment; give the path alone";
const HOST = "begins with a host; give the path alone";
const CALL = "looks like a cloud function's permission; the whitelist takes paths";
const RELATIVE = 'must begin with "/"';
const SPACE = "has white space in it";
const INVISIBLE = "has an invisible character in it";
const getwxacode = '; did you mean "/wxa/getwxacode"?';

/** An entry as messages show it. */
const shown = (entry: string) => entry.replace(/(?<=[?#]).+/s, "…");

describe("whitelistEntryProblem", () => {
  it.each(["/*", "/", "/wxa/*", "/wxa/api.weixin.qq.com", "/a//b", "/a:b", "/目录"])(
    "accepts %s",
    (path) => {
      expect(whitelistEntryProblem(path)).toBeUndefined();
    },
  );

  it.each([7, null, undefined, {}, ["/a"], true])("names the type of %p", (entry) => {
    expect(whitelistEntryProblem(entry)).toBe(
      `must be a path such as "/wxa/msg_sec_check", not ${typeof entry}`,
    );
  });

  it("asks the user to leave out an empty entry", () => {
    expect(whitelistEntryProblem("")).toBe(
      "is empty; leave it out, or give a path such as /wxa/msg_sec_check",
    );
  });

  it.each([
    ["/a b", '"/a b"', SPACE],
    [" /a", '" /a"', SPACE],
    ["/a\n", '"/a\\n"', SPACE],
    ["/a\u0000b", '"/a\\u0000b"', SPACE],
    ["/a\u001fb", '"/a\\u001fb"', SPACE],
    ["/a\u007fb", '"/a<U+007F>b"', SPACE],
    ["/a\u3000b", '"/a\u3000b"', SPACE],
    ["https://a/ b", '"https://a/ b"', SPACE],
    ["\ufeff/a", '"<U+FEFF>/a"', SPACE],
    ["/a\u200b", '"/a<U+200B>"', INVISIBLE],
    ["/\u202etxt", '"/<U+202E>txt"', INVISIBLE],
    ["/a\u{e0001}", '"/a<U+E0001>"', INVISIBLE],
    ["/\ud800", '"/\\ud800"', INVISIBLE],
  ])("shows in %j the character that cannot be seen", (path, quoted, problem) => {
    expect(whitelistEntryProblem(path)).toBe(`${quoted} ${problem}`);
  });

  it.each([
    ["//wxa/a", SLASHES, ': write "/wxa/a"'],
    ["///wxa", SLASHES, ': write "/wxa"'],
    ["//", SLASHES, ""],
    ["//wxa/getwxacode/", SLASHES, getwxacode],

    ["https://api.weixin.qq.com/wxa/x", SCHEME, ': "/wxa/x"'],
    ["HTTPS://api.weixin.qq.com/wxa/x?y=/z", SCHEME, ': "/wxa/x"'],
    ["a+b.c-9://host/wxa/x", SCHEME, ': "/wxa/x"'],
    ["//api.weixin.qq.com/wxa/x#y", SCHEME, ': "/wxa/x"'],
    ["https://api.weixin.qq.com", SCHEME, ""],
    ["https://api.weixin.qq.com/", SCHEME, ""],
    ["https://api.weixin.qq.com/?a=b", SCHEME, ""],
    ["https://api.weixin.qq.com/wxa/getWxaCode?x", SCHEME, getwxacode],

    ["/wxa/x?a=b", QUERY, ': "/wxa/x"'],
    ["/wxa/x#a?b", QUERY, ': "/wxa/x"'],
    ["/wxa/x?a#b", QUERY, ': "/wxa/x"'],
    ["?a", QUERY, ""],
    ["/?a", QUERY, ""],
    ["/a?", QUERY, ': "/a"'],
    ["/wxa/getwxacode/?access_token=", QUERY, getwxacode],

    ["api.weixin.qq.com/wxa/x", HOST, ': "/wxa/x"'],
    ["API.WEIXIN.QQ.COM/wxa/x", HOST, ': "/wxa/x"'],
    ["my-host.com:8080/wxa/x", HOST, ': "/wxa/x"'],
    ["my_host.cn/wxa/x/y", HOST, ': "/wxa/x/y"'],
    ["example.com", HOST, ""],
    ["example.com:80", HOST, ""],
    ["example.cn/", HOST, ""],
    ["api.weixin.qq.com/wxa/get_wxa_code", HOST, getwxacode],

    ["security.msgSecCheck", CALL, ': did you mean "/wxa/msg_sec_check"?'],
    ["openapi.wxacode.get", CALL, ': did you mean "/wxa/getwxacode"?'],
    ["Openapi.security.imgSecCheck2", CALL, ': did you mean "/wxa/img_sec_check"?'],
    ["a1.b", CALL, " such as /wxa/msg_sec_check"],
    ["a.company", CALL, " such as /wxa/msg_sec_check"],

    ["wxa/msg_sec_check", RELATIVE, ': write "/wxa/msg_sec_check"'],
    ["*", RELATIVE, ': write "/*"'],
    ["wxa/example.com", RELATIVE, ': write "/wxa/example.com"'],
    ["wxa/a.b", RELATIVE, ': write "/wxa/a.b"'],
    ["wxa.b/c", RELATIVE, ': write "/wxa.b/c"'],
    ["1a.b", RELATIVE, ': write "/1a.b"'],
    ["a.1b", RELATIVE, ': write "/a.1b"'],
    ["-.com.", RELATIVE, ': write "/-.com."'],
    ["a", RELATIVE, ': write "/a"'],
    ["example.com:80x", RELATIVE, ': write "/example.com:80x"'],
    ["host.comx/y", RELATIVE, ': write "/host.comx/y"'],
    ["!host.com/y", RELATIVE, ': write "/!host.com/y"'],
    ["wxa/getwxacod", RELATIVE, getwxacode],
  ])("says of %s that it %s%s", (entry, problem, suggestion) => {
    expect(whitelistEntryProblem(entry)).toBe(`"${shown(entry)}" ${problem}${suggestion}`);
  });

  it("does not repeat what a pasted URL carries after its path", () => {
    expect(
      whitelistEntryProblem("https://api.weixin.qq.com/wxa/getwxacode?access_token=68_secret"),
    ).toBe(`"https://api.weixin.qq.com/wxa/getwxacode?…" ${SCHEME}: "/wxa/getwxacode"`);
  });

  it.each(["", "wxa/", "https://"])("does not repeat a credential after %j", (before) => {
    const problem = whitelistEntryProblem(`${before}${"x".repeat(136)}`);
    expect(problem).toMatch(/<136 characters>/);
    expect(problem).not.toContain("xxxx");
  });
});
