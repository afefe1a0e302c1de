import { Redactor } from "../../provider/wechat/redact";

const secret = 'a/b+c=d&e "f"\\g';

function redactorOf(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const each of secrets) redactor.learn(each);
  return redactor;
}

describe("clean", () => {
  it.each([
    ["as it is", secret],
    ["URL-encoded", encodeURIComponent(secret)],
    ["form-encoded", "a%2Fb%2Bc%3Dd%26e+%22f%22%5Cg"],
    ["in JSON", 'a/b+c=d&e \\"f\\"\\\\g'],
    ["in base64", Buffer.from(secret).toString("base64")],
    ["in base64 for URLs", Buffer.from(secret).toString("base64url")],
  ])("takes a secret out %s, wherever it stands", (_form, form) => {
    expect(redactorOf(secret).clean(`x${form}y ${form}`)).toBe("x[redacted]y [redacted]");
  });

  it("knows any number of secrets, the longer first", () => {
    const redactor = redactorOf("short", "short-and-long");
    expect(redactor.clean("short-and-long short")).toBe("[redacted] [redacted]");
    expect(redactorOf("short-and-long", "short").clean("short-and-long")).toBe("[redacted]");
  });

  it("leaves text alone where it knows no secret", () => {
    expect(redactorOf("").clean("any text")).toBe("any text");
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
  ])("takes out what stands for a token in %j, known or not", (text, clean) => {
    expect(new Redactor().clean(text)).toBe(clean);
  });

  it.each([
    ["\u001b[31mred\u001b[0m", "[31mred [0m"],
    ["a\r\n\tb", "a b"],
    ["a\u0000b\u001fc\u007fd\u009fe", "a b c d e"],
    ["a\u2028b\u202ec\u2066d\u2069e", "a b c d e"],
    ["\n a \n", "a"],
    ["中文 é", "中文 é"],
  ])("leaves nothing in %j that a terminal acts on", (text, clean) => {
    expect(new Redactor().clean(text)).toBe(clean);
  });

  it("keeps 300 characters", () => {
    const redactor = new Redactor();
    expect(redactor.clean("x".repeat(300))).toBe("x".repeat(300));
    expect(redactor.clean("x".repeat(301))).toBe(`${"x".repeat(300)}…`);
  });

  it("takes a secret out before it cuts, so that no half of it is left", () => {
    const text = `${"x".repeat(290)}${"s".repeat(40)}`;
    expect(redactorOf("s".repeat(40)).clean(text)).toBe(`${"x".repeat(290)}[redacted]`);
  });
});

describe("hide", () => {
  it("takes secrets out and leaves the rest as it is, however long", () => {
    const text = `{\n  "a": "${"x".repeat(400)}"\n}\u0007`;
    expect(redactorOf(secret).hide(`${text}${secret}?access_token=abc&b`)).toBe(
      `${text}[redacted]?access_token=[redacted]&b`,
    );
  });
});
