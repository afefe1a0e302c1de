import { call, env, get, start, startedAt } from "./call";
import { callComponent, componentBody, obtain } from "./component-call";

const name = "api_component_token";

describe("api_component_token", () => {
  it("issues a component token for two hours, without an errcode", async () => {
    const emulator = await start();
    emulator.addEnvironment("wx2", "elsewhere");

    const answer = await callComponent(emulator, name, componentBody(emulator));

    expect(Object.keys(answer)).toStrictEqual(["component_access_token", "expires_in"]);
    expect(answer.expires_in).toBe(7200);
    const token = answer.component_access_token;
    expect((await call(emulator, get, token)).errcode).toBe(0);
    expect((await call(emulator, { action: "get", env: "elsewhere" }, token)).errcode).toBe(0);
  });

  it("issues tokens that live as long as the emulator's starter says", async () => {
    let now = startedAt;
    const emulator = await start({ now: () => now, component: { expiresInMs: 60_000 } });

    const answer = await callComponent(emulator, name, componentBody(emulator));

    expect(answer.expires_in).toBe(60);
    now += 59_999;
    expect((await call(emulator, get, answer.component_access_token)).errcode).toBe(0);
    now += 1;
    expect((await call(emulator, get, answer.component_access_token)).errcode).toBe(42001);
  });

  it("takes an earlier token out of service five minutes after a new one", async () => {
    let now = startedAt;
    const emulator = await start({ now: () => now });
    const first = await obtain(emulator);
    const manual = emulator.issueToken();
    const second = await obtain(emulator);
    const errcodes = () =>
      Promise.all([first, second, manual].map(async (t) => (await call(emulator, get, t)).errcode));

    now += 299_999;
    expect(await errcodes()).toStrictEqual([0, 0, 0]);
    now += 1;
    expect(await errcodes()).toStrictEqual([42001, 0, 0]);
  });

  it("leaves a revoked token revoked, and one that ends sooner its end", async () => {
    let now = startedAt;
    const emulator = await start({ now: () => now });
    const first = await obtain(emulator);
    emulator.revokeToken(first);
    await obtain(emulator);
    expect((await call(emulator, get, first)).errcode).toBe(40014);

    const brief = await start({ now: () => now, component: { expiresInMs: 1000 } });
    const ending = await obtain(brief);
    await obtain(brief);
    now += 1000;
    expect((await call(brief, get, ending)).errcode).toBe(42001);
  });

  it("takes the credentials that the emulator's starter gives", async () => {
    const component = { appId: "wxmine", appSecret: "s3cret", verifyTicket: "ticket@@@mine" };
    const emulator = await start({ component });

    expect(emulator.component).toStrictEqual(component);
    expect(await obtain(emulator)).not.toBe("");
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
  ])("is %d %s for %j", async (errcode, words, wrong) => {
    const emulator = await start();

    const answer = await callComponent(emulator, name, { ...componentBody(emulator), ...wrong });

    expect(answer.errcode).toBe(errcode);
    expect(answer.errmsg).toMatch(new RegExp(`^${words} rid: [0-9a-f-]{26}$`));
    expect(answer).not.toHaveProperty("component_access_token");
  });

  it.each([
    [44002, ""],
    [47001, "{"],
    [47001, "[]"],
  ])("is %d for the body %p", async (errcode, body) => {
    expect((await callComponent(await start(), name, body)).errcode).toBe(errcode);
  });

  it("is 43002 for a GET", async () => {
    const { url } = await start();
    const response = await fetch(`${url}/cgi-bin/component/${name}`);

    expect(await response.json()).toMatchObject({ errcode: 43002 });
  });

  it("is 61005 for a ticket of twelve hours ago, until WeChat pushes the next", async () => {
    let now = startedAt;
    const emulator = await start({ now: () => now });
    const old = emulator.component.verifyTicket;
    const withOld = async () => {
      const body = { ...componentBody(emulator), component_verify_ticket: old };
      return (await callComponent(emulator, name, body)).errcode;
    };
    now += 43_199_999;
    expect(await withOld()).toBeUndefined();

    const pushed = emulator.pushVerifyTicket();
    expect(emulator.component.verifyTicket).toBe(pushed);
    expect(pushed).not.toBe(old);
    now += 1;

    expect(await withOld()).toBe(61005);
    expect(await obtain(emulator)).not.toBe("");
  });

  it("comes from the fault script by path, 61004 with the caller's address", async () => {
    const emulator = await start();
    emulator.faults.add({ errcode: 61004, on: { path: `/cgi-bin/component/${name}` } });

    expect((await call(emulator, get)).errcode).toBe(0);
    const answer = await callComponent(emulator, name, componentBody(emulator));

    expect(answer.errmsg).toMatch(
      /^access clientip is not registered requestIP: 127\.0\.0\.1 rid: /,
    );
  });
});

describe("the journal", () => {
  it("tells of a token's issue, and nothing secret", async () => {
    const emulator = await start();
    const { appSecret, verifyTicket } = emulator.component;

    const token = await obtain(emulator);

    const path = `/cgi-bin/component/${name}`;
    const entry = { at: startedAt, kind: "request", id: 1, method: "POST", path, status: 200 };
    expect(emulator.requests({ path })).toStrictEqual([entry]);
    expect(emulator.requests({ path, env })).toStrictEqual([]);
    for (const secret of [appSecret, verifyTicket, token]) {
      expect(JSON.stringify(emulator.journal)).not.toContain(secret);
    }
  });
});
