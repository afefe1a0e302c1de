import { inspect } from "node:util";
import type { Fault } from "../../emulator";
import { ACCOUNT, apiFailure, ENV, failure } from "../support/connected";
import { httpsClient } from "../support/https";
import { loopback } from "../support/loopback";
import { AUTHORIZER_LIST, AUTHORIZER_TOKEN, COMPONENT_TOKEN, PLATFORM } from "../support/platform";
import { getReply } from "../support/seed";
import { connectedWithCommand } from "../support/token-command";
import { client } from "./calls";
import { platform, platformAgainst } from "./component";

/** The ways in which a server may write a secret that it sends back. */
const formsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ t: secret }).toString().slice(2),
  Buffer.from(secret).toString("base64"),
  Buffer.from(secret).toString("base64url"),
];

/** Everything of an error that anybody could print: what inspect, JSON and the stack show. */
function everythingOf(error: Error): string {
  const shown = inspect(error, { depth: Infinity, showHidden: true, getters: true });
  return [error.message, error.stack, inspect(error.cause), shown, JSON.stringify(error)].join();
}

/** Expects none of the secrets in the text, however it is written. */
function expectNone(secrets: readonly string[], text: string): void {
  for (const form of secrets.flatMap(formsOf)) expect(text).not.toContain(form);
}

const canary = "canary/+=token~of.this-test";
const listing = (...paths: string[]): Fault => ({
  body: JSON.stringify({ errcode: 0, open: true, version: 1, api_whitelist: paths }),
});

it.each<[string, Fault]>([
  ["an errmsg that echoes the token", { errcode: 48001, errmsg: formsOf(canary).join(" ") }],
  ["an errmsg in JSON", { errcode: 1, errmsg: JSON.stringify({ url: formsOf(canary) }) }],
  ["a redirect with the token", { redirect: `https://evil.example/?access_token=${canary}` }],
  ["a gateway's page with the token", { status: 502, body: `<h1>${canary}</h1>` }],
  ["a page instead of JSON", { body: `<h1>${canary}</h1>` }],
  ["JSON without an errcode", { body: JSON.stringify({ token: canary }) }],
  ["a whitelist whose last path has the token", listing("/a", "/b", `/${canary}`)],
  ...formsOf(canary).map((form): [string, Fault] => [`a whitelist with ${form}`, listing(form)]),
])("an error on %s shows no token, and nothing of axios", async (_what, fault) => {
  const { lifecycle, emulator, always, warnings } = await client();
  always(fault);
  const error = await failure(lifecycle.create({ env: ENV, apiWhitelist: ["/a"] }));
  const text = everythingOf(error) + warnings.join();
  expectNone([canary], text);
  expect(text).not.toMatch(/axios|evil\.example/i);
  expect(text).not.toContain(emulator.url);
});

it("a whitelist with the token in it is named as that", async () => {
  const { getProblem, always } = await client();
  always(listing(`/${canary}`));
  const summary = "WeChat answered an api_whitelist with the token in it";
  expect((await getProblem()).summary).toBe(summary);
});

it("a renewed token is hidden like the first, if WeChat's words have both", async () => {
  const { api, deadline, emulator, command, first } = await connectedWithCommand();
  const second = emulator.issueToken();
  emulator.faults.add({ errcode: 40001, before: () => command.gives(second) });
  emulator.faults.add({ errcode: 48001, errmsg: `no ${first}, no ${second}` });
  const error = await apiFailure(api.get({ env: ENV }, deadline()));
  expect(error.problem.summary).toBe("48001 no [redacted], no [redacted]");
  expectNone([first, second], everythingOf(error));
});

it("what a token command writes to stderr is not shown", async () => {
  const server = await loopback(() => getReply);
  const script = "echo s3cret words >&2; echo T0KEN";
  const other = await httpsClient({
    WECHAT_CLOUDBASE_ENDPOINT: server.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: "",
    WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: JSON.stringify(["sh", "-c", script]),
  });
  const written = await other.end();
  expect(written).toContain("token source: WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND");
  expect(written).not.toMatch(/s3cret|words/);
});

