import type { Problem } from "../../provider/core/errors";
import { errcodeRow, errcodes } from "../../provider/wechat/errcodes";
import { client } from "./calls";

const rid = "60b9e3b7-4813dc60-39049415";
const unauthorized = { failure: "denied", isUnauthorized: true } as const;
const suspect = { failure: "invalid", isVersionSuspect: true } as const;
const passing = { failure: "unknown", retryAfterMs: 0 } as const;
const busy = { failure: "throttled", retryAfterMs: 1_000 } as const;

/** The table once more by hand: codes, what the provider decides by, and words of the remedy. */
const rows: [number[], Partial<Problem>, RegExp][] = [
  [[-1, -1000, -501001, -501002, -601001, -601003], passing, /give WeChat the rid/],
  [[40001, 40014, 41001, 42001], { failure: "auth" }, /fresh token/],
  [[61005], { failure: "auth" }, /component_verify_ticket; WeChat pushes/],
  [[61006], { failure: "auth" }, /component_verify_ticket, of the same platform/],
  [[61023], { failure: "auth" }, /leave authorizerRefreshToken out, .+ run it again$/],
  [[40013], unauthorized, /app id/],
  [[40125, 41004, 61011], { failure: "denied" }, /component settings/],
  [[40164, 61004, 89506, 89507], { failure: "denied" }, /allow-list/],
  [[50004], unauthorized, /notices/],
  [[85107], { failure: "denied" }, /not through cloud call/],
  [[89503], { failure: "denied" }, /administrator confirm/],
  [[-501019], unauthorized, /permission set 49/],
  [[-501021], { failure: "denied" }, /environment's kind/],
  [[48001, 61007, 85105], unauthorized, /permission set 49/],
  [[61003], unauthorized, /authorize the third-party platform/],
  [[-501005], unauthorized, /unpaid or isolated/],
  [[40101, 43002, 44002, 47001], { failure: "invalid" }, /report it with the rid/],
  [[43003], { failure: "invalid" }, /https endpoint/],
  [[40097], suspect, /apiWhitelist and env/],
  [[-501007, -501009], suspect, /env and apiWhitelist/],
  [[45009], { failure: "throttled" }, /next hour or the next day/],
  [[45011], { failure: "throttled", retryAfterMs: 60_000 }, /minute.+--parallel/],
  [[-501003, -501004], busy, /--parallel/],
  [[85088], { failure: "missing", isUnauthorized: true }, /Open cloud development/],
];

it("the table has each errcode once, with words of its own and a remedy", () => {
  const codes = errcodes.map(({ code }) => code);
  expect(codes.sort()).toEqual(rows.flatMap(([of]) => of).sort());
  expect(new Set(errcodes.map(({ words }) => words)).size).toBe(codes.length);
  for (const { words, remedy } of errcodes)
    expect([words, remedy]).toEqual([
      expect.stringMatching(/.{9}/),
      expect.not.stringMatching(/\.$/),
    ]);
});

it.each(rows)("a set that errcodes %j refuse fails with %j and %s", async (codes, kind, remedy) => {
  const { setProblem, emulator } = await client();
  for (const code of codes) {
    const { words, remedy: usual, ...rest } = errcodeRow(code);
    expect(rest).toStrictEqual({ code, ...kind });
    expect(usual).toMatch(remedy);
    emulator.faults.add({ errcode: code, errmsg: `${words} in their words, rid: ${rid}` });
    emulator.faults.add({ body: JSON.stringify({ errcode: code }) });
    const [told, wordless] = [await setProblem(), await setProblem()];
    const isTokenRefused = [40001, 40014, 42001].includes(code);
    const problem = { ...kind, errcode: code, remedy: isTokenRefused ? told.remedy : usual };
    expect(told).toStrictEqual({ ...problem, summary: `${code} ${words} in their words`, rid });
    expect(wordless).toStrictEqual({ ...problem, summary: `${code} ${words}` });
  }
  expect(emulator.requests()).toHaveLength(2 * codes.length);
});
