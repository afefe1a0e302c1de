import type { Failure } from "../../provider/core/errors";
import { errcodeRow, errcodes } from "../../provider/wechat/errcodes";
import { client } from "./calls";

const rid = "60b9e3b7-4813dc60-39049415";

/** What whoever decides goes by, written once more by hand. */
type Kind = {
  failure: Failure;
  retryAfterMs?: number;
  isVersionSuspect?: true;
  isUnauthorized?: true;
};
const kinds: [Kind, number[]][] = [
  [{ failure: "unknown", retryAfterMs: 0 }, [-1, -1000, -501001, -501002, -601001, -601003]],
  [{ failure: "auth" }, [40001, 40014, 41001, 42001, 61005, 61006, 61023]],
  [{ failure: "denied" }, [40013, 40125, 40164, 41004, 50004, 61004, 61011]],
  [{ failure: "denied", isUnauthorized: true }, [48001, 61003, 61007, 85105, -501005]],
  [{ failure: "denied" }, [85107, 89503, 89506, 89507, -501019, -501021]],
  [{ failure: "invalid" }, [40101, 43002, 43003, 44002, 47001]],
  [{ failure: "invalid", isVersionSuspect: true }, [40097, -501007, -501009]],
  [{ failure: "throttled" }, [45009]],
  [{ failure: "throttled", retryAfterMs: 60_000 }, [45011]],
  [{ failure: "throttled", retryAfterMs: 1_000 }, [-501003, -501004]],
  [{ failure: "missing" }, [85088]],
];

/** Words of the remedy, by code. */
const remedies: [RegExp, number[]][] = [
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
  [/next hour or the next day/, [45009]],
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
  it("has each code once, with words of its own and a remedy", () => {
    const codes = errcodes.map(({ code }) => code);
    expect(codes.sort()).toEqual(kinds.flatMap(([, of]) => of).sort());
    expect(new Set(codes).size).toBe(codes.length);
    expect(new Set(remedies.flatMap(([, of]) => of))).toEqual(new Set(codes));
    expect(new Set(errcodes.map(({ words }) => words)).size).toBe(codes.length);
    for (const { words, remedy } of errcodes) {
      expect(words).toMatch(/.{9}/);
      expect(remedy).not.toMatch(/\.$/);
    }
  });

  it.each(kinds)("%j: %j", (kind, codes) => {
    for (const code of codes) {
      const { words: _words, remedy: _remedy, ...rest } = errcodeRow(code);
      expect(rest).toStrictEqual({ code, ...kind });
    }
  });

  it.each(remedies)("says what to do, %s: %j", (words, codes) => {
    for (const code of codes)
      expect([code, errcodeRow(code).remedy]).toEqual([code, expect.stringMatching(words)]);
  });

  it("takes a code that it does not have for a refusal, perhaps of the version", () => {
    expect(errcodeRow(12345)).toStrictEqual({
      code: 12345,
      words: "",
      failure: "invalid",
      isVersionSuspect: true,
      remedy: "Look up the errcode in WeChat's documentation, or ask WeChat with the rid",
    });
  });
});

it.each(errcodes)("errcode $code, answered to a set, is told with its remedy", async (row) => {
  const { code, words, remedy: usual, ...kind } = row;
  const { setProblem, emulator } = await client();
  const errmsg = `${words} in their words, rid: ${rid}`;
  emulator.faults.add({ errcode: code, errmsg });
  emulator.faults.add({ body: JSON.stringify({ errcode: code }) });

  const told = await setProblem();
  const wordless = await setProblem();

  const isTokenRefused = [40001, 40014, 42001].includes(code);
  const remedy = isTokenRefused ? told.remedy : usual;
  const problem = { ...kind, errcode: code, remedy };
  expect(told).toStrictEqual({ ...problem, summary: `${code} ${words} in their words`, rid });
  expect(wordless).toStrictEqual({ ...problem, summary: `${code} ${words}` });
  expect(emulator.requests()).toHaveLength(2);
});
