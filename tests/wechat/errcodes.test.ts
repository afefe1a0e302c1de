import type { Failure } from "../../provider/core/errors";
import { errcodeRow, errcodes } from "../../provider/wechat/errcodes";
import { apiFailure, connected, ENV } from "../support/connected";

const target = { env: ENV };
const rid = "60b9e3b7-4813dc60-39049415";

/** What a row is for whoever decides, written once more by hand: failure, wait, and may it be the version. */
type Kind = [failure: Failure, retryAfterMs?: number | undefined, isVersionSuspect?: boolean];
const kinds: [Kind, number[]][] = [
  [
    ["unknown", 0],
    [-1, -1000, -501001, -501002, -601001, -601003],
  ],
  [["auth"], [40001, 40014, 41001, 42001, 61005, 61006, 61023]],
  [
    ["denied"],
    [
      40013, 40125, 40164, 41004, 48001, 50004, 61003, 61004, 61007, 61011, 85105, 85107, 89503,
      89506, 89507, -501005, -501019, -501021,
    ],
  ],
  [["invalid"], [40101, 43002, 43003, 44002, 47001]],
  [
    ["invalid", undefined, true],
    [40097, -501007, -501009],
  ],
  [["throttled"], [45009]],
  [["throttled", 60_000], [45011]],
  [
    ["throttled", 1_000],
    [-501003, -501004],
  ],
  [["missing"], [85088]],
];

/** A word of the way out, by code. */
const ways: [RegExp, number[]][] = [
  [/give WeChat the rid/, [-1, -1000, -501001, -501002, -601001, -601003]],
  [/fresh token/, [40001, 40014, 41001, 42001]],
  [/report it with the rid/, [40101, 43002, 44002, 47001]],
  [/permission set 49/, [48001, 61007, 85105, -501019]],
  [/allow-list/, [40164, 61004, 89506, 89507]],
  [/component settings/, [40125, 41004, 61011]],
  [/app id/, [40013]],
  [/apiWhitelist and env/, [40097]],
  [/env and apiWhitelist/, [-501007, -501009]],
  [/https endpoint/, [43003]],
  [/tomorrow/, [45009]],
  [/minute/, [45011]],
  [/--parallel/, [45011, -501003, -501004]],
  [/notices/, [50004]],
  [/authorize the third-party platform/, [61003]],
  [/component_verify_ticket; WeChat pushes/, [61005]],
  [/component_verify_ticket, of the same platform/, [61006]],
  [/leave authorizerRefreshToken out/, [61023]],
  [/Open cloud development/, [85088]],
  [/not through cloud call/, [85107]],
  [/administrator confirm/, [89503]],
  [/unpaid or isolated/, [-501005]],
  [/environment's kind/, [-501021]],
];

describe("the errcode table", () => {
  it("has each code once, and all those of the page", () => {
    const codes = errcodes.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    const ofThePage = [-1000, 40014, 40097, 40101, 41001, 42001, 43002, 44002, 47001, 85088];
    expect(codes).toEqual(expect.arrayContaining(ofThePage));
    expect(codes.sort()).toEqual(kinds.flatMap(([, of]) => of).sort());
  });

  it.each(kinds)("%j: %j", (kind, codes) => {
    for (const code of codes) {
      const { failure, retryAfterMs, isVersionSuspect } = errcodeRow(code);
      expect([code, failure, retryAfterMs, isVersionSuspect]).toEqual([code, ...pad(kind)]);
    }
  });

  it.each(ways)("says what to do, %s: %j", (words, codes) => {
    for (const code of codes)
      expect([code, errcodeRow(code).remedy]).toEqual([code, expect.stringMatching(words)]);
  });

  it("has a way out and words of its own for every code", () => {
    expect(new Set(ways.flatMap(([, codes]) => codes)).size).toBe(errcodes.length);
    expect(new Set(errcodes.map(({ words }) => words)).size).toBe(errcodes.length);
    expect(errcodes.every(({ words, remedy }) => words.length > 8 && !remedy.endsWith("."))).toBe(
      true,
    );
  });

  it("takes a code that it does not know for a refusal, perhaps of the version", () => {
    expect(errcodeRow(12345)).toStrictEqual({
      code: 12345,
      words: "",
      failure: "invalid",
      isVersionSuspect: true,
      remedy: "Look up the errcode in WeChat's documentation, or ask WeChat with the rid",
    });
  });
});

describe.each(errcodes)("errcode $code, answered to a set", (row) => {
  const { code, words, remedy, failure, retryAfterMs, isVersionSuspect } = row;
  const kind = {
    failure,
    remedy,
    errcode: code,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(isVersionSuspect && { isVersionSuspect }),
  };
  const write = { open: true, apiWhitelist: [], version: 1 };

  it("is an error with WeChat's words, the way out and the rid", async () => {
    const { api, emulator, deadline } = await connected();
    const errmsg = `${words} in their words, rid: ${rid}`;
    emulator.faults.add({ errcode: code, errmsg, times: Infinity });

    const { message, problem } = await apiFailure(api.set(target, write, deadline()));

    const isTokenRefused = [40001, 40014, 42001].includes(code);
    const way = isTokenRefused ? problem.remedy : remedy;
    expect(problem).toStrictEqual({
      ...kind,
      remedy: way,
      summary: `${code} ${words} in their words`,
      rid,
    });
    expect(message).toBe(`${code} ${words} in their words. ${way}`);
    expect(emulator.requests()).toHaveLength(1);
  });

  it("has words even where WeChat sends none", async () => {
    const { api, emulator, deadline } = await connected();
    emulator.faults.add({ body: JSON.stringify({ errcode: code }), times: Infinity });

    const { problem } = await apiFailure(api.set(target, write, deadline()));

    expect(problem.summary).toBe(`${code} ${words}`);
    expect(problem).not.toHaveProperty("rid");
  });
});

function pad([failure, retryAfterMs, isVersionSuspect]: Kind) {
  return [failure, retryAfterMs, isVersionSuspect];
}
