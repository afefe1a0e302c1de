import type { Emulator } from "../../emulator";
import { address, appId, call, env, errcode, get, path, post, set, start } from "./call";
import { startedAt, startWithClock, startWithTwoAccounts, type Answer } from "./call";

const withoutCloud = { cloudDevelopment: false, environments: { [env]: {} } };

/** Each code of the page (and two more), the words, and how it comes about. */
const codes: [code: number, words: string, provoke: (emulator: Emulator) => Promise<Response>][] = [
  [40014, "invalid access_token", (emulator) => post(emulator, get, "never-issued")],
  [40097, "invalid args", (emulator) => post(emulator, { action: "put", env })],
  [40101, "missing parameter", (emulator) => post(emulator, { action: "get" })],
  [41001, "access_token missing", ({ url }) => fetch(url + path, { method: "POST", body: "{}" })],
  [
    42001,
    "access_token expired",
    async (emulator) => {
      const token = emulator.issueToken();
      emulator.expireToken(token);
      return post(emulator, get, token);
    },
  ],
  [43002, "require POST method", (emulator) => fetch(address(emulator))],
  [44002, "empty post data", (emulator) => post(emulator, "")],
  [47001, "data format error", (emulator) => post(emulator, `{ "action": `)],
  [
    85088,
    "no qbase privilege",
    async () => post(await start({ accounts: { wx2: withoutCloud } }), get),
  ],
  [
    -501000,
    "Environment not found TcbCode: [INVALID_ENV]",
    (emulator) => post(emulator, { action: "get", env: "nowhere" }),
  ],
  [
    61007,
    "api is unauthorized to component",
    async () => {
      const emulator = await startWithTwoAccounts();
      return post(emulator, get, emulator.issueToken({ appId: "wx2" }));
    },
  ],
];

const seconds = (startedAt / 1000).toString(16);
const rid = new RegExp(` rid: ${seconds}-[0-9a-f]{8}-[0-9a-f]{8}$`);

describe("an errcode", () => {
  it.each(codes)("%d comes with HTTP 200, %j and a rid", async (code, words, provoke) => {
    const response = await provoke(await start());

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const answer = (await response.json()) as Answer;
    expect(answer).toStrictEqual({ errcode: code, errmsg: expect.stringMatching(rid) as string });
    expect(answer.errmsg.startsWith(words)).toBe(true);
  });

  it.each([-1, -1000, 40001, 45009, 45011, 48001, 61004, 85107])(
    "%d comes from the fault script with WeChat's words",
    async (code) => {
      const emulator = await start();
      emulator.faults.add({ errcode: code });

      const answer = await call(emulator, set);

      expect(answer).toStrictEqual({ errcode: code, errmsg: expect.stringMatching(rid) as string });
      if (code === -1000) expect(answer.errmsg).toMatch(/^system error/);
      expect(answer.errmsg).not.toMatch(/^error rid/);
      expect(emulator.applies()).toHaveLength(0);
    },
  );

  it("85088 precedes INVALID_ENV in an account without cloud development", async () => {
    const wx2 = { cloudDevelopment: false, environments: {} };
    const emulator = await start({ accounts: { wx2 } });

    expect(await errcode(emulator, get, emulator.issueToken({ appId: "wx2" }))).toBe(85088);
  });
});

describe("a token", () => {
  it("is unknown once revoked", async () => {
    const emulator = await start();
    const token = emulator.issueToken({ appId });
    expect(await errcode(emulator, get, token)).toBe(0);

    emulator.revokeToken(token);

    expect(await errcode(emulator, get, token)).toBe(40014);
  });

  it.each([
    [7_200_000, {}],
    [1000, { expiresInMs: 1000 }],
  ])("expires after %d ms if issued with %j", async (ms, request) => {
    const { emulator, pass } = await startWithClock();
    const token = emulator.issueToken(request);

    pass(ms - 1);
    expect(await errcode(emulator, get, token)).toBe(0);
    pass(1);
    expect(await errcode(emulator, get, token)).toBe(42001);
  });

  it("may have characters that a query must encode, and a question mark", async () => {
    const emulator = await start();
    const token = emulator.issueToken({ token: "a+b&c=%2f#\u4e2d\u6587" });
    emulator.issueToken({ token: "a?b" });

    expect(await errcode(emulator, get, token)).toBe(0);
    const response = await fetch(`${emulator.url}${path}?access_token=a?b`);
    expect(await response.json()).toMatchObject({ errcode: 43002 });
  });

  it("differs from each other one", async () => {
    const emulator = await start();
    const tokens = [emulator.issueToken(), emulator.issueToken(), emulator.issueToken({ appId })];

    expect(new Set(tokens).size).toBe(3);
  });

  it("is refused for an unknown account, as both kinds, and if unknown", async () => {
    const emulator = await start();

    expect(() => emulator.issueToken({ appId: "wx404" })).toThrow("no account wx404");
    expect(() => emulator.issueToken({ appId, component: true })).toThrow("component");
    expect(() => emulator.expireToken("secret")).toThrow("was not issued here");
    expect(() => emulator.revokeToken("secret")).toThrow(/^token 2bb80d53 was not/);
  });
});
