import { ApiError } from "../../provider/core/errors";
import { requireToken } from "../../provider/wechat/token-shape";

const alone = "It must give the token and nothing else";
const words = "an empty value in words, such as null";

function refusalOf(given: string): ApiError["problem"] {
  try {
    requireToken(given, "TOKEN");
  } catch (error) {
    if (error instanceof ApiError) return error.problem;
    throw error;
  }
  throw new Error("it was taken");
}

describe("what is given in place of a token", () => {
  it.each([
    ["", "nothing", alone],
    ["null", words, alone],
    ["undefined", words, alone],
    ["None", words, alone],
    ['"91_abc"', "a text in quotes or brackets", alone],
    ["'91_abc'", "a text in quotes or brackets", alone],
    ['["91_abc"]', "a text in quotes or brackets", alone],
    ['{"access_token":"91_abc"}', "a JSON object", "It must give the value of access_token alone"],
    [
      '{"component_access_token":"91_abc"}',
      "a JSON object",
      "It must give the value of component_access_token alone",
    ],
    [
      '{"errcode":0,"authorizer_access_token":"91_abc"}',
      "a JSON object",
      "It must give the value of authorizer_access_token alone",
    ],
    ['{"91_abc":1}', "a JSON object", alone],
    ["{91_abc", "something that begins like a JSON object", alone],
    ["<html>91_abc</html>", "a page of HTML or XML", alone],
    ["91_abc 91_abc", "something with white space or other characters in it", alone],
    ["91_äbc", "something with white space or other characters in it", alone],
  ])("is refused and never shown: %s", (given, what, remedy) => {
    const problem = refusalOf(given);
    expect(problem).toEqual({
      failure: "auth",
      summary: `no access token from TOKEN: it gave ${what}`,
      remedy,
    });
  });

  it.each([
    [40164, /allow-list/],
    ["40125", /component settings/],
    [12345, /^Look up the errcode/],
  ])("is told as WeChat's error %s, with its remedy", (errcode, remedy) => {
    const { summary, remedy: told } = refusalOf(JSON.stringify({ errcode, errmsg: "91_abc" }));
    expect(summary).toBe(
      `no access token from TOKEN: it gave WeChat's error ${errcode} in place of a token`,
    );
    expect(told).toMatch(remedy);
    expect(told).not.toContain("91_abc");
  });

  it.each(["91_abc-DEF", "a+/=~.b", 'a"b', "nullable", "unNone"])(
    "takes %s for a token",
    (token) => {
      expect(requireToken(token, "TOKEN")).toBe(token);
    },
  );
});
