import { Redactor } from "../../provider/wechat/redact";
import { unreadableReply, integer, readReply } from "../../provider/wechat/reply";

const redactor = new Redactor();
const rid = "60b9e3b7-4813dc60-39049415";
const read = (body: unknown, isErrcodeOptional?: boolean) =>
  readReply(typeof body === "string" ? body : JSON.stringify(body), {
    redactor,
    ...(isErrcodeOptional !== undefined && { isErrcodeOptional }),
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

  it.each([
    "",
    "<html>",
    "7",
    "null",
    "true",
    '"ok"',
    "[]",
    '[{"errcode":0}]',
    '{"errcode":0',
    "{}x",
  ])("%s leaves the outcome unknown: no JSON object", (text) => {
    expect(problemOf(text)).toStrictEqual({
      failure: "unknown",
      summary: "WeChat answered something that is not a JSON object",
      remedy:
        "Run it again; if it stays, look for a proxy between here and WeChat, or a wrong endpoint",
      retryAfterMs: 0,
    });
  });

  it.each([
    {},
    { errcode: null },
    { errcode: "x" },
    { errcode: 0.5 },
    { errcode: "" },
    { errcode: [] },
  ])("%j leaves the outcome unknown: no errcode", (body) => {
    expect(problemOf(body)).toStrictEqual(unreadableReply("a JSON object without an errcode"));
    expect(read(body, false).ok).toBe(false);
  });

  it("may leave the errcode out where that is the endpoint's way", () => {
    expect(read({ a: 1 }, true)).toStrictEqual({ ok: true, body: { a: 1 } });
    expect(read({ errcode: 40013 }, true).ok).toBe(false);
    expect(read("<html>", true).ok).toBe(false);
  });

  it.each([
    { errcode: 48001, errmsg: "api unauthorized" },
    { errcode: "48001", errmsg: "api unauthorized" },
    { error_code: "48001", error_message: "api unauthorized" },
  ])("%j is a refusal, however it is spelt", (body) => {
    expect(problemOf(body)).toMatchObject({
      failure: "denied",
      errcode: 48001,
      summary: "48001 api unauthorized",
    });
  });

  it.each([undefined, null, 7, "", " \n "])(
    "has the table's words where WeChat says %p",
    (errmsg) => {
      expect(problemOf({ errcode: 48001, errmsg }).summary).toBe("48001 api unauthorized");
    },
  );

  it("is a code alone where neither WeChat nor the table has words", () => {
    expect(problemOf({ errcode: 12345 }).summary).toBe("12345");
  });
});

describe("the rid", () => {
  it.each([
    [`api unauthorized, rid: ${rid}`, "api unauthorized"],
    [`api unauthorized rid: ${rid}`, "api unauthorized"],
    [`api unauthorized rid:${rid}`, "api unauthorized"],
    [`api unauthorized rid ${rid}`, "api unauthorized"],
    [`api unauthorized, RID: ${rid.toUpperCase()}`, "api unauthorized"],
    [`api unauthorized,rid: ${rid}`, "api unauthorized"],
    [`rid: ${rid}`, "api unauthorized"],
    [`a rid: ${rid} b`, "a b"],
  ])("is taken out of %j", (errmsg, words) => {
    const problem = problemOf({ errcode: 48001, errmsg });
    expect(problem.summary).toBe(`48001 ${words}`);
    expect(problem.rid?.toLowerCase()).toBe(rid);
  });

  it.each(["rid: 60b9e3b7", "rid: none", "hint: [abc]", rid])(
    "is not made up from %j",
    (errmsg) => {
      expect(problemOf({ errcode: 48001, errmsg })).not.toHaveProperty("rid");
    },
  );
});

describe("words without an end", () => {
  it.each([" ", ", ", "rid: ", "rid", "access_token="])("of %j are read at once", (unit) => {
    const errmsg = unit.repeat(100_000 / unit.length);
    const begun = process.cpuUsage();
    problemOf({ errcode: 48001, errmsg });
    // Of a text this long, time that grows as its square would be minutes of the processor.
    expect(process.cpuUsage(begun).user).toBeLessThan(10_000_000);
  });
});

describe("an environment that is gone", () => {
  it.each([-501000, -501007, 40097])(
    "is told by WeChat's mark, whatever the code (%i)",
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
    "is not told by %j",
    (errmsg) => {
      expect(problemOf({ errcode: -501000, errmsg })).not.toHaveProperty("isGone");
    },
  );

  it("is not told by 85088", () => {
    expect(problemOf({ errcode: 85088 })).toMatchObject({ failure: "missing" });
    expect(problemOf({ errcode: 85088 })).not.toHaveProperty("isGone");
  });
});

describe("integer", () => {
  it.each([
    [0, 0],
    [-1, -1],
    ["12", 12],
    ["-501000", -501000],
    [2 ** 53 - 1, 2 ** 53 - 1],
    [2 ** 53, undefined],
    ["9007199254740993", undefined],
    ["12345678901234567890", undefined],
    [1.5, undefined],
    ["1.5", undefined],
    ["1e3", undefined],
    [" 1", undefined],
    ["1 ", undefined],
    ["", undefined],
    ["-", undefined],
    [null, undefined],
    [true, undefined],
    [undefined, undefined],
    [[1], undefined],
  ])("of %j is %p", (value, number) => {
    expect(integer(value)).toBe(number);
  });
});
