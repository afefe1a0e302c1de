import { hashOf } from "../support/canary";
import { addSecondAccount, appId, emulator, env, folder, pass, reach, start } from "./call";
import { authorizerBody, authorizerName, callAuthorized, callComponent } from "./call";
import { expiredToken, listName, obtain, startedAt } from "./call";

const authorize = (body: object = authorizerBody()) => callAuthorized(authorizerName, body);
const refusal = async (body?: object) => (await authorize(body)).errcode;

describe("api_authorizer_token", () => {
  it("issues a token for that account only, with the same refresh token", async () => {
    addSecondAccount();
    const answer = await authorize();
    expect(answer).toStrictEqual({
      authorizer_access_token: expect.any(String) as unknown,
      expires_in: 7200,
      authorizer_refresh_token: emulator.refreshToken(appId),
    });
    expect(await reach(answer.authorizer_access_token)).toStrictEqual([0, 61007]);
  });

  it("takes its token as access_token too", async () => {
    const query = { access_token: await obtain() };
    const answer = await callComponent(authorizerName, authorizerBody(), query);
    expect(answer.authorizer_access_token).toBeDefined();
  });

  it("refuses the refresh token of an earlier authorization", async () => {
    const before = authorizerBody();
    const now = emulator.changeRefreshToken(appId);
    expect(emulator.refreshToken(appId)).toBe(now);
    expect(await refusal(before)).toBe(61023);
    expect((await authorize()).authorizer_refresh_token).toBe(now);
  });

  it("changes the refresh token if told so; each earlier one lasts five minutes", async () => {
    await start({ component: { changesRefreshTokens: true } });
    const first = authorizerBody();
    const { authorizer_refresh_token: changed } = await authorize(first);
    expect(changed).toBe(emulator.refreshToken(appId));
    expect(changed).not.toBe(first.authorizer_refresh_token);
    const second = authorizerBody();
    pass(299_999);
    expect(await refusal(first)).toBeUndefined();
    pass(299_999);
    expect(await refusal(second)).toBeUndefined();
    const third = authorizerBody();
    await authorize(third);
    pass(300_000);
    expect(await refusal(third)).toBe(61023);
  });

  it("is in the journal, and meets faults, with the account that it is for", async () => {
    addSecondAccount();
    const token = await obtain();
    emulator.clearJournal();
    const path = `${folder}${authorizerName}`;
    emulator.faults.add({ errcode: 45009, on: { path, appId: "wx2" } });
    const query = { component_access_token: token };
    for (const account of [appId, "wx2"])
      await callComponent(authorizerName, authorizerBody(account), query);
    const tokenHash = hashOf(token);
    const entry = { at: startedAt, kind: "request", method: "POST", path, tokenHash, status: 200 };
    const fault = { errcode: 45009, fault: "errcode:45009" };
    expect(emulator.journal).toStrictEqual([
      { ...entry, id: 2, authorizerAppId: appId, appId },
      { ...entry, id: 3, authorizerAppId: "wx2", appId: "wx2", ...fault },
    ]);
    expect(JSON.stringify(emulator.journal)).not.toContain("refreshtoken@@@");
  });

  it.each([
    [61023, { authorizer_refresh_token: "refreshtoken@@@wrong" }],
    [61023, { authorizer_refresh_token: undefined }],
    [61003, { authorizer_appid: "wx404" }],
    [40013, { authorizer_appid: "nobody" }],
    [40013, { authorizer_appid: 1 }],
    [61011, { component_appid: "wx404" }],
    [40013, { component_appid: undefined }],
  ])("answers %d to %j", async (errcode, wrong) => {
    expect(await refusal({ ...authorizerBody(), ...wrong })).toBe(errcode);
  });

  it("answers 61003 from the merchant's withdrawal to the next authorization", async () => {
    const body = authorizerBody();
    emulator.withdrawAuthorization(appId);
    expect(await refusal(body)).toBe(61003);
    expect(() => emulator.refreshToken(appId)).toThrow(`${appId} has not authorized`);
    emulator.changeRefreshToken(appId);
    expect(await refusal(body)).toBe(61023);
    expect(await refusal()).toBeUndefined();
  });
});

it("an account that is not there has no authorization to change", () => {
  expect(() => emulator.changeRefreshToken("wx404")).toThrow("no account wx404");
  expect(() => emulator.withdrawAuthorization("wx404")).toThrow("no account wx404");
  expect(() => emulator.refreshToken("wx404")).toThrow("wx404 has not authorized");
});

describe.each([authorizerName, listName])("%s", (name) => {
  it("refuses a component token that is wrong or expired", async () => {
    for (const [component_access_token, errcode] of [
      ["never-issued", 40001],
      [emulator.issueToken({ appId }), 40001],
      [expiredToken(), 42001],
    ] as const) {
      const answer = await callComponent(name, authorizerBody(), { component_access_token });
      expect(answer).toMatchObject({ errcode });
    }
  });

  it.each([
    [44002, ""],
    [47001, "{"],
  ])("refuses a missing token before it answers %d to the body %p", async (errcode, body) => {
    expect(await callComponent(name, body)).toMatchObject({ errcode: 41001 });
    expect(await callAuthorized(name, body)).toMatchObject({ errcode });
  });
});

describe("api_get_authorizer_list", () => {
  const component = "wxc000000000000001";
  const list = (offset: unknown, count: unknown, component_appid = component) =>
    callAuthorized(listName, { component_appid, offset, count });

  it("lists the accounts with what obtains their tokens", async () => {
    addSecondAccount();
    const auth_time = startedAt / 1000;
    const accounts = [appId, "wx2"].map((authorizer_appid) => {
      return {
        authorizer_appid,
        refresh_token: emulator.refreshToken(authorizer_appid),
        auth_time,
      };
    });
    expect(await list(0, 500)).toStrictEqual({ total_count: 2, list: accounts });
    expect(emulator.requests({ path: `${folder}${listName}` })).toHaveLength(1);
    expect(emulator.requests({ env })).toStrictEqual([]);
  });

  it("leaves out who withdrew, and has the time of the last authorization", async () => {
    addSecondAccount();
    emulator.withdrawAuthorization(appId);
    pass(5000);
    emulator.changeRefreshToken("wx2");
    expect(await list(0, 500)).toMatchObject({
      total_count: 1,
      list: [{ authorizer_appid: "wx2", auth_time: startedAt / 1000 + 5 }],
    });
  });

  it.each([
    [40170, 0, 501, component],
    [40097, -1, 500, component],
    [40097, 0.5, 500, component],
    [40097, undefined, 500, component],
    [40097, 0, "500", component],
    [61011, 0, 1, "wx404"],
  ])("answers %d to offset %p and count %p of %s", async (errcode, offset, count, appid) => {
    const answer = await list(offset, count, appid);
    expect(answer.errcode).toBe(errcode);
    expect(answer.errmsg).not.toMatch(/^error/);
  });
});
