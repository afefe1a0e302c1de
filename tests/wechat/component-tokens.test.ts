import { ACCOUNT, ENV, OTHER_ENV } from "../support/connected";
import {
  AUTHORIZER_LIST,
  AUTHORIZER_TOKEN,
  COMPONENT_TOKEN,
  PLATFORM,
  type PlatformOptions,
  requested,
  target as ofAccount,
} from "../support/platform";
import { getReply } from "../support/seed";
import { issued, platform, platformAgainst } from "./component";

const ofPlatform = { env: ENV };
const HOURS_2 = 7_200_000;

it("the platform's requests are those of WeChat's pages", async () => {
  const list = [{ authorizer_appid: ACCOUNT, refresh_token: "R" }];
  const { get, server } = await platformAgainst(({ path }) =>
    path === AUTHORIZER_LIST ? { list } : (issued[path] ?? getReply),
  );
  await get(ofAccount);
  const { appId: component_appid, appSecret, verifyTicket } = PLATFORM;
  const credentials = { component_appsecret: appSecret, component_verify_ticket: verifyTicket };
  const account = { authorizer_appid: ACCOUNT, authorizer_refresh_token: "R" };
  const withToken = "?component_access_token=C";
  const sent = server.received.map(({ method, url, body }) => [`${method} ${url}`, body]);
  expect(sent.map(([line, body = ""]) => [line, JSON.parse(body) as unknown])).toStrictEqual([
    [`POST ${COMPONENT_TOKEN}`, { component_appid, ...credentials }],
    [`POST ${AUTHORIZER_LIST}${withToken}`, { component_appid, offset: 0, count: 500 }],
    [`POST ${AUTHORIZER_TOKEN}${withToken}`, { component_appid, ...account }],
    ["POST /tcb/usecloudaccesstoken?access_token=A", { action: "get", env: ENV }],
  ]);
});

describe.each([
  ["a component token", ofPlatform, "componentToken", { list: 0, authorizerToken: 0 }],
  ["an account's token", ofAccount, "authorizerToken", { list: 1, authorizerToken: 1 }],
] as const)("%s", (_what, target, kind, rest) => {
  const once = { componentToken: 1, ...rest };

  it.each([
    ["five minutes before its end", HOURS_2, HOURS_2 - 300_000],
    ["after half its time, if it has less than ten minutes", 60_000, 30_000],
  ])("is replaced %s, without another lookup", async (_when, expiresInMs, usedMs) => {
    const { get, emulator, clock } = await platform({ component: { expiresInMs } });
    const obtained: number[] = [];
    for (const afterMs of [0, usedMs - 1, 1, usedMs - 1, 1]) {
      clock.time += afterMs;
      await get(target);
      obtained.push(requested(emulator)[kind]);
    }
    expect(obtained).toEqual([1, 1, 2, 2, 3]);
    expect(requested(emulator).list).toBe(once.list);
  });

  it("is replaced when WeChat refuses it", async () => {
    const { get, emulator } = await platform();
    await get(target);
    emulator.faults.add({ on: { action: "get" }, errcode: 42001 });
    await get(target);
    expect(requested(emulator)).toEqual({ ...once, [kind]: 2, policy: 3 });
  });
});

const secret = "WECHAT_CLOUDBASE_COMPONENT_APP_SECRET";
const ticket = "WECHAT_CLOUDBASE_COMPONENT_VERIFY_TICKET";

it.each([
  [{ [secret]: undefined }, secret],
  [{ [ticket]: "" }, ticket],
  [{ [secret]: " ", [ticket]: undefined }, `${secret} and ${ticket}`],
])("missing credentials are named once a token is needed: %j", async (environment, names) => {
  const { getProblem, emulator } = await platform({ environment });
  for (const target of [ofPlatform, ofAccount])
    expect(await getProblem(target)).toStrictEqual({
      failure: "auth",
      summary: `no component_access_token: WECHAT_CLOUDBASE_COMPONENT_APP_ID is set without ${names}`,
      remedy: `Set ${names} as well, in the environment or in the configuration`,
    });
  expect(emulator.journal).toEqual([]);
});

const changing = { component: { changesRefreshTokens: true } };

/** The platform with the account's own refresh token in its configuration, and a second account. */
async function configured(options: PlatformOptions = {}) {
  // An emulator makes its refresh tokens itself: it must run before one can be configured.
  const { emulator } = await platform(options);
  emulator.addEnvironment("wx2", "elsewhere");
  const environment = {
    WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: ACCOUNT,
    WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN: emulator.refreshToken(ACCOUNT),
    WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
  };
  return { ...(await platform({ ...options, environment })), emulator };
}

it("a configured refresh token is used for its account alone, before the list's", async () => {
  const { get, getProblem, emulator, clock, warnings } = await configured();
  await get();
  await get({ env: OTHER_ENV });
  expect(requested(emulator)).toMatchObject({ list: 0, authorizerToken: 1 });
  clock.time += HOURS_2;
  emulator.changeRefreshToken(ACCOUNT);
  await get({ env: "elsewhere", authorizerAppId: "wx2" });
  expect(requested(emulator)).toMatchObject({ list: 1, authorizerToken: 2 });
  expect((await getProblem()).errcode).toBe(61023);
  expect(warnings).toEqual([]);
});

it("a configured refresh token that WeChat changes is replaced, and reported once", async () => {
  const { get, emulator, clock, warnings } = await configured(changing);
  const first = emulator.refreshToken(ACCOUNT);
  await get({ env: ENV });
  const changed = emulator.refreshToken(ACCOUNT);
  clock.time += HOURS_2;
  expect(await get()).toMatchObject({ version: 1 });
  expect(new Set([first, changed, emulator.refreshToken(ACCOUNT)]).size).toBe(3);
  // The whole text: neither token is in it.
  expect(warnings).toEqual([
    `WeChat has changed the authorizer_refresh_token of ${ACCOUNT}; the configured one works for a ` +
      "few minutes more at most. Leave authorizerRefreshToken out, and the provider looks it up, " +
      "or take the current one from api_get_authorizer_list",
  ]);
});

it("a refresh token that was looked up and that WeChat changes is not reported", async () => {
  const { get, clock, warnings } = await platform(changing);
  await get();
  clock.time += HOURS_2;
  expect(await get()).toMatchObject({ version: 1 });
  expect(warnings).toEqual([]);
});
