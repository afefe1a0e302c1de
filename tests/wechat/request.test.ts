import { loopback } from "../support/loopback";
import * as seed from "../support/seed";
import { soon } from "../support/soon";
import { client, target, write } from "./calls";

const policy = { open: true, apiWhitelist: ["/*"], version: 2 };

const clientOf = (url: string) => client({ environment: { WECHAT_CLOUDBASE_ENDPOINT: url } });

/** A client of a server that gives this one reply, and what the server received. */
async function against(reply: unknown, path = "") {
  const server = await loopback(() => reply);
  const bodies = () => server.received.map(({ body }) => JSON.parse(body) as unknown);
  return { ...(await clientOf(server.url + path)), server, bodies };
}

describe("get", () => {
  it("is a POST of the page's JSON, with the encoded token in the query alone", async () => {
    const { server, get, token, bodies } = await against(seed.getReply);

    expect(await get({ ...target, authorizerAppId: "wx1" })).toStrictEqual(policy);

    expect(bodies()).toStrictEqual([seed.getRequest]);
    const [request] = server.received;
    expect(request).toMatchObject({ method: "POST", path: "/tcb/usecloudaccesstoken" });
    expect([...(request?.query ?? [])]).toEqual([["access_token", token]]);
    expect(request?.url).not.toMatch(/=.*[/=]/);
    expect(request?.headers).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      accept: "application/json",
    });
    expect(JSON.stringify([request?.headers, request?.body])).not.toContain(token);
  });

  it.each([
    ["as the translated page spells it", seed.translatedGetReply, policy],
    ["of SKIT's sample", seed.skitReply, policy],
    ["without a whitelist", seed.skitReplyWithNulls, { ...policy, apiWhitelist: [] }],
    ["of Senparc's model", seed.senparcReply, { open: false, apiWhitelist: [], version: 0 }],
    ["with a version as text", { ...seed.getReply, version: "12" }, { ...policy, version: 12 }],
    ["with more than is known", { ...seed.getReply, later: { version: 9 } }, policy],
    ["in both spellings", { ...seed.getReply, api_Whitelist: ["/other"] }, policy],
  ])("reads a reply %s", async (_what, reply, observation) => {
    expect(await (await against(reply)).get()).toStrictEqual(observation);
  });

  it("accepts any content type", async () => {
    const { get, always } = await client();
    always({ contentType: "text/plain" });
    expect(await get()).toMatchObject({ version: 1 });
  });
});

describe("set", () => {
  const nothing = { open: false, apiWhitelist: [], version: 0 };
  const ofNothing = { ...seed.setRequest, open: false, api_whitelist: [], version: 0 };

  it.each([
    ["of the page", { ...policy, version: 6 }, seed.setRequest, seed.setReply],
    ["of SKIT", { ...policy, version: 6 }, seed.skitSetRequest, seed.skitReply],
    ["of false, nothing and 0", nothing, ofNothing, seed.setReply],
  ])("is the request %s", async (_what, what, request, reply) => {
    const { server, set, bodies } = await against(reply);
    await set(target, what);
    expect(bodies()).toStrictEqual([request]);
    expect(server.received[0]).toMatchObject({ method: "POST", path: "/tcb/usecloudaccesstoken" });
  });

  it("sends paths as UTF-8, not escaped", async () => {
    const { server, set } = await against(seed.setReply);
    await set(target, { ...write, apiWhitelist: ["/目录/<&>"] });
    expect(server.received[0]?.body).toContain('"/目录/<&>"');
  });
});

it.each(["/wechat", "/wechat/", "/a/b%20c"])(
  "the endpoint's path %s is joined once",
  async (path) => {
    const { get, server } = await against(seed.getReply, path);
    await get();
    const joined = `${path.replace(/\/$/, "")}/tcb/usecloudaccesstoken`;
    expect(server.received.map((received) => received.path)).toEqual([joined]);
  },
);

it("requests keep one connection until their client is closed", async () => {
  const { get, client, server } = await against(seed.getReply);
  for (let i = 0; i < 5; i++) await get();
  const other = await clientOf(server.url);
  await other.get();
  expect([server.connections, server.sockets.size]).toEqual([2, 2]);
  client.close();
  await soon(() => server.sockets.size === 1);
});
