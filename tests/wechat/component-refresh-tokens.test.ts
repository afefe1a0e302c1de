import { ACCOUNT, ENV, OTHER_ENV } from "../support/connected";
import { type PlatformOptions, requested } from "../support/platform";
import { platform } from "./component";

const HOURS_2 = 7_200_000;
const elsewhere = { env: "elsewhere", authorizerAppId: "wx2" };
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

describe("a configured refresh token", () => {
  it("is used for its account, without a lookup", async () => {
    const { get, emulator } = await configured();
    await get();
    await get({ env: OTHER_ENV });
    expect(requested(emulator)).toMatchObject({ list: 0, authorizerToken: 1 });
  });

  it("is not used for another account", async () => {
    const { get, emulator, warnings } = await configured();
    await get(elsewhere);
    await get();
    expect(requested(emulator)).toMatchObject({ list: 1, authorizerToken: 2 });
    expect(warnings).toEqual([]);
  });

  it("is not replaced by the list's", async () => {
    const { get, getProblem, emulator } = await configured();
    emulator.changeRefreshToken(ACCOUNT);
    await get(elsewhere);
    expect((await getProblem()).errcode).toBe(61023);
  });
});

describe("a refresh token that WeChat changes", () => {
  it("is used from then on, and reported once without being printed", async () => {
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

  it("needs no report if it was looked up", async () => {
    const { get, clock, warnings } = await platform(changing);
    await get();
    clock.time += HOURS_2;
    expect(await get()).toMatchObject({ version: 1 });
    expect(warnings).toEqual([]);
  });
});