const given = "refreshtoken@@@/+=of~wx1";
const lookedUp = "refreshtoken@@@/+=of~wx2";
const alsoListed = "refreshtoken@@@/+=of~wx1.as+listed";
const changed = "refreshtoken@@@/+=changed";
const componentToken = "component/+=token~1";
const authorizerToken = "authorizer/+=token~1";
const credentials = [PLATFORM.appSecret, PLATFORM.verifyTicket, given];
const received = [given, lookedUp, alsoListed, componentToken];

const answers: Record<string, unknown> = {
  [COMPONENT_TOKEN]: { component_access_token: componentToken, expires_in: 7200 },
  [AUTHORIZER_LIST]: {
    list: [
      { authorizer_appid: "wx1", refresh_token: alsoListed },
      { authorizer_appid: "wx2", refresh_token: lookedUp },
    ],
  },
  [AUTHORIZER_TOKEN]: {
    authorizer_access_token: authorizerToken,
    expires_in: 7200,
    authorizer_refresh_token: changed,
  },
};

const configured = (appId: string, refreshToken: string) => ({
  WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: appId,
  WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN: refreshToken,
});

/** The error of a get for wx2, whose refresh token is looked up, if one path answers so. */
async function errorOf(path: string, answer: unknown) {
  const all = { ...answers, [path]: answer };
  const { get } = await platformAgainst(({ path: at }) => all[at], configured("wx1", given));
  return apiFailure(get({ env: ENV, authorizerAppId: "wx2" }));
}

/** Each endpoint, and the secrets that the provider has by the time that it answers. */
describe.each([
  [COMPONENT_TOKEN, credentials],
  [AUTHORIZER_LIST, [...credentials, componentToken]],
  [AUTHORIZER_TOKEN, received],
  ["/tcb/usecloudaccesstoken", [...received, changed, authorizerToken]],
])("an error of %s", (path, secrets) => {
  it("has no secret that the server repeats, however it is written", async () => {
    for (const each of secrets.flatMap(formsOf)) {
      const errmsg = `<${each}> is refused, ${JSON.stringify({ each })}`;
      const error = await errorOf(path, { errcode: 48001, errmsg });
      expect(error.problem.summary).toContain("48001 <[redacted]> is refused");
      expectNone(secrets, everythingOf(error));
    }
  });

  it.each(["errcode", "component_access_token"])("has no garbage with %s", async (key) => {
    const error = await errorOf(path, { [key]: secrets, list: secrets.join() });
    expectNone(secrets, everythingOf(error));
  });
});

it.each([
  ["a ready token", client, {}],
  ["a platform", platform, { authorizerAppId: ACCOUNT }],
])("state, warnings and journal have no secret of %s", async (_whose, connect, account) => {
  const component = { ...PLATFORM, changesRefreshTokens: true };
  const { lifecycle, emulator, token, warnings } = await connect({ emulator: { component } });
  const secrets = [...credentials, token, emulator.refreshToken(ACCOUNT)];
  const { state } = await lifecycle.create({ env: ENV, ...account, apiWhitelist: ["/a"] });
  await lifecycle.delete((await lifecycle.read(state)) ?? state);
  secrets.push(emulator.refreshToken(ACCOUNT));
  expectNone(secrets, JSON.stringify([state, warnings, emulator.journal]));
});

it("a credential that was set as an account is not shown", async () => {
  const account = "refreshtoken@@@".padEnd(58, "k");
  const notListed = await (await platform()).getProblem({ env: ENV, authorizerAppId: account });
  const { getProblem } = await platform({ environment: configured(account, "wx1") });
  const refused = await getProblem({ env: ENV });
  expect(notListed.summary).toMatch(/^"<58 characters>" is not among the accounts/);
  expect(refused.summary).toMatch(/^no authorizer_access_token for "<58 characters>": /);
});
