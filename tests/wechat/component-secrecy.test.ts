import { ACCOUNT, apiFailure, ENV } from "../support/connected";
import { AUTHORIZER_LIST, AUTHORIZER_TOKEN, COMPONENT_TOKEN, PLATFORM } from "../support/platform";
import { platform, platformAgainst } from "./component";
import { encodings, everythingOf, expectNone } from "./secrets";

const given = "refreshtoken@@@/+=of~wx1";
const lookedUp = "refreshtoken@@@/+=of~wx2";
const alsoListed = "refreshtoken@@@/+=of~wx1.as+listed";
const changed = "refreshtoken@@@/+=changed";
const componentToken = "component/+=token~1";
const authorizerToken = "authorizer/+=token~1";
const set = [PLATFORM.appSecret, PLATFORM.verifyTicket, given];
const received = [given, lookedUp, alsoListed, componentToken];

/** The secrets that the provider has by the time that each endpoint answers. */
const secretsBefore: [string, string[]][] = [
  [COMPONENT_TOKEN, set],
  [AUTHORIZER_LIST, [...set, componentToken]],
  [AUTHORIZER_TOKEN, received],
  ["/tcb/usecloudaccesstoken", [...received, changed, authorizerToken]],
];

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
  const { get } = await platformAgainst(
    (request) => (request.path === path ? answer : answers[request.path]),
    configured("wx1", given),
  );
  return apiFailure(get({ env: ENV, authorizerAppId: "wx2" }));
}

describe.each(secretsBefore)("an error of %s", (path, secrets) => {
  it.each(Object.entries(encodings))(
    "shows no secret that the server repeats, %s",
    async (_form, encode) => {
      for (const each of secrets.map(encode)) {
        const errmsg = `<${each}> is refused, ${JSON.stringify({ each })}`;
        const error = await errorOf(path, { errcode: 48001, errmsg });
        expect(error.problem.summary).toContain("48001 <[redacted]> is refused");
        expectNone(secrets, everythingOf(error));
      }
    },
  );

  it.each(["errcode", "component_access_token"])("shows no garbage with %s", async (key) => {
    const error = await errorOf(path, { [key]: secrets, list: secrets.join() });
    expectNone(secrets, everythingOf(error));
  });
});

it.each([
  [COMPONENT_TOKEN, { component_access_token: "two words", expires_in: 7200 }],
  [AUTHORIZER_TOKEN, { authorizer_access_token: "two words", expires_in: 7200 }],
])("what %s gives instead of a token is refused and not shown", async (path, answer) => {
  const error = await errorOf(path, answer);
  expect(error.message).toContain(
    "no access token from WECHAT_CLOUDBASE_COMPONENT_APP_ID: it gave something with white space",
  );
  expect(everythingOf(error)).not.toContain("two words");
});

it("state, warnings and the emulator's journal have no secret", async () => {
  const component = { changesRefreshTokens: true };
  const { lifecycle, emulator, warnings } = await platform({ component });
  const secrets = [PLATFORM.appSecret, PLATFORM.verifyTicket, emulator.refreshToken(ACCOUNT)];
  const inputs = { env: ENV, authorizerAppId: ACCOUNT, apiWhitelist: ["/a"] };
  const { state } = await lifecycle.create(inputs);
  await lifecycle.delete((await lifecycle.read(state)) ?? state);
  secrets.push(emulator.refreshToken(ACCOUNT));
  expectNone(secrets, JSON.stringify([state, warnings, emulator.journal]));
});

it("a credential that was set as an account is not shown", async () => {
  const account = "refreshtoken@@@".padEnd(58, "k");
  const notListed = await (await platform()).getProblem({ env: ENV, authorizerAppId: account });
  expect(notListed.summary).toMatch(/^"<58 characters>" is not among the accounts/);

  const { getProblem } = await platform({ environment: configured(account, "wx1") });
  const refused = await getProblem({ env: ENV });
  expect(refused.summary).toMatch(/^no authorizer_access_token for "<58 characters>": /);
  expect(JSON.stringify([notListed, refused])).not.toContain("kkk");
});
