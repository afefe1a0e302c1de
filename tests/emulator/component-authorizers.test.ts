import { createHash } from "node:crypto";
import type { Emulator } from "../../emulator";
import { appId, reach, start, startedAt, startWithClock, startWithTwoAccounts } from "./call";
import { authorizerBody, callAuthorized, callComponent, folder, obtain } from "./component-call";
import { authorizerName, listName } from "./component-call";

const authorize = (emulator: Emulator, body = authorizerBody(emulator)) =>
  callAuthorized(emulator, authorizerName, body);
const refusal = async (emulator: Emulator, body = authorizerBody(emulator)) =>
  (await authorize(emulator, body)).errcode;

describe("api_authorizer_token", () => {
  it("issues a token for that account only, with the same refresh token", async () => {
    const emulator = await startWithTwoAccounts();

    const answer = await authorize(emulator);

    expect(answer).toStrictEqual({
      authorizer_access_token: expect.any(String) as unknown,
      expires_in: 7200,
      authorizer_refresh_token: emulator.refreshToken(appId),
    });
    expect(await reach(emulator, answer.authorizer_access_token)).toStrictEqual([0, 61007]);
  });

  it("takes its token as access_token too", async () => {
    const emulator = await start();
    const query = { access_token: await obtain(emulator) };

    const answer = await callComponent(emulator, authorizerName, authorizerBody(emulator), query);

    expect(answer.authorizer_access_token).toBeDefined();
  });

  it("refuses the refresh token of an earlier authorization", async () => {
    const emulator = await start();
    const before = authorizerBody(emulator);

    const now = emulator.changeRefreshToken(appId);

    expect(emulator.refreshToken(appId)).toBe(now);
    expect(await refusal(emulator, before)).toBe(61023);
    expect((await authorize(emulator)).authorizer_refresh_token).toBe(now);
  });

  it("changes the refresh token if told so; each earlier one lasts five minutes", async () => {
    const { emulator, pass } = await startWithClock({ component: { changesRefreshTokens: true } });
    const first = authorizerBody(emulator);

    const { authorizer_refresh_token: changed } = await authorize(emulator, first);

    expect(changed).toBe(emulator.refreshToken(appId));
    expect(changed).not.toBe(first["authorizer_refresh_token"]);
    const second = authorizerBody(emulator);
    pass(299_999);
    expect(await refusal(emulator, first)).toBeUndefined();
    pass(299_999);
    expect(await refusal(emulator, second)).toBeUndefined();
    const third = authorizerBody(emulator);
    await authorize(emulator, third);
    pass(300_000);
    expect(await refusal(emulator, third)).toBe(61023);
  });

  it("is in the journal, and meets faults, with the account that it is for", async () => {
    const emulator = await startWithTwoAccounts();
    const token = await obtain(emulator);
    emulator.clearJournal();
    const path = `${folder}${authorizerName}`;
    emulator.faults.add({ errcode: 45009, on: { path, appId: "wx2" } });

    for (const account of [appId, "wx2"]) {
      const body = authorizerBody(emulator, account);
      await callComponent(emulator, authorizerName, body, { component_access_token: token });
    }

    const tokenHash = createHash("sha256").update(token).digest("hex").slice(0, 8);
    const entry = { at: startedAt, kind: "request", method: "POST", path, tokenHash, status: 200 };
    const fault = { errcode: 45009, fault: "errcode:45009" };
    expect(emulator.journal).toStrictEqual([
      { ...entry, id: 2, authorizerAppId: appId, appId },
      { ...entry, id: 3, authorizerAppId: "wx2", appId: "wx2", ...fault },
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

    expect(await refusal(emulator, { ...authorizerBody(emulator), ...wrong })).toBe(errcode);
  });

  it("is 61003 from the merchant's withdrawal to the next authorization", async () => {
    const emulator = await start();
    const body = authorizerBody(emulator);

    emulator.withdrawAuthorization(appId);

    expect(await refusal(emulator, body)).toBe(61003);
    expect(() => emulator.refreshToken(appId)).toThrow(`${appId} has not authorized`);
    emulator.changeRefreshToken(appId);
    expect(await refusal(emulator, body)).toBe(61023);
    expect(await refusal(emulator)).toBeUndefined();
  });

  it("cannot be provoked for an account that is not there", async () => {
    const emulator = await start();

    expect(() => emulator.changeRefreshToken("wx404")).toThrow("no account wx404");
    expect(() => emulator.withdrawAuthorization("wx404")).toThrow("no account wx404");
    expect(() => emulator.refreshToken("wx404")).toThrow("wx404 has not authorized");
  });
});

describe("a wrong component token", () => {
  it.each([authorizerName, listName])("is refused by %s", async (name) => {
    const emulator = await start();
    const body = { ...authorizerBody(emulator), offset: 0, count: 1 };
    const expired = emulator.issueToken();
    emulator.expireToken(expired);
    const tokens = ["never-issued", emulator.issueToken({ appId }), expired];
    const queries = [{}, ...tokens.map((token) => ({ component_access_token: token }))];

    const answers = queries.map((query) => callComponent(emulator, name, body, query));

    const errcodes = (await Promise.all(answers)).map(({ errcode }) => errcode);
    expect(errcodes).toStrictEqual([41001, 40001, 40001, 42001]);
  });

  it.each([
    [44002, ""],
    [47001, "{"],
  ])("is refused before %d for the body %p", async (errcode, body) => {
    const emulator = await start();

    expect(await callComponent(emulator, authorizerName, body)).toMatchObject({ errcode: 41001 });
    expect(await callAuthorized(emulator, authorizerName, body)).toMatchObject({ errcode });
  });
});
