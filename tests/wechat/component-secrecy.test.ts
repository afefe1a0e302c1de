import { inspect } from "node:util";
import { apiFailure, ENV } from "../support/connected";
import { loopback } from "../support/loopback";
import {
  AUTHORIZER_LIST,
  AUTHORIZER_TOKEN,
  COMPONENT_TOKEN,
  connectedAsPlatform,
  PLATFORM,
} from "../support/platform";

const POLICY = "/tcb/usecloudaccesstoken";
const given = "refreshtoken@@@/+=of~wx1";
const lookedUp = "refreshtoken@@@/+=of~wx2";
const alsoListed = "refreshtoken@@@/+=of~wx1.as+listed";
const changed = "refreshtoken@@@/+=changed";
const componentToken = "component/+=token~1";
const authorizerToken = "authorizer/+=token~1";

/** What is known to the provider by the time that each endpoint answers. */
const known: [string, string[]][] = [
  [COMPONENT_TOKEN, [PLATFORM.appSecret, PLATFORM.verifyTicket, given]],
  [AUTHORIZER_LIST, [PLATFORM.appSecret, PLATFORM.verifyTicket, given, componentToken]],
  [AUTHORIZER_TOKEN, [given, lookedUp, alsoListed, componentToken]],
  [POLICY, [given, lookedUp, alsoListed, changed, componentToken, authorizerToken]],
];

const forms: [string, (secret: string) => string][] = [
  ["raw", (secret) => secret],
  ["URL-encoded", encodeURIComponent],
  ["form-encoded", (secret) => new URLSearchParams({ t: secret }).toString().slice(2)],
  ["base64", (secret) => Buffer.from(secret).toString("base64")],
  ["base64url", (secret) => Buffer.from(secret).toString("base64url")],
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
    ...{ authorizer_access_token: authorizerToken, expires_in: 7200 },
    authorizer_refresh_token: changed,
  },
};

/** Runs against a server that answers so at one path; the account wx2 is looked up. */
async function against(path: string, answer: unknown) {
  const server = await loopback((received) =>
    received.path === path ? answer : answers[received.path],
  );
  return connectedAsPlatform({
    environment: {
      WECHAT_CLOUDBASE_ENDPOINT: server.url,
      WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx1",
      WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN: given,
    },
  });
}

/** Everything of an error that anybody could print. */
const everythingOf = (error: Error): string =>
  [error.message, error.stack, inspect(error, { depth: Infinity, showHidden: true })].join("\n");

describe.each(known)("an error of %s", (path, secrets) => {
  it.each(forms)("shows no secret that the server repeats, %s", async (_form, encode) => {
    const all = secrets.map(encode);
    for (const each of all) {
      const errmsg = `<${each}> is refused, ${JSON.stringify({ each })}`;
      const { api, deadline } = await against(path, { errcode: 48001, errmsg });

      const error = await apiFailure(api.get({ env: ENV, authorizerAppId: "wx2" }, deadline()));

      expect(error.problem.summary).toContain("48001 <[redacted]> is refused");
      for (const secret of all) expect(everythingOf(error)).not.toContain(secret);
    }
  });

  it.each(["errcode", "component_access_token"])("shows no garbage with %s", async (key) => {
    const { api, deadline } = await against(path, { [key]: secrets, list: secrets.join() });

    const error = await apiFailure(api.get({ env: ENV, authorizerAppId: "wx2" }, deadline()));

    for (const secret of secrets) expect(everythingOf(error)).not.toContain(secret);
  });
});

describe("a token that is none", () => {
  it.each([
    [COMPONENT_TOKEN, { component_access_token: "two words", expires_in: 7200 }],
    [AUTHORIZER_TOKEN, { authorizer_access_token: "two words", expires_in: 7200 }],
  ])("of %s is refused and not shown", async (path, answer) => {
    const { api, deadline } = await against(path, answer);

    const error = await apiFailure(api.get({ env: ENV, authorizerAppId: "wx2" }, deadline()));

    expect(error.message).toContain(
      "no access token from WECHAT_CLOUDBASE_COMPONENT_APP_ID: it gave something with white space",
    );
    expect(everythingOf(error)).not.toContain("two words");
  });
});

describe("a whole life", () => {
  it("leaves no secret in state, in warnings or in what the emulator journals", async () => {
    const component = { changesRefreshTokens: true };
    const { lifecycle, emulator, warnings } = await connectedAsPlatform({ component });
    const appId = emulator.policy(ENV).appId;
    const secrets = [PLATFORM.appSecret, PLATFORM.verifyTicket, emulator.refreshToken(appId)];

    const { state } = await lifecycle.create({
      ...{ env: ENV, authorizerAppId: appId, apiWhitelist: ["/a"] },
    });
    await lifecycle.delete((await lifecycle.read(state)) ?? state);

    secrets.push(emulator.refreshToken(appId));
    const text = JSON.stringify([state, warnings, emulator.journal]);
    for (const secret of secrets) {
      for (const [, encode] of forms) expect(text).not.toContain(encode(secret));
    }
  });
});

describe("a credential in the place of an account", () => {
  it("is not repeated where it is not listed, and not where no token was given for it", async () => {
    const account = "refreshtoken@@@".padEnd(58, "k");
    const { api, deadline } = await connectedAsPlatform();
    const notListed = await apiFailure(api.get({ env: ENV, authorizerAppId: account }, deadline()));
    expect(notListed.message).toContain(`"<58 characters>" is not among the accounts`);

    const swapped = await connectedAsPlatform({
      environment: {
        WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: account,
        WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN: "wx1",
      },
    });
    const refused = await apiFailure(swapped.api.get({ env: ENV }, swapped.deadline()));
    expect(refused.message).toContain(`no authorizer_access_token for "<58 characters>": `);
    expect(`${notListed.message}${refused.message}`).not.toContain("kkk");
  });
});
