import type { Emulator } from "../../emulator";
import { env, errcode, get, reach, start, startedAt, startWithClock } from "./call";
import { startWithTwoAccounts } from "./call";
import { callComponent, componentBody, folder, obtain, tokenName } from "./component-call";

const path = `${folder}${tokenName}`;
const callWith = (emulator: Emulator, more: object) =>
  callComponent(emulator, tokenName, { ...componentBody(emulator), ...more });

describe("api_component_token", () => {
  it("issues a component token for two hours, without an errcode", async () => {
    const emulator = await startWithTwoAccounts();

    const answer = await callWith(emulator, {});

    expect(answer).toStrictEqual({
      component_access_token: expect.any(String) as unknown,
      expires_in: 7200,
    });
    expect(await reach(emulator, answer.component_access_token)).toStrictEqual([0, 0]);
  });

  it("issues tokens that last as long as the options say", async () => {
    const { emulator, pass } = await startWithClock({ component: { expiresInMs: 60_000 } });

    const { expires_in: seconds, component_access_token: token } = await callWith(emulator, {});

    expect(seconds).toBe(60);
    pass(59_999);
    expect(await errcode(emulator, get, token)).toBe(0);
    pass(1);
    expect(await errcode(emulator, get, token)).toBe(42001);
  });

  it("ends an earlier obtained token five minutes after a new one", async () => {
    const { emulator, pass } = await startWithClock();
    const first = await obtain(emulator);
    const tokens = [first, emulator.issueToken(), await obtain(emulator)];
    const errcodes = () => Promise.all(tokens.map((token) => errcode(emulator, get, token)));

    pass(299_999);
    expect(await errcodes()).toStrictEqual([0, 0, 0]);
    pass(1);
    expect(await errcodes()).toStrictEqual([42001, 0, 0]);
  });

  it("does not prolong an earlier token that was revoked or ends sooner", async () => {
    const { emulator, pass } = await startWithClock({ component: { expiresInMs: 1000 } });
    const [brief, revoked] = [await obtain(emulator), await obtain(emulator)];
    emulator.revokeToken(revoked);

    await obtain(emulator);

    expect(await errcode(emulator, get, revoked)).toBe(40014);
    pass(1000);
    expect(await errcode(emulator, get, brief)).toBe(42001);
  });

  it("takes the credentials of the options", async () => {
    const component = { appId: "wxmine", appSecret: "s3cret", verifyTicket: "ticket@@@mine" };
    const emulator = await start({ component });

    expect(emulator.component).toStrictEqual(component);
    expect(await obtain(emulator)).not.toBe("");
  });

  it("is in the journal without anything secret", async () => {
    const emulator = await start();
    const { appSecret, verifyTicket } = emulator.component;

    const token = await obtain(emulator);

    const entry = { at: startedAt, kind: "request", id: 1, method: "POST", path, status: 200 };
    expect(emulator.requests({ path })).toStrictEqual([entry]);
    expect(emulator.requests({ path, env })).toStrictEqual([]);
    for (const secret of [appSecret, verifyTicket, token]) {
      expect(JSON.stringify(emulator.journal)).not.toContain(secret);
    }
  });
});

describe("a refusal of api_component_token", () => {
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
  ])("is %d %s for %j", async (code, words, wrong) => {
    expect(await callWith(await start(), wrong)).toStrictEqual({
      errcode: code,
      errmsg: expect.stringMatching(new RegExp(`^${words} rid: [0-9a-f-]{26}$`)) as unknown,
    });
  });

  it.each([
    [44002, ""],
    [47001, "{"],
    [47001, "[]"],
  ])("is %d for the body %p", async (code, body) => {
    expect((await callComponent(await start(), tokenName, body)).errcode).toBe(code);
  });

  it("is 43002 for a GET", async () => {
    const response = await fetch(`${(await start()).url}${path}`);

    expect(await response.json()).toMatchObject({ errcode: 43002 });
  });

  it("is 61005 for a ticket of twelve hours ago, until WeChat pushes the next", async () => {
    const { emulator, pass } = await startWithClock();
    const old = { component_verify_ticket: emulator.component.verifyTicket };
    pass(43_199_999);
    expect((await callWith(emulator, old)).errcode).toBeUndefined();

    const pushed = emulator.pushVerifyTicket();
    pass(1);

    expect(pushed).toBe(emulator.component.verifyTicket);
    expect((await callWith(emulator, old)).errcode).toBe(61005);
    expect(await obtain(emulator)).not.toBe("");
  });

  it("comes from the fault script by path, 61004 with the caller's address", async () => {
    const emulator = await start();
    emulator.faults.add({ errcode: 61004, on: { path } });

    expect(await errcode(emulator, get)).toBe(0);
    const words = /^access clientip is not registered requestIP: 127\.0\.0\.1 rid: /;
    expect((await callWith(emulator, {})).errmsg).toMatch(words);
  });
});
