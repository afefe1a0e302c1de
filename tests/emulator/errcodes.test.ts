import type { Emulator } from "../../emulator";
import { appId, call, env, get, set, start, startedAt, type Answer } from "./call";

const ridForm = / rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/;

async function fetchAnswer(url: string, init?: RequestInit): Promise<Answer> {
  return (await (await fetch(url, init)).json()) as Answer;
}

const endpoint = (emulator: Emulator): string => `${emulator.url}/tcb/usecloudaccesstoken`;

/** How each code of the page comes about, and the page's words for it. */
const pageCodes: Record<number, [words: string, provoke: (emulator: Emulator) => Promise<Answer>]> =
  {
    [-1000]: [
      "system error",
      async (emulator) => {
        emulator.faults.add({ errcode: -1000 });
        return call(emulator, get);
      },
    ],
    40014: ["invalid access_token", (emulator) => call(emulator, get, "never-issued")],
    40097: ["invalid args", (emulator) => call(emulator, { action: "put", env })],
    40101: ["missing parameter", (emulator) => call(emulator, { action: "get" })],
    41001: [
      "access_token missing",
      (emulator) => fetchAnswer(endpoint(emulator), { method: "POST", body: "{}" }),
    ],
    42001: [
      "access_token expired",
      async (emulator) => {
        const token = emulator.issueToken();
        emulator.expireToken(token);
        return call(emulator, get, token);
      },
    ],
    43002: [
      "require POST method",
      (emulator) => fetchAnswer(`${endpoint(emulator)}?access_token=${emulator.issueToken()}`),
    ],
    44002: ["empty post data", (emulator) => call(emulator, "")],
    47001: ["data format error", (emulator) => call(emulator, `{ "action": `)],
    85088: [
      "no qbase privilege",
      async () => {
        const wx2 = { cloudDevelopment: false, environments: { [env]: {} } };
        return call(await start({ accounts: { wx2 } }), get);
      },
    ],
  };

describe("an errcode of the page", () => {
  it.each(Object.entries(pageCodes))("%s is answered as %p", async (code, [words, provoke]) => {
    const answer = await provoke(await start());

    expect(answer.errcode).toBe(Number(code));
    expect(answer.errmsg.startsWith(words)).toBe(true);
    expect(answer.errmsg).toMatch(ridForm);
  });

  it("comes with HTTP 200 and WeChat's content type", async () => {
    const response = await fetch(endpoint(await start()), { method: "POST" });

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
  });

  it("comes with a rid that begins with the seconds of the clock", async () => {
    const { errmsg } = await call(await start(), {});

    expect(errmsg).toContain(`rid: ${(startedAt / 1000).toString(16)}-`);
  });
});

describe("an errcode beside the page", () => {
  it("-501000 says INVALID_ENV for an environment that is not there", async () => {
    const answer = await call(await start(), { action: "get", env: "nowhere" });

    expect(answer.errcode).toBe(-501000);
    expect(answer.errmsg).toMatch(/^Environment not found TcbCode: \[INVALID_ENV\] rid: /);
  });

  it("61007 answers an authorizer token of another account", async () => {
    const emulator = await start();
    emulator.addEnvironment("wx2", "other-env");

    const answer = await call(emulator, get, emulator.issueToken({ appId: "wx2" }));

    expect(answer.errcode).toBe(61007);
    expect(answer.errmsg).toMatch(/^api is unauthorized to component/);
  });

  it.each([-1, 40001, 45009, 45011, 48001, 61004, 85107])(
    "%d comes from the fault script with WeChat's words",
    async (errcode) => {
      const emulator = await start();
      emulator.faults.add({ errcode });

      const answer = await call(emulator, set);

      expect(answer).toStrictEqual({ errcode, errmsg: expect.stringMatching(ridForm) as unknown });
      expect(answer.errmsg).not.toMatch(/^error rid/);
      expect(emulator.applies()).toHaveLength(0);
    },
  );

  it("85088 stands before INVALID_ENV for an account without cloud development", async () => {
    const wx2 = { cloudDevelopment: false, environments: {} };
    const emulator = await start({ accounts: { wx2 } });

    const answer = await call(emulator, get, emulator.issueToken({ appId: "wx2" }));

    expect(answer.errcode).toBe(85088);
  });
});

describe("a token", () => {
  it("is unknown once revoked", async () => {
    const emulator = await start();
    const token = emulator.issueToken({ appId });
    expect((await call(emulator, get, token)).errcode).toBe(0);

    emulator.revokeToken(token);

    expect((await call(emulator, get, token)).errcode).toBe(40014);
  });

  it("lives two hours by default, and as long as its issuer says", async () => {
    let now = startedAt;
    const emulator = await start({ now: () => now });
    const usual = emulator.issueToken();
    const brief = emulator.issueToken({ expiresInMs: 1000 });
    const answers = async (): Promise<number[]> => [
      (await call(emulator, get, usual)).errcode,
      (await call(emulator, get, brief)).errcode,
    ];

    now = startedAt + 999;
    expect(await answers()).toStrictEqual([0, 0]);
    now = startedAt + 1000;
    expect(await answers()).toStrictEqual([0, 42001]);
    now = startedAt + 7_199_999;
    expect(await answers()).toStrictEqual([0, 42001]);
    now = startedAt + 7_200_000;
    expect(await answers()).toStrictEqual([42001, 42001]);
  });

  it("may consist of bytes that a query must encode", async () => {
    const emulator = await start();
    const token = emulator.issueToken({ token: "a+b&c=%2f#\u4e2d\u6587" });

    expect((await call(emulator, get, token)).errcode).toBe(0);
  });

  it("may hold a question mark, which a query need not encode", async () => {
    const emulator = await start();
    const token = emulator.issueToken({ token: "a?b" });

    const answer = await fetchAnswer(`${endpoint(emulator)}?access_token=${token}`);

    expect(answer.errcode).toBe(43002);
  });

  it("is issued as text of its own each time", async () => {
    const emulator = await start();
    const tokens = [emulator.issueToken(), emulator.issueToken(), emulator.issueToken({ appId })];

    expect(new Set(tokens).size).toBe(3);
  });

  it("cannot be issued for an account that is not there, nor as both kinds at once", async () => {
    const emulator = await start();

    expect(() => emulator.issueToken({ appId: "wx404" })).toThrow("no account wx404");
    expect(() => emulator.issueToken({ appId, component: true })).toThrow("component");
    expect(() => emulator.expireToken("secret")).toThrow("was not issued here");
    expect(() => emulator.revokeToken("secret")).toThrow(/^token 2bb80d53 was not/);
  });
});
