import fc from "fast-check";
import { Redactor } from "../../provider/wechat/redact";

const secret = 'a/b+c=d&e "f"\\g';
/** As WeChat's are, and with each character that an encoding changes. */
const token = `78_aB3/x+Y=&z%9-.~@${"kQ7_".repeat(20)}/=`;

const everyCharacter = (escaped: (code: string) => string) =>
  token.replace(/./g, (character) => escaped(character.charCodeAt(0).toString(16)));
const base64 = (text: string) => Buffer.from(text).toString("base64");
const hex = Buffer.from(token).toString("hex");
const html = token.replaceAll("&", "&amp;").replaceAll("/", "&#47;").replaceAll("=", "&#x3D;");

function redactorOf(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const each of secrets) redactor.learn(each);
  return redactor;
}

it.each([
  ["as it is", secret, secret],
  ["form-encoded", secret, "a%2Fb%2Bc%3Dd%26e+%22f%22%5Cg"],
  ["in base64", secret, base64(secret)],
  ["in base64 for URLs", secret, Buffer.from(secret).toString("base64url")],
  ["percent-encoded throughout", token, everyCharacter((code) => `%${code}`)],
  ["in JSON in numbers", token, everyCharacter((code) => `\\u00${code}`)],
  ["in HTML", token, html],
  ["with what HTML does not show in it", token, token.split("").join("&shy;")],
  ["broken over lines", token, token.replaceAll("/", "/\r\n")],
  ["in base64 in a URL", token, encodeURIComponent(base64(token))],
  ["in hex", token, hex],
  ["in hex in capitals", token, hex.toUpperCase()],
  ["in a program's hex", token, everyCharacter((code) => `\\x${code}`)],
  ["cut off", token, token.slice(0, 40)],
  ["cut off in base64", token, base64(token).slice(0, 40)],
  ["cut off and percent-encoded", token, encodeURIComponent(token.slice(0, 16))],
])("hide takes a secret out %s, wherever it stands", (_form, known, form) => {
  expect(redactorOf(known).hide(`x${form}y <${form}>`)).toBe("x[redacted]y <[redacted]>");
});

it.each(["%", "%2", "\\u00", "\\u", "&#x", "&#"])("hide takes a token out behind %j", (before) => {
  const unseen = `${token.slice(0, 20)}\u200b${token.slice(20)}`;
  for (const form of [token.toUpperCase(), unseen, token.slice(0, 40)])
    expect(redactorOf(token).hide(`<${before}${form}>`)).toBe(`<${before}[redacted]>`);
});

it.each([0, 1, 2])("hide takes a token out behind %i bytes in base64", (bytes) => {
  // Three of these in a row are `/` or `+` in one way, `_` or `-` in the other.
  const odd = "?~>".repeat(20);
  for (const way of ["base64", "base64url"] as const) {
    const hidden = redactorOf(odd).hide(Buffer.from(`${"=".repeat(bytes)}${odd}`).toString(way));
    expect(hidden).toMatch(/^.{0,3}\[redacted\].{0,2}$/);
  }
});

const short = token.slice(0, 15);
const like = `${short} ${short}!${token.slice(16)}`;
const long = `{\n  "a": "${"x".repeat(400)}"\n}\u0007`;

it.each<[string, string[], string, string]>([
  ["knows a secret of 8 characters in another form", ["abcdefgh"], "ABCDEFGH", "[redacted]"],
  ["knows none of 7 in another form", ["abcdefg"], "ABCDEFG", "ABCDEFG"],
  ["does not know a token by 15 characters", [token], like, like],
  ["knows the longer of two", ["ab", "ab-cd"], "ab-cd ab", "[redacted] [redacted]"],
  ["knows the longer of two, learned first", ["ab-cd", "ab"], "ab-cd", "[redacted]"],
  ["knows a short secret as it is", ["C"], "C access_token", "[redacted] access_token"],
  ["knows no empty secret", [""], "any text", "any text"],
  ["knows a secret that is not ASCII", ["密码"], "<密码>&nbsp", "<[redacted]>&nbsp"],
  ["knows a secret of backslashes", ["\\\\"], "<\\\\>&nbsp", "<[redacted]>&nbsp"],
  ["knows a secret that is an entity", ["&nbsp;"], "<&nbsp;>&nbsp", "<[redacted]>&nbsp"],
  ["leaves the rest as it is, however long", [secret], `${long}${secret}`, `${long}[redacted]`],
])("hide %s", (_what, secrets, text, hidden) => {
  expect(redactorOf(...secrets).hide(text)).toBe(hidden);
});

