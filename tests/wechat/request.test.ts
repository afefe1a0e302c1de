import { connected } from "../support/connected";
import { loopback } from "../support/loopback";
import * as seed from "../support/seed";
import { soon } from "../support/soon";

const target = { env: seed.ENV };
const policy = { open: true, apiWhitelist: ["/*"], version: 2 };

/** A client of a server that gives this one reply. */
async function against(reply: unknown) {
  const server = await loopback(() => reply);
  const { api, deadline, token } = await connected({
    environment: { WECHAT_CLOUDBASE_ENDPOINT: server.url },
  });
  return { server, api, deadline: deadline(), token };
}

describe("get", () => {
  it("is the page's request, and reads the page's reply", async () => {
    const { server, api, deadline } = await against(seed.getReply);

    expect(await api.get(target, deadline)).toStrictEqual(policy);
    expect(server.received.map(({ body }) => JSON.parse(body) as unknown)).toStrictEqual([
      seed.getRequest,
    ]);
  });

  it("is a POST of JSON with the token in the query and nowhere else", async () => {
    const { server, api, deadline, token } = await against(seed.getReply);

    await api.get(target, deadline);

    const [request] = server.received;
    expect(request).toMatchObject({ method: "POST", path: "/tcb/usecloudaccesstoken" });
    expect([...(request?.query ?? [])]).toEqual([["access_token", token]]);
    expect(request?.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      accept: "application/json",
    });
    expect(JSON.stringify([request?.headers, request?.body])).not.toContain(token);
  });

  it("encodes the token", async () => {
    const { server, api, deadline } = await against(seed.getReply);

    await api.get(target, deadline);

    expect(server.received[0]?.url).not.toMatch(/=.*[/=]/);
  });

  it.each([
    ["as the translated page spells it", seed.translatedGetReply, policy],
    ["of SKIT's sample", seed.skitReply, policy],
    ["without a whitelist", seed.skitReplyWithNulls, { ...policy, apiWhitelist: [] }],
    ["of Senparc's model", seed.senparcReply, { open: false, apiWhitelist: [], version: 0 }],
    [
      "with numbers as text",
      { ...seed.getReply, errcode: "0", version: "12" },
      { ...policy, version: 12 },
    ],
    ["with more than is known", { ...seed.getReply, later: { version: 9 } }, policy],
    ["in both spellings", { ...seed.getReply, api_Whitelist: ["/other"] }, policy],
  ])("reads a reply %s", async (_what, reply, observation) => {
    const { api, deadline } = await against(reply);

    expect(await api.get(target, deadline)).toStrictEqual(observation);
  });

  it("does not mind the reply's content type", async () => {
    const { api, emulator, deadline } = await connected();
    emulator.faults.add({ contentType: "text/plain" });

    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });
  });

  it("names the environment and never the account", async () => {
    const { server, api, deadline } = await against(seed.getReply);

    await api.get({ ...target, authorizerAppId: "wx1" }, deadline);

    expect(JSON.parse(server.received[0]?.body ?? "")).toStrictEqual(seed.getRequest);
  });
});

describe("set", () => {
  const write = { open: true, apiWhitelist: ["/*"], version: 6 };

  it.each([
    ["the page", seed.setRequest, seed.setReply],
    ["SKIT", seed.skitSetRequest, seed.skitReply],
  ])("is the request of %s, and takes its reply", async (_whose, request, reply) => {
    const { server, api, deadline } = await against(reply);

    await api.set(target, write, deadline);

    expect(server.received.map(({ body }) => JSON.parse(body) as unknown)).toStrictEqual([request]);
    expect(server.received[0]).toMatchObject({ method: "POST", path: "/tcb/usecloudaccesstoken" });
  });

  it("sends all that set replaces: false, nothing and 0 are values", async () => {
    const { server, api, deadline } = await against(seed.setReply);

    await api.set(target, { open: false, apiWhitelist: [], version: 0 }, deadline);

    expect(JSON.parse(server.received[0]?.body ?? "")).toStrictEqual({
      action: "set",
      env: seed.ENV,
      open: false,
      api_whitelist: [],
      version: 0,
    });
  });

  it("sends paths as UTF-8, not escaped", async () => {
    const { server, api, deadline } = await against(seed.setReply);

    await api.set(target, { ...write, apiWhitelist: ["/目录/<&>"] }, deadline);

    expect(server.received[0]?.body).toContain('"/目录/<&>"');
  });

  it("is what the emulator applies", async () => {
    const { api, emulator, deadline } = await connected();

    await api.set(target, { ...write, apiWhitelist: ["/a"], version: 1 }, deadline());

    expect(emulator.requests()).toMatchObject([
      { action: "set", env: seed.ENV, open: true, apiWhitelist: ["/a"], version: 1, errcode: 0 },
    ]);
    expect(emulator.applies()).toHaveLength(1);
  });
});

describe("requests", () => {
  it("keep one connection for as long as they come one after another", async () => {
    const { api, emulator, deadline } = await connected();

    for (let i = 0; i < 5; i++) await api.get(target, deadline());

    expect(emulator.connections).toBe(1);
  });

  it("leave no connection behind once the client is closed", async () => {
    const { server, api, deadline } = await against(seed.getReply);
    const { client } = await connected({ environment: { WECHAT_CLOUDBASE_ENDPOINT: server.url } });
    await client.api.get(target, deadline);
    await api.get(target, deadline);
    expect(server.sockets.size).toBe(2);

    client.close();

    await soon(() => server.sockets.size === 1);
  });
});
