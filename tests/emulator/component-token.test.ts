import { addSecondAccount, callComponent, componentBody, emulator, env, errcode } from "./call";
import { folder, get, obtain, pass, reach, start, startedAt, tokenName } from "./call";

const path = `${folder}${tokenName}`;
const callWith = (more: object) => callComponent(tokenName, { ...componentBody(), ...more });

describe("api_component_token", () => {
  it("issues a component token for two hours, without an errcode", async () => {
    addSecondAccount();
    const answer = await callWith({});
    const token = expect.any(String) as unknown;
    expect(answer).toStrictEqual({ component_access_token: token, expires_in: 7200 });
    expect(await reach(answer.component_access_token)).toStrictEqual([0, 0]);
  });

  it("issues tokens that last as long as the options say", async () => {
    await start({ component: { expiresInMs: 60_000 } });
    const { expires_in, component_access_token: token } = await callWith({});
    expect(expires_in).toBe(60);
    pass(59_999);
    expect(await errcode(get, token)).toBe(0);
    pass(1);
    expect(await errcode(get, token)).toBe(42001);
  });

  it("ends an earlier obtained token five minutes after a new one", async () => {
    const tokens = [await obtain(), emulator.issueToken(), await obtain()];
    const errcodes = () => Promise.all(tokens.map((token) => errcode(get, token)));
    pass(299_999);
    expect(await errcodes()).toStrictEqual([0, 0, 0]);
    pass(1);
    expect(await errcodes()).toStrictEqual([42001, 0, 0]);
  });

  it("does not prolong an earlier token that was revoked or ends sooner", async () => {
    await start({ component: { expiresInMs: 1000 } });
    const [brief, revoked] = [await obtain(), await obtain()];
    emulator.revokeToken(revoked);
    await obtain();
    expect(await errcode(get, revoked)).toBe(40014);
    pass(1000);
    expect(await errcode(get, brief)).toBe(42001);
  });

  it("takes the credentials of the options", async () => {
    const component = { appId: "wxmine", appSecret: "s3cret", verifyTicket: "ticket@@@mine" };
    await start({ component });
    expect(emulator.component).toStrictEqual(component);
    expect(await obtain()).not.toBe("");
  });

  it("is in the journal without anything secret", async () => {
    const { appSecret, verifyTicket } = emulator.component;
    const token = await obtain();
    const entry = { at: startedAt, kind: "request", id: 1, method: "POST", path, status: 200 };
    expect(emulator.requests({ path })).toStrictEqual([entry]);
    expect(emulator.requests({ path, env })).toStrictEqual([]);
    for (const secret of [appSecret, verifyTicket, token])
      expect(JSON.stringify(emulator.journal)).not.toContain(secret);
  });

  it.each([
    [40013, "invalid appid", { component_appid: undefined }],
    [40013, "invalid appid", { component_appid: "" }],
    [40013, "invalid appid", { component_appid: "not-an-id" }],
    [61011, "invalid component", { component_appid: "wx0123456789abcdef" }],
    [41004, "appsecret missing", { component_appsecret: undefined }],
    [41004, "appsecret missing", { component_appsecret: "" }],
    [40125, "invalid appsecret", { component_appsecret: "wrong" }],
    [61006, "component ticket is invalid", { component_verify_ticket: "ticket@@@wrong" }],
    [61006, "component ticket is invalid", { component_verify_ticket: undefined }],
  ])("answers %d %s to %j", async (code, words, wrong) => {
    const errmsg = expect.stringMatching(new RegExp(`^${words} rid: [0-9a-f-]{26}$`)) as unknown;
    expect(await callWith(wrong)).toStrictEqual({ errcode: code, errmsg });
  });

  it.each([
    [44002, { method: "POST" }],
    [47001, { method: "POST", body: "{" }],
    [47001, { method: "POST", body: "[]" }],
    [43002, { method: "GET" }],
  ])("answers %d to %j", async (errcode, request) => {
    const response = await fetch(`${emulator.url}${path}`, request);
    expect(await response.json()).toMatchObject({ errcode });
  });

  it("answers 61005 to a ticket of twelve hours ago, until WeChat pushes the next", async () => {
    const old = { component_verify_ticket: emulator.component.verifyTicket };
    pass(43_199_999);
    expect((await callWith(old)).errcode).toBeUndefined();
    const pushed = emulator.pushVerifyTicket();
    pass(1);
    expect(pushed).toBe(emulator.component.verifyTicket);
    expect((await callWith(old)).errcode).toBe(61005);
    expect(await obtain()).not.toBe("");
  });

  it("meets a fault by its path; 61004 has the caller's address", async () => {
    emulator.faults.add({ errcode: 61004, on: { path } });
    expect(await errcode(get)).toBe(0);
    const words = /^access clientip is not registered requestIP: 127\.0\.0\.1 rid: /;
    expect((await callWith({})).errmsg).toMatch(words);
  });
});