it.each([
  ["access_token=abc", "access_token=[redacted]"],
  ["?access_token=abc&x=y", "?access_token=[redacted]&x=y"],
  ["component_access_token=abc def", "component_access_token=[redacted] def"],
  ["ACCESS_TOKEN=abc'd", "ACCESS_TOKEN=[redacted]'d"],
  ['"access_token=abc"', '"access_token=[redacted]"'],
  ["access_token=a access_token=b", "access_token=[redacted] access_token=[redacted]"],
  ["access_token=", "access_token="],
  ["access_token missing", "access_token missing"],
])("hide takes out what stands for a token in %j, known or not", (text, hidden) => {
  expect(new Redactor().hide(text)).toBe(hidden);
});

it.each(["a", " ", "%", "%3", "%25", "&amp;", "&", "\\u005c", "\u200b", "78_aB3/x+Y=&z%9-."])(
  "hide looks through an endless text of %j at once",
  (unit) => {
    const redactor = redactorOf(token);
    const begun = process.cpuUsage();
    redactor.hide(`${unit.repeat(200_000 / unit.length)}5`);
    // Of a text this long, time that grows as its square would be minutes of the processor.
    expect(process.cpuUsage(begun).user).toBeLessThan(10_000_000);
  },
);

const x290 = "x".repeat(290);

it.each([
  ["\u001b[31mred\u001b[0m", "[31mred [0m"],
  ["a\r\n\tb", "a b"],
  ["a\u0000b\u001fc\u007fd\u009fe", "a b c d e"],
  ["a\u2028b\u202ec\u2066d\u2069e", "a b c d e"],
  ["\n a \n", "a"],
  ["a\u200b\u2029b\ud83dc", "a b c"],
  ["中文 é 😀", "中文 é 😀"],
  ["x".repeat(300), "x".repeat(300)],
  ["x".repeat(301), `${"x".repeat(300)}…`],
  [`x${"😀".repeat(200)}`, `x${"😀".repeat(149)}…`],
  [`${x290}${"s".repeat(40)}`, `${x290}[redacted]`],
  [`${" ".repeat(16_383)}x${" ".repeat(16_383)}y`, "x"],
])("clean leaves of %j what a terminal may show, and no half of a secret", (text, clean) => {
  expect(redactorOf("s".repeat(40)).clean(text)).toBe(clean);
});

it("clean leaves no half of a secret where it stops to read", () => {
  const slashed = "/".repeat(8) + token;
  const encoded = encodeURIComponent(slashed).repeat(100);
  const endless = `${" ".repeat(16_350)}${encoded}${"\u0007%".repeat(500_000)}`;
  expect(redactorOf(slashed).clean(endless)).toMatch(/^(\[redacted\])*$/);
});

/** Ways in which a server, a proxy or a log may write a text. */
const encodings: ((text: string) => string)[] = [
  encodeURIComponent,
  (text) => encodeURIComponent(text).toLowerCase(),
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  (text) => text.replace(/[&<>"'/=]/g, (character) => `&#${character.charCodeAt(0)};`),
  (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
  (text) => text.replace(/./g, "$&\u200b").slice(0, -1),
];
const characters = fc.constantFrom(..."abcXYZ0123456789_-/+=.~@&%;#<'\"\\".split(""));
const textOf = (minLength: number, maxLength: number) =>
  fc.array(characters, { minLength, maxLength }).map((all) => all.join(""));

it("any secret is taken out, written in any way and then in others", () => {
  const ways = fc.array(fc.constantFrom(...encodings), { maxLength: 4 });
  fc.assert(
    fc.property(textOf(0, 200), ways, (some, inWays) => {
      const known = `(aB3-kQ7_${some})`;
      const written = inWays.reduce((text, encoded) => encoded(text), known);
      expect(redactorOf(known).hide(`a ${written} b`)).toBe("a [redacted] b");
    }),
    { numRuns: 2_000 },
  );
});

it("any secret is taken out as it is, whatever stands beside it", () => {
  const some = textOf(1, 8);
  fc.assert(
    fc.property(some, some, some, (before, known, after) => {
      const rest = redactorOf(known).hide(`${before}${known}${after}`).split("[redacted]");
      expect(rest.filter((piece) => piece.includes(known))).toEqual([]);
    }),
  );
});

it("any secret is not seen in words without it", () => {
  const words = fc.array(fc.stringMatching(/^[a-z/_]{1,12}$/), { maxLength: 40 });
  fc.assert(
    fc.property(words, (all) => {
      expect(redactorOf(token).hide(all.join(" "))).toBe(all.join(" "));
    }),
  );
});
