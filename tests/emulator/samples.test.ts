import { call, post, start } from "./call";

describe("the page's samples", () => {
  it("answers the get example with the fields of the page's answer", async () => {
    const environments = { "myttest-8gu57so0bd9f9e8a": { apiWhitelist: ["/*"], version: 2 } };
    const emulator = await start({ accounts: { wx1: { environments } } });

    const response = await post(emulator, `{ "action": "get", "env": "myttest-8gu57so0bd9f9e8a" }`);

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await response.json()).toStrictEqual({
      errcode: 0,
      errmsg: "ok",
      open: true,
      api_whitelist: ["/*"],
      version: 2,
    });
  });

  it("answers the set example with the switch and nothing else", async () => {
    const environments = { "myttest-8gu57so0bd9f9e8a": { apiWhitelist: [], version: 6 } };
    const emulator = await start({ accounts: { wx1: { open: false, environments } } });

    const answer = await call(
      emulator,
      `{
        "action": "set",
        "open": true,
        "env": "myttest-8gu57so0bd9f9e8a",
        "api_whitelist": ["/*"],
        "version": 6
      }`,
    );

    expect(answer).toStrictEqual({ errcode: 0, errmsg: "ok", open: true });
    expect(emulator.policy("myttest-8gu57so0bd9f9e8a")).toStrictEqual({
      appId: "wx1",
      open: true,
      apiWhitelist: ["/*"],
      version: 7,
    });
  });

  it("does not know the translated spelling api_Whitelist", async () => {
    const emulator = await start();
    const body = { action: "set", open: true, env: "myttest-8gu57so0bd9f9e8a", version: 1 };

    const answer = await call(emulator, { ...body, api_Whitelist: ["/*"] });

    expect(answer.errcode).toBe(40101);
  });
});
