import { apiFailure, connected } from "../support/connected";
import { loopback } from "../support/loopback";
import { connectedAsPlatform } from "../support/platform";

const accounts = {
  wx1: {
    name: "木棉茶铺",
    environments: { "env-1": { alias: "production" }, "env-2": { status: "HALTED", kind: "run" } },
  },
  wx2: { cloudDevelopment: false, environments: {} },
  wx3: { refreshToken: false, environments: { "env-3": {} } },
  wx4: { permissionSets: [17, 18], environments: { "env-4": {} } },
  wx5: { authorized: false, environments: { "env-5": {} } },
} as const;

async function platform() {
  const { client, ...world } = await connectedAsPlatform({ emulator: { accounts } });
  return { ...world, ...client.discovery };
}

/** The discovery of a client with a ready token, and perhaps with a platform's app id. */
async function withToken(url: string, more: Record<string, string>) {
  const environment = { WECHAT_CLOUDBASE_ENDPOINT: url, ...more };
  const { client, deadline } = await connected({ environment });
  return { ...client.discovery, deadline };
}

/** The same against a server that always gives this reply. */
async function against(reply: object) {
  const { url } = await loopback(() => reply);
  return withToken(url, { WECHAT_CLOUDBASE_COMPONENT_APP_ID: "wxp" });
}

describe("discovery", () => {
  it("lists who has authorized the platform, once, also who has no refresh token", async () => {
    const discovery = await platform();
    const [first, ...others] = await discovery.accounts(discovery.deadline());
    const authorizedAt = expect.any(Number) as number;
    expect(first).toEqual({ authorizerAppId: "wx1", hasRefreshToken: true, authorizedAt });
    expect(others.map((each) => [each.authorizerAppId, each.hasRefreshToken])).toEqual([
      ["wx2", true],
      ["wx3", false],
      ["wx4", true],
    ]);
    const other = await against({ list: [{ authorizer_appid: "wx9" }] });
    expect(await other.accounts(other.deadline())).toStrictEqual([
      { authorizerAppId: "wx9", hasRefreshToken: false },
    ]);
    await discovery.environments("wx1", discovery.deadline());
    expect(discovery.emulator.requests().map(({ path }) => path.replace(/.*\//, ""))).toEqual([
      "api_component_token",
      "api_get_authorizer_list",
      "api_authorizer_token",
      "getenvinfo",
    ]);
  });

  it("names an account, and what it has granted", async () => {
    const { deadline, ...discovery } = await platform();
    const found = { name: "木棉茶铺", permissionSets: [18, 49] };
    expect(await discovery.details("wx1", deadline())).toEqual(found);
    expect((await apiFailure(discovery.details("wx5", deadline()))).problem.errcode).toBe(61003);
  });

  it("takes an account without a name", async () => {
    const { deadline, ...discovery } = await against({ authorization_info: { func_info: [{}] } });
    expect(await discovery.details("wx1", deadline())).toEqual({ name: "", permissionSets: [] });
  });

  it("lists an account's environments, none without cloud development", async () => {
    const { deadline, ...discovery } = await platform();
    const createTime = "2020-04-04 14:10:28";
    expect(await discovery.environments("wx1", deadline())).toEqual([
      { env: "env-1", alias: "production", status: "NORMAL", createTime },
      { env: "env-2", alias: "env-2", status: "HALTED", createTime },
    ]);
    expect(await discovery.environments("wx2", deadline())).toEqual([]);
    expect((await apiFailure(discovery.environments("wx4", deadline()))).problem.errcode).toBe(
      61007,
    );
    expect(await discovery.cloudRunEnvironments(deadline())).toEqual(new Set(["env-2"]));
  });

  it("tells what is left of a quota", async () => {
    const { deadline, ...discovery } = await platform();
    await discovery.environments("wx1", deadline());
    const left = { dailyLimit: 10_000, used: 1, remain: 9_999 };
    expect(await discovery.quota("/tcb/getenvinfo", "", deadline())).toEqual(left);
  });

  it("lists accounts with a platform's token from elsewhere, if it knows whose it is", async () => {
    const { emulator } = await platform();
    const { url, component } = emulator;
    const token = { WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken() };
    const unknown = await withToken(url, token);
    expect((await apiFailure(unknown.accounts(unknown.deadline()))).problem).toMatchObject({
      failure: "invalid",
      summary: "only a third-party platform can list the accounts that have authorized it",
      remedy: expect.stringContaining("WECHAT_CLOUDBASE_COMPONENT_APP_ID") as string,
    });
    const appId = { WECHAT_CLOUDBASE_COMPONENT_APP_ID: component.appId };
    const known = await withToken(url, { ...token, ...appId });
    expect(await known.accounts(known.deadline())).toHaveLength(4);
  });

  it("passes over what an account's details have of other types", async () => {
    const ids = ["49", null, 49].map((id) => ({ funcscope_category: { id } }));
    const discovery = await against({
      authorizer_info: { nick_name: 7 },
      authorization_info: { func_info: [...ids, null, {}] },
    });
    const details = await discovery.details("wx1", discovery.deadline());
    expect(details).toEqual({ name: "", permissionSets: [49, 49] });
  });

  it.each<[object, ...string[]]>([
    [{}, "ok without info_list", "ok without env_list"],
    [
      { info_list: [null], env_list: [{ env: "e" }], quota: { used: "many" } },
      "a list with an entry without env",
      "a list with an entry without env_id",
    ],
  ])("takes no garbage: %j", async (reply, ...said) => {
    const discovery = await against({ errcode: 0, ...reply });
    const failures = [
      discovery.environments("", discovery.deadline()),
      discovery.cloudRunEnvironments(discovery.deadline()),
      discovery.quota("/x", "", discovery.deadline()),
      discovery.details("wx1", discovery.deadline()),
    ].map(apiFailure);
    const summaries = (await Promise.all(failures)).map(({ problem }) => problem.summary);
    const wrong = [...said, "a quota without numbers", "an account without its permission sets"];
    expect(summaries).toEqual(wrong.map((what) => `WeChat answered ${what}`));
  });
});
