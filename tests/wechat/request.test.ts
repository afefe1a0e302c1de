import { unreadableReply } from "../../provider/wechat/reply";
import { loopback } from "../support/loopback";
import * as seed from "../support/seed";
import { soon } from "../support/soon";
import { client, target, write } from "./calls";

const policy = { open: true, apiWhitelist: ["/*"], version: 2 };
const clientOf = (url: string) => client({ environment: { WECHAT_CLOUDBASE_ENDPOINT: url } });

/** A client of a server that gives this one reply, and what the server received. */
async function against(reply: unknown, path = "") {
  const { received, ...server } = await loopback(() => reply);
  const bodies = () => received.map(({ body }) => JSON.parse(body) as unknown);
  return { ...(await clientOf(server.url + path)), received, bodies };
}

it("get is a POST of the page's JSON, with the encoded token in the query alone", async () => {
  const { received, get, token, bodies } = await against(seed.getReply);
  expect(await get({ ...target, authorizerAppId: "wx1" })).toStrictEqual(policy);
  expect(bodies()).toStrictEqual([seed.getRequest]);
  const [{ method, path, query, url, headers } = {}] = received;
  expect([method, path]).toEqual(["POST", "/tcb/usecloudaccesstoken"]);
  expect([...(query ?? [])]).toEqual([["access_token", token]]);
  expect(url).not.toMatch(/=.*[/=]/);
  const json = "application/json";
  expect(headers).toMatchObject({ "content-type": `${json}; charset=utf-8`, accept: json });
  expect(JSON.stringify([headers, bodies()])).not.toContain(token);
});

const largest = Number.MAX_SAFE_INTEGER - 1;
const ofLargest = { ...seed.getReply, version: largest };

it.each([
  ["as the translated page spells it", seed.translatedGetReply, policy],
  ["of SKIT's sample", seed.skitReply, policy],
  ["without a whitelist", seed.skitReplyWithNulls, { ...policy, apiWhitelist: [] }],
  ["of Senparc's model", seed.senparcReply, { open: false, apiWhitelist: [], version: 0 }],
  ["with a version as text", { ...seed.getReply, version: "12" }, { ...policy, version: 12 }],
  ["with more than is known", { ...seed.getReply, later: { version: 9 } }, policy],
  ["in both spellings", { ...seed.getReply, api_Whitelist: ["/other"] }, policy],
  ["with the largest version whose successor is exact", ofLargest, { ...policy, version: largest }],
])("get reads a reply %s", async (_what, reply, observation) => {
  expect(await (await against(reply)).get()).toStrictEqual(observation);
});

/** The page's reply, of which one part is another. */
const insteadOf = (part: string | RegExp, instead: string) => ({
  body: JSON.stringify(seed.getReply).replace(part, instead),
});

it.each(['"__proto__":{"version":9,"polluted":true}', '"constructor":{"prototype":{"x":1}}'])(
  "get is unpolluted by %s",
  async (more) => {
    const { get, always } = await client();
    always(insteadOf(/}$/, `,${more}}`));
    const observation = await get();
    expect(observation).toStrictEqual(policy);
    expect(Object.getPrototypeOf(observation)).toBe(Object.prototype);
    expect(Object.keys(Object.prototype)).toEqual([]);
  },
);

it.each([
  ["everything in __proto__", /{(.*)}/, '{"errcode":0,"__proto__":{$1}}'],
  ["a version without an exact successor", '"version":2', '"version":9007199254740991'],
  ["no version", ',"version":2', ""],
  ["no open", '"open":true,', ""],
  ["open as text", "true", '"true"'],
  ["a whitelist as text", '["/*"]', '"/a"'],
  ["half a character in the whitelist", "/*", "/\\ud83d"],
  ["a whitelist of numbers", '["/*"]', '["/a",7]'],
])("get does not read a reply with %s", async (_what, part, instead) => {
  const { getProblem, always } = await client();
  always(insteadOf(part, instead));
  const problem = unreadableReply("a get without open, api_whitelist or version");
  expect(await getProblem()).toStrictEqual(problem);
});

const paths = { ...write, apiWhitelist: ["/目录/<&>"] };
const ofPaths = { ...seed.setRequest, api_whitelist: paths.apiWhitelist, version: 1 };
const nothing = { open: false, apiWhitelist: [], version: 0 };
const ofNothing = { ...seed.setRequest, open: false, api_whitelist: [], version: 0 };

it.each([
  ["of the page", { ...policy, version: 6 }, seed.setRequest, seed.setReply],
  ["of SKIT", { ...policy, version: 6 }, seed.skitSetRequest, seed.skitReply],
  ["of false, nothing and 0", nothing, ofNothing, seed.setReply],
  ["of paths as UTF-8, not escaped", paths, ofPaths, seed.setReply],
])("set is the request %s", async (_what, what, request, reply) => {
  const { received, set, bodies } = await against(reply);
  await set(target, what);
  expect(bodies()).toStrictEqual([request]);
  expect(received[0]).toMatchObject({ method: "POST", path: "/tcb/usecloudaccesstoken" });
  expect(received[0]?.body).toContain(what.apiWhitelist.join());
});

it.each(["/wechat", "/wechat/", "/a/b%20c"])("joins the endpoint's path %s once", async (path) => {
  const { get, received } = await against(seed.getReply, path);
  await get();
  const joined = `${path.replace(/\/$/, "")}/tcb/usecloudaccesstoken`;
  expect(received.map((request) => request.path)).toEqual([joined]);
});

it("keeps one connection for each client until that is closed", async () => {
  const server = await loopback(() => seed.getReply);
  const [one, other] = [await clientOf(server.url), await clientOf(server.url)];
  for (const { get } of [one, one, one, other]) await get();
  expect([server.connections, server.sockets.size]).toEqual([2, 2]);
  one.client.close();
  await soon(() => server.sockets.size === 1);
});
