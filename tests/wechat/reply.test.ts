import { Redactor } from "../../provider/wechat/redact";
import { integer, readReply } from "../../provider/wechat/reply";

const rid = "60b9e3b7-4813dc60-39049415";
const read = (body: unknown, options = {}) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return readReply(text, { redactor: new Redactor(), ...options });
};
const refusedWith = (errmsg: unknown, errcode = 48001) => {
  const reply = read({ errcode, errmsg });
  if (reply.ok) throw new Error("it is ok");
  return reply.problem;
};

it.each([
  { errcode: 0 },
  { errcode: 0, errmsg: "ok", open: true },
  { errcode: "0" },
  { error_code: 0 },
  { errcode: null, error_code: "0" },
])("a reply %j is ok", (body) => {
  expect(read(body)).toStrictEqual({ ok: true, body });
});

it.each([
  { errcode: 48001, errmsg: "in their words" },
  { errcode: "48001", errmsg: "in their words" },
  { error_code: "48001", error_message: "in their words" },
])("a reply %j is a refusal", (body) => {
  const problem = { failure: "denied", errcode: 48001, summary: "48001 in their words" };
  expect(read(body)).toMatchObject({ ok: false, problem });
});

const noObject = ["", "<html>", "7", "null", "[]", '{"errcode":0'];
const noErrcode = [{}, { errcode: null }, { errcode: "x" }, { errcode: 0.5 }, { errcode: [] }];

it.each<[unknown, string]>([
  ...noObject.map((text): [unknown, string] => [text, "something that is not a JSON object"]),
  ...noErrcode.map((body): [unknown, string] => [body, "a JSON object without an errcode"]),
])("a reply %j is %s", (body, what) => {
  const remedy =
    "Run it again; if it stays, look for a proxy between here and WeChat, or a wrong endpoint";
  const summary = `WeChat answered ${what}`;
  const problem = { failure: "unknown", summary, remedy, retryAfterMs: 0 };
  expect(read(body)).toStrictEqual({ ok: false, problem });
});

it("a reply may leave the errcode out at an endpoint that does so", () => {
  const options = { isErrcodeOptional: true };
  expect(read({ a: 1 }, options)).toStrictEqual({ ok: true, body: { a: 1 } });
  expect(read({ errcode: 40013 }, options).ok).toBe(false);
  expect(read("<html>", options).ok).toBe(false);
});

it("a reply with an unknown errcode is a refusal, perhaps of the version", () => {
  expect(refusedWith(undefined, 12345)).toStrictEqual({
    failure: "invalid",
    summary: "12345",
    remedy: "Look up the errcode in WeChat's documentation, or ask WeChat with the rid",
    errcode: 12345,
    isVersionSuspect: true,
  });
});

it.each([-501000, -501007, 40097])("a reply says that the environment is gone: %i", (errcode) => {
  const errmsg = `Environment not found TcbCode: [INVALID_ENV] rid: ${rid}`;
  expect(refusedWith(errmsg, errcode)).toStrictEqual({
    failure: "missing",
    summary: `${errcode} Environment not found TcbCode: [INVALID_ENV]`,
    remedy: "Compare env (and authorizerAppId) with WeChat's console",
    errcode,
    rid,
    isGone: true,
  });
});

const flood = `[2J fake prompt$ ${"long ".repeat(10_000)}`;

it.each<[string, unknown, string]>([
  ["the table's words instead of none", undefined, "api unauthorized"],
  ["the table's words instead of a number", 7, "api unauthorized"],
  ["the table's words instead of white space", " \n ", "api unauthorized"],
  ["one line without control characters", `\u001b${flood}`, `${flood.slice(0, 300)}…`],
  ["no other words taken for the mark", "TcbCode: [INVALID_PARAM]", "TcbCode: [INVALID_PARAM]"],
  ["nothing made up from half a rid", "rid: 60b9e3b7", "rid: 60b9e3b7"],
  ["nothing made up from another word", "rid: none", "rid: none"],
  ["nothing made up from a rid without its name", rid, rid],
])("a reply has %s", (_what, errmsg, words) => {
  const { remedy: _remedy, ...problem } = refusedWith(errmsg);
  const kind = { failure: "denied", isUnauthorized: true, errcode: 48001 };
  expect(problem).toStrictEqual({ ...kind, summary: `48001 ${words}` });
});

it.each([
  [`api unauthorized, rid: ${rid}`, "api unauthorized"],
  [`api unauthorized rid:${rid}`, "api unauthorized"],
  [`api unauthorized rid ${rid}`, "api unauthorized"],
  [`api unauthorized, RID: ${rid.toUpperCase()}`, "api unauthorized"],
  [`api unauthorized,rid: ${rid}`, "api unauthorized"],
  [`rid: ${rid}`, "api unauthorized"],
  [`a rid: ${rid} b`, "a b"],
])("a reply has the rid of %j apart from the words", (errmsg, words) => {
  const problem = refusedWith(errmsg);
  expect([problem.summary, problem.rid?.toLowerCase()]).toEqual([`48001 ${words}`, rid]);
});

it.each([" ", ", ", "rid: ", "rid", "access_token="])("endless %j is read at once", (unit) => {
  const begun = process.cpuUsage();
  refusedWith(unit.repeat(100_000 / unit.length));
  // Of a text this long, time that grows as its square would be minutes of the processor.
  expect(process.cpuUsage(begun).user).toBeLessThan(10_000_000);
});

it.each([0, -1, 2 ** 53 - 1])("integer reads %i, as a number and as text", (number) => {
  expect([integer(number), integer(`${number}`)]).toEqual([number, number]);
});

const wrong = [2 ** 53, "9007199254740993", 1.5, "1.5", "1e3", " 1", "1 ", "", "-", null, true];
it.each([...wrong, undefined, [1]])("integer does not read %j", (value) => {
  expect(integer(value)).toBeUndefined();
});
