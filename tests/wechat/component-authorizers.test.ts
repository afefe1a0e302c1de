import { ACCOUNT, apiFailure, ENV, OTHER_ENV } from "../support/connected";
import { gate } from "../support/fleet";
import {
  AUTHORIZER_LIST,
  AUTHORIZER_TOKEN,
  connectedAsPlatform,
  type PlatformOptions,
  requested,
} from "../support/platform";

const target = { env: ENV, authorizerAppId: ACCOUNT };
const HOURS_2 = 7_200_000;

/** The platform with the account's own refresh token in its configuration. */
async function withRefreshToken(options: PlatformOptions = {}, account = ACCOUNT) {
  const environment: Record<string, string> = {
    WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: account,
    WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN: "refreshtoken@@@configured",
  };
  // The refresh token comes first: an emulator's are its own.
  const { emulator } = await connectedAsPlatform(options);
  environment["WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN"] = emulator.refreshToken(account);
  environment["WECHAT_CLOUDBASE_ENDPOINT"] = emulator.url;
  return { ...(await connectedAsPlatform({ ...options, environment })), emulator };
}

describe("an account's token", () => {
  it("is obtained once for 50 who need it at the same time, and by all who come later", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform();

    await Promise.all(Array.from({ length: 50 }, () => api.get(target, deadline())));
    await api.get({ ...target, env: OTHER_ENV }, deadline());

    expect(requested(emulator)).toEqual({
      ...{ componentToken: 1, list: 1, authorizerToken: 1, policy: 51 },
    });
    const used = emulator.requests({ action: "get" }).map(({ tokenHash }) => tokenHash);
    expect(new Set(used).size).toBe(1);
    expect(used).not.toContain(emulator.requests({ path: AUTHORIZER_TOKEN })[0]?.tokenHash);
  });

  it("is that of the configuration where a resource names no account", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform({
      environment: { WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: ACCOUNT },
    });

    await api.get({ env: ENV }, deadline());

    expect(emulator.requests({ path: AUTHORIZER_TOKEN })).toMatchObject([
      { authorizerAppId: ACCOUNT },
    ]);
  });

  it("is replaced five minutes before its end, without another lookup", async () => {
    const { api, deadline, emulator, clock } = await connectedAsPlatform();

    await api.get(target, deadline());
    clock.time += HOURS_2 - 300_001;
    await api.get(target, deadline());
    expect(requested(emulator).authorizerToken).toBe(1);
    clock.time += 1;
    await api.get(target, deadline());

    expect(requested(emulator)).toMatchObject({ componentToken: 2, list: 1, authorizerToken: 2 });
  });

  it.each([40001, 40014, 42001])("is replaced once when WeChat says %i", async (errcode) => {
    const { api, deadline, emulator } = await connectedAsPlatform();
    await api.get(target, deadline());
    emulator.faults.add({ on: { action: "get" }, errcode, times: 8, before: gate(8) });

    await Promise.all(Array.from({ length: 8 }, () => api.get(target, deadline())));

    expect(requested(emulator)).toMatchObject({ componentToken: 1, list: 1, authorizerToken: 2 });
  });

  it.each([
    [40001, AUTHORIZER_TOKEN],
    [40014, AUTHORIZER_TOKEN],
    [42001, AUTHORIZER_TOKEN],
    [40001, AUTHORIZER_LIST],
  ])("needs another component token when WeChat says %i to %s", async (errcode, path) => {
    const { api, deadline, emulator } = await connectedAsPlatform();
    emulator.faults.add({ on: { path }, errcode });

    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });

    expect(requested(emulator).componentToken).toBe(2);
    const [refused, taken] = emulator.requests({ path });
    expect(taken?.tokenHash).not.toBe(refused?.tokenHash);
  });
});

describe("a refresh token", () => {
  it("of the configuration is used for its account, without a lookup", async () => {
    const { api, deadline, emulator } = await withRefreshToken();

    await api.get(target, deadline());
    await api.get({ env: OTHER_ENV }, deadline());

    expect(requested(emulator)).toMatchObject({ list: 0, authorizerToken: 1 });
  });

  it("of the configuration is none of another account's", async () => {
    const { api, deadline, emulator, warnings } = await withRefreshToken();
    emulator.addEnvironment("wx2", "elsewhere");

    await api.get({ env: "elsewhere", authorizerAppId: "wx2" }, deadline());
    await api.get(target, deadline());

    expect(requested(emulator)).toMatchObject({ list: 1, authorizerToken: 2 });
    expect(warnings).toEqual([]);
  });

  it("of the configuration is not replaced by the list's", async () => {
    const { api, deadline, emulator } = await withRefreshToken();
    emulator.addEnvironment("wx2", "elsewhere");
    emulator.changeRefreshToken(ACCOUNT);
    await api.get({ env: "elsewhere", authorizerAppId: "wx2" }, deadline());

    const { problem } = await apiFailure(api.get(target, deadline()));

    expect(problem.errcode).toBe(61023);
  });

  it("that WeChat changes is used from then on, and reported without being printed", async () => {
    const component = { changesRefreshTokens: true };
    const { api, deadline, emulator, clock, warnings } = await withRefreshToken({ component });
    const configured = emulator.refreshToken(ACCOUNT);

    await api.get(target, deadline());
    const changed = emulator.refreshToken(ACCOUNT);
    expect(warnings).toEqual([
      `WeChat has changed the authorizer_refresh_token of ${ACCOUNT}; the configured one works for a ` +
        "few minutes more at most. Leave authorizerRefreshToken out, and the provider looks it up, " +
        "or take the current one from api_get_authorizer_list",
    ]);

    clock.time += HOURS_2;
    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });
    expect(emulator.refreshToken(ACCOUNT)).not.toBe(changed);
    expect(warnings).toHaveLength(1);
    for (const secret of [configured, changed]) expect(warnings.join()).not.toContain(secret);
  });

  it("that was looked up and that WeChat changes is used from then on; nobody has to do anything", async () => {
    const component = { changesRefreshTokens: true };
    const { api, deadline, clock, warnings } = await connectedAsPlatform({ component });

    await api.get(target, deadline());
    clock.time += HOURS_2;

    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });
    expect(warnings).toEqual([]);
  });
});
