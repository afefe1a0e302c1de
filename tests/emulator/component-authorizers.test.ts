import { createHash } from "node:crypto";
import { appId, call, get, start, startedAt } from "./call";
import { authorizerBody, callAuthorized, callComponent, obtain } from "./component-call";

const tokenName = "api_authorizer_token";
const listName = "api_get_authorizer_list";
const path = `/cgi-bin/component/${tokenName}`;

describe("api_authorizer_token", () => {
  it("issues a token for that account only, with the same refresh token, without errcode", async () => {
    const emulator = await start();
    emulator.addEnvironment("wx2", "elsewhere");

    const answer = await callAuthorized(emulator, tokenName, authorizerBody(emulator));

    expect(answer).toStrictEqual({
      authorizer_access_token: expect.any(String) as unknown,
      expires_in: 7200,
      authorizer_refresh_token: emulator.refreshToken(appId),
    });
    const token = answer.authorizer_access_token;
    expect((await call(emulator, get, token)).errcode).toBe(0);
    expect((await call(emulator, { action: "get", env: "elsewhere" }, token)).errcode).toBe(61007);
  });

  it.each(["component_access_token", "access_token"])("takes its token as %s", async (key) => {
    const emulator = await start();
    const query = { [key]: await obtain(emulator) };

    const answer = await callComponent(emulator, tokenName, authorizerBody(emulator), query);

    expect(answer.authorizer_access_token).toBeDefined();
  });

  it("takes no refresh token from before the merchant authorized anew", async () => {
    const emulator = await start();
    const before = authorizerBody(emulator);

    const now = emulator.changeRefreshToken(appId);

    expect(emulator.refreshToken(appId)).toBe(now);
    expect((await callAuthorized(emulator, tokenName, before)).errcode).toBe(61023);
    const answer = await callAuthorized(emulator, tokenName, authorizerBody(emulator));
    expect(answer.authorizer_refresh_token).toBe(now);
  });

  it("hands back another refresh token if told so; the one before lasts five minutes", async () => {
    let now = startedAt;
    const component = { changesRefreshTokens: true };
    const emulator = await start({ now: () => now, component });
    const first = authorizerBody(emulator);

    const answer = await callAuthorized(emulator, tokenName, first);

    expect(answer.authorizer_refresh_token).not.toBe(first["authorizer_refresh_token"]);
    expect(answer.authorizer_refresh_token).toBe(emulator.refreshToken(appId));
    const second = authorizerBody(emulator);
    now += 299_999;
    expect((await callAuthorized(emulator, tokenName, first)).errcode).toBeUndefined();
    now += 299_999;
    expect((await callAuthorized(emulator, tokenName, second)).errcode).toBeUndefined();
    const third = authorizerBody(emulator);
    await callAuthorized(emulator, tokenName, third);
    now += 300_000;
    expect((await callAuthorized(emulator, tokenName, third)).errcode).toBe(61023);
  });

  it("is journalled and met by faults with the account it is for", async () => {
    const emulator = await start();
    emulator.addEnvironment("wx2", "elsewhere");
    const token = await obtain(emulator);
    emulator.clearJournal();
    emulator.faults.add({ errcode: 45009, on: { path, appId: "wx2" } });
    const query = { component_access_token: token };

    await callComponent(emulator, tokenName, authorizerBody(emulator), query);
    await callComponent(emulator, tokenName, authorizerBody(emulator, "wx2"), query);

    const tokenHash = createHash("sha256").update(token).digest("hex").slice(0, 8);
    const entry = { at: startedAt, kind: "request", method: "POST", path, tokenHash, status: 200 };
    expect(emulator.journal).toStrictEqual([
      { ...entry, id: 2, authorizerAppId: appId, appId },
      {
        ...{ ...entry, id: 3, authorizerAppId: "wx2", appId: "wx2" },
        ...{ errcode: 45009, fault: "errcode:45009" },
      },
    ]);
    expect(JSON.stringify(emulator.journal)).not.toContain("refreshtoken@@@");
  });
});

describe("a refusal of api_authorizer_token", () => {
  it.each([
    [61023, { authorizer_refresh_token: "refreshtoken@@@wrong" }],
    [61023, { authorizer_refresh_token: undefined }],
    [61003, { authorizer_appid: "wx404" }],
    [40013, { authorizer_appid: "nobody" }],
    [40013, { authorizer_appid: 1 }],
    [61011, { component_appid: "wx404" }],
    [40013, { component_appid: undefined }],
  ])("is %d for %j", async (errcode, wrong) => {
    const emulator = await start();
    const body = { ...authorizerBody(emulator), ...wrong };

    expect((await callAuthorized(emulator, tokenName, body)).errcode).toBe(errcode);
  });

  it("is 61003 after the merchant withdrew, until the merchant authorizes anew", async () => {
    const emulator = await start();
    const body = authorizerBody(emulator);

    emulator.withdrawAuthorization(appId);

    expect((await callAuthorized(emulator, tokenName, body)).errcode).toBe(61003);
    expect(() => emulator.refreshToken(appId)).toThrow(`${appId} has not authorized`);
    emulator.changeRefreshToken(appId);
    expect((await callAuthorized(emulator, tokenName, body)).errcode).toBe(61023);
    expect(
      (await callAuthorized(emulator, tokenName, authorizerBody(emulator))).errcode,
    ).toBeUndefined();
  });

  it("cannot be provoked for an account that is not there", async () => {
    const emulator = await start();

    expect(() => emulator.changeRefreshToken("wx404")).toThrow("no account wx404");
    expect(() => emulator.withdrawAuthorization("wx404")).toThrow("no account wx404");
    expect(() => emulator.refreshToken("wx404")).toThrow("wx404 has not authorized");
  });
});

describe("a component token that does not serve", () => {
  it.each([tokenName, listName])("is refused by %s", async (name) => {
    const emulator = await start();
    const body = { ...authorizerBody(emulator), offset: 0, count: 1 };
    const expired = emulator.issueToken();
    emulator.expireToken(expired);
    const errcode = async (query: Record<string, string>) =>
      (await callComponent(emulator, name, body, query)).errcode;

    expect(await errcode({})).toBe(41001);
    expect(await errcode({ component_access_token: "never-issued" })).toBe(40001);
    expect(await errcode({ component_access_token: emulator.issueToken({ appId }) })).toBe(40001);
    expect(await errcode({ component_access_token: expired })).toBe(42001);
  });

  it.each([
    [44002, ""],
    [47001, "{"],
  ])("comes before %d for the body %p", async (errcode, body) => {
    const emulator = await start();

    expect((await callComponent(emulator, tokenName, body)).errcode).toBe(41001);
    expect((await callAuthorized(emulator, tokenName, body)).errcode).toBe(errcode);
  });
});
