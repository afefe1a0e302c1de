import { Output } from "../../cli/output";
import { Redactor } from "../../provider/wechat/redact";

function written(
  stream: { isTTY?: boolean },
  write: (out: Output) => void,
  environment: NodeJS.ProcessEnv = {},
): string {
  let text = "";
  const into = { ...stream, write: (piece: unknown) => ((text += String(piece)), true) };
  const redactor = new Redactor();
  redactor.learn("s3cret");
  write(new Output(redactor, into, into, environment));
  return text;
}

const line = (out: Output) => out.line({ text: "ok", style: "green" }, " fine");

describe("what is printed", () => {
  it("has colours on a terminal, and not with NO_COLOR or in a pipe", () => {
    expect(written({ isTTY: true }, line)).toBe("\u001b[32mok\u001b[39m fine\n");
    expect(written({ isTTY: true }, line, { NO_COLOR: "1" })).toBe("ok fine\n");
    expect(written({ isTTY: true }, line, { NO_COLOR: "" })).toContain("\u001b[");
    expect(written({}, line)).toBe("ok fine\n");
  });

  it("cannot steer the terminal, and has no secret in it", () => {
    const text = "a\u001b[2J\u0007\u009b\u202eb s3cret";
    const shown = "a\\u001b[2J\\u0007\\u009b\\u202eb [redacted]";
    expect(written({}, (out) => out.line(text))).toBe(`${shown}\n`);
    expect(written({}, (out) => out.note({ text, style: "red" }))).toBe(`${shown}\n`);
  });

  it("is the same value as JSON", () => {
    const value = { path: "/a\u001b\u009b\u{E0001}\n", list: [1, "x s3cret"] };
    const json = written({}, (out) => out.json(value));
    for (const unseen of ["\u001b", "\u009b", "\u{E0001}"]) expect(json).not.toContain(unseen);
    expect(JSON.parse(json)).toStrictEqual({ ...value, list: [1, "x [redacted]"] });
  });
});
