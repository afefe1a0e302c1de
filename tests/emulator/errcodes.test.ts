import { address, type Answer, appId, call, emulator, env, errcode } from "./call";
import {
  addSecondAccount,
  expiredToken,
  get,
  pass,
  path,
  post,
  set,
  start,
  startedAt,
} from "./call";

const withoutCloud = { wx2: { cloudDevelopment: false, environments: { [env]: {} } } };
const ofSecondAccount = () => {
  addSecondAccount();
  return emulator.issueToken({ appId: "wx2" });
};
const nowhere = { action: "get", env: "nowhere" };

/** Each code of the page (and two more), the words, and how it comes about. */
const codes: [code: number, words: string, provoke: () => Promise<Response>][] = [
  [40014, "invalid access_token", () => post(get, "never-issued")],
  [40097, "invalid args", () => post({ action: "put", env })],
  [40101, "missing parameter", () => post({ action: "get" })],
  [41001, "access_token missing", () => fetch(emulator.url + path, { method: "POST", body: "{}" })],
  [42001, "access_token expired", () => post(get, expiredToken())],
  [43002, "require POST method", () => fetch(address())],
  [44002, "empty post data", () => post("")],
  [47001, "data format error", () => post(`{ "action": `)],
  [85088, "no qbase privilege", () => start({ accounts: withoutCloud }).then(() => post(get))],
  [-501000, "Environment not found TcbCode: [INVALID_ENV]", () => post(nowhere)],
  [61007, "api is unauthorized to component", () => post(get, ofSecondAccount())],
];

const seconds = (startedAt / 1000).toString(16);
const rid = new RegExp(` rid: ${seconds}-[0-9a-f]{8}-[0-9a-f]{8}$`);

describe("an errcode", () => {
  it.each(codes)("%d comes with HTTP 200, %j and a rid", async (code, words, provoke) => {
    const response = await provoke();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const answer = (await response.json()) as Answer;
    expect(answer).toStrictEqual({ errcode: code, errmsg: expect.stringMatching(rid) as string });
    expect(answer.errmsg.startsWith(words)).toBe(true);
  });

  it.each([-1, -1000, 40001, 45009, 45011, 48001, 61004, 85107])(
    "%d comes from the fault script with WeChat's words",
    async (code) => {
      emulator.faults.add({ errcode: code });
      const answer = await call(set);
      expect(answer).toStrictEqual({ errcode: code, errmsg: expect.stringMatching(rid) as string });
      if (code === -1000) expect(answer.errmsg).toMatch(/^system error/);
      expect(answer.errmsg).not.toMatch(/^error rid/);
      expect(emulator.applies()).toHaveLength(0);
    },
  );

  it("85088 precedes INVALID_ENV in an account without cloud development", async () => {
    await start({ accounts: { wx2: { cloudDevelopment: false, environments: {} } } });
    expect(await errcode(get, emulator.issueToken({ appId: "wx2" }))).toBe(85088);
  });
});

describe("a token", () => {
  it("is unknown once revoked", async () => {
    const token = emulator.issueToken({ appId });
    expect(await errcode(get, token)).toBe(0);
    emulator.revokeToken(token);
    expect(await errcode(get, token)).toBe(40014);
  });

  it.each([
    [7_200_000, {}],
    [1000, { expiresInMs: 1000 }],
  ])("expires after %d ms if issued with %j", async (ms, request) => {
    const token = emulator.issueToken(request);
    pass(ms - 1);
    expect(await errcode(get, token)).toBe(0);
    pass(1);
    expect(await errcode(get, token)).toBe(42001);
  });

  it("may have characters that a query must encode, and a question mark", async () => {
    const token = emulator.issueToken({ token: "a+b&c=%2f#\u4e2d\u6587" });
    emulator.issueToken({ token: "a?b" });
    expect(await errcode(get, token)).toBe(0);
    const response = await fetch(`${emulator.url}${path}?access_token=a?b`);
    expect(await response.json()).toMatchObject({ errcode: 43002 });
  });

  it("differs from each other one", () => {
    const tokens = [undefined, undefined, { appId }].map((each) => emulator.issueToken(each));
    expect(new Set(tokens).size).toBe(3);
  });

  it("is refused for an unknown account, as both kinds, and if unknown", () => {
    expect(() => emulator.issueToken({ appId: "wx404" })).toThrow("no account wx404");
    expect(() => emulator.issueToken({ appId, component: true })).toThrow("component");
    expect(() => emulator.expireToken("secret")).toThrow("was not issued here");
    expect(() => emulator.revokeToken("secret")).toThrow(/^token 2bb80d53 was not/);
  });
});
