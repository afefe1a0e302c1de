import { Redactor } from "../../provider/wechat/redact";
import { integer, readReply, unreadableReply } from "../../provider/wechat/reply";

const redactor = new Redactor();
const rid = "60b9e3b7-4813dc60-39049415";
const read = (body: unknown, isErrcodeOptional = false) =>
  readReply(typeof body === "string" ? body : JSON.stringify(body), {
    redactor,
    ...(isErrcodeOptional && { isErrcodeOptional }),
  });
const problemOf = (body: unknown) => {
  const reply = read(body);
  if (reply.ok) throw new Error("it is ok");
  return reply.problem;
};

describe("a reply", () => {
  it.each([
    { errcode: 0 },
    { errcode: 0, errmsg: "ok", open: true },
    { errcode: "0" },
    { error_code: 0 },
    { errcode: null, error_code: "0" },
  ])("%j is ok", (body) => {
    expect(read(body)).toStrictEqual({ ok: true, body });
  });

  it.each(["", "<html>", "7", "null", "[]", '{"errcode":0'])("%s is no JSON object", (text) => {
    expect(problemOf(text)).toStrictEqual({
      failure: "unknown",
      summary: "WeChat answered something that is not a JSON object",
      remedy:
        "Run it again; if it stays, look for a proxy between here and WeChat, or a wrong endpoint",
      retryAfterMs: 0,
    });
  });

  it.each([{}, { errcode: null }, { errcode: "x" }, { errcode: 0.5 }, { errcode: [] }])(
    "%j has no errcode",
    (body) => {
      expect(problemOf(body)).toStrictEqual(unreadableReply("a JSON object without an errcode"));
    },
  );

  it("may leave the errcode out at an endpoint that does so", () => {
    expect(read({ a: 1 }, true)).toStrictEqual({ ok: true, body: { a: 1 } });
    expect(read({ errcode: 40013 }, true).ok).toBe(false);
    expect(read("<html>", true).ok).toBe(false);
  });

  it.each([
    { errcode: 48001, errmsg: "in their words" },
    { errcode: "48001", errmsg: "in their words" },
    { error_code: "48001", error_message: "in their words" },
  ])("%j is a refusal", (body) => {
    const summary = "48001 in their words";
    expect(problemOf(body)).toMatchObject({ failure: "denied", errcode: 48001, summary });
  });

  it.each([undefined, null, 7, "", " \n "])("with errmsg %j has the table's words", (errmsg) => {
    expect(problemOf({ errcode: 48001, errmsg }).summary).toBe("48001 api unauthorized");
  });

  it("with an unknown errcode is a refusal, perhaps of the version", () => {
    expect(problemOf({ errcode: 12345 })).toStrictEqual({
      failure: "invalid",
      summary: "12345",
      remedy: "Look up the errcode in WeChat's documentation, or ask WeChat with the rid",
      errcode: 12345,
      isVersionSuspect: true,
    });
  });

  it("with an endless errmsg full of control characters has one line of at most 300", () => {
    const errmsg = `\u001b[2J\r\nfake prompt$\u202e${"long ".repeat(10_000)}`;
    const { summary } = problemOf({ errcode: 48001, errmsg });
    expect(summary).toBe(`48001 ${"[2J fake prompt$ ".padEnd(300, "long ")}…`);
  });

  it.each([-501000, -501007, 40097])(
    "says with WeChat's mark, whatever the code, that the environment is gone: %i",
    (errcode) => {
      const errmsg = `Environment not found TcbCode: [INVALID_ENV] rid: ${rid}`;
      expect(problemOf({ errcode, errmsg })).toStrictEqual({
        failure: "missing",
        summary: `${errcode} Environment not found TcbCode: [INVALID_ENV]`,
        remedy: "Compare env (and authorizerAppId) with WeChat's console",
        errcode,
        rid,
        isGone: true,
      });
    },
  );

  it.each(["Environment not found", "INVALID_ENV", "TcbCode: [INVALID_PARAM]"])(
    "does not say with %j that the environment is gone",
    (errmsg) => {
      expect(problemOf({ errcode: -501000, errmsg })).not.toHaveProperty("isGone");
    },
  );
});

describe("the rid", () => {
  it.each([
    [`api unauthorized, rid: ${rid}`, "api unauthorized"],
    [`api unauthorized rid:${rid}`, "api unauthorized"],
    [`api unauthorized rid ${rid}`, "api unauthorized"],
    [`api unauthorized, RID: ${rid.toUpperCase()}`, "api unauthorized"],
    [`api unauthorized,rid: ${rid}`, "api unauthorized"],
    [`rid: ${rid}`, "api unauthorized"],
    [`a rid: ${rid} b`, "a b"],
  ])("is taken out of %j", (errmsg, words) => {
    const problem = problemOf({ errcode: 48001, errmsg });
    expect([problem.summary, problem.rid?.toLowerCase()]).toEqual([`48001 ${words}`, rid]);
  });

  it.each(["rid: 60b9e3b7", "rid: none", rid])("is not made up from %j", (errmsg) => {
    expect(problemOf({ errcode: 48001, errmsg })).not.toHaveProperty("rid");
  });

  it.each([" ", ", ", "rid: ", "rid", "access_token="])("is not sought for long in %j…", (unit) => {
    const errmsg = unit.repeat(100_000 / unit.length);
    const begun = process.cpuUsage();
    problemOf({ errcode: 48001, errmsg });
    // Of a text this long, time that grows as its square would be minutes of the processor.
    expect(process.cpuUsage(begun).user).toBeLessThan(10_000_000);
  });
});

describe("integer", () => {
  it.each([0, -1, 2 ** 53 - 1])("reads %i, as a number and as text", (number) => {
    expect([integer(number), integer(`${number}`)]).toEqual([number, number]);
  });

  const wrong = [2 ** 53, "9007199254740993", 1.5, "1.5", "1e3", " 1", "1 ", "", "-", null, true];
  it.each([...wrong, undefined, [1]])("does not read %j", (value) => {
    expect(integer(value)).toBeUndefined();
  });
});
