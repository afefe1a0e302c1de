import { call, env, post, start } from "./call";

describe("the page's samples", () => {
  const startAt = async (version: number, open = true) => {
    const environments = { [env]: { apiWhitelist: ["/*"], version } };
    return start({ accounts: { wx1: { open, environments } } });
  };

  it("answers the get example with the fields of the page's answer", async () => {
    const response = await post(await startAt(2), `{ "action": "get", "env": "${env}" }`);

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const answer = { errcode: 0, errmsg: "ok", open: true, api_whitelist: ["/*"], version: 2 };
    expect(await response.json()).toStrictEqual(answer);
  });

  it("answers the set example with the switch and nothing else", async () => {
    const emulator = await startAt(6, false);
    const body = { action: "set", open: true, env, api_whitelist: ["/*"], version: 6 };

    expect(await call(emulator, body)).toStrictEqual({ errcode: 0, errmsg: "ok", open: true });

    const policy = { appId: "wx1", open: true, apiWhitelist: ["/*"], version: 7 };
    expect(emulator.policy(env)).toStrictEqual(policy);
  });
});
