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

const platform = async () => {
  const { client, ...world } = await connectedAsPlatform({ emulator: { accounts } });
  return { ...world, discovery: client.discovery };
};

describe("discovery", () => {
  it("lists who has authorized the platform, once, also who has no refresh token", async () => {
    const { discovery, deadline, emulator } = await platform();
    const [first, ...others] = await discovery.accounts(deadline());
    expect(first).toEqual({
      authorizerAppId: "wx1",
      hasRefreshToken: true,
      authorizedAt: expect.any(Number) as number,
    });
    expect(others.map((each) => [each.authorizerAppId, each.hasRefreshToken])).toEqual([
      ["wx2", true],
      ["wx3", false],
      ["wx4", true],
    ]);
    await discovery.environments("wx1", deadline());
    expect(emulator.requests().map(({ path }) => path.replace(/.*\//, ""))).toEqual([
      "api_component_token",
      "api_get_authorizer_list",
      "api_authorizer_token",
      "getenvinfo",
    ]);
  });

  it("names an account, and what it has granted", async () => {
    const { discovery, deadline } = await platform();
    expect(await discovery.details("wx1", deadline())).toEqual({
      name: "木棉茶铺",
      permissionSets: [18, 49],
    });
    const { problem } = await apiFailure(discovery.details("wx5", deadline()));
    expect(problem.errcode).toBe(61003);
  });

  it("takes an account without a name", async () => {
    const { url } = await loopback(() => ({ authorization_info: { func_info: [{}] } }));
    const environment = {
      WECHAT_CLOUDBASE_ENDPOINT: url,
      WECHAT_CLOUDBASE_COMPONENT_APP_ID: "wxp",
    };
    const { client, deadline } = await connected({ environment });
    const details = await client.discovery.details("wx1", deadline());
    expect(details).toEqual({ name: "", permissionSets: [] });
  });

  it("lists an account's environments, none without cloud development", async () => {
    const { discovery, deadline } = await platform();
    const createTime = "2020-04-04 14:10:28";
    expect(await discovery.environments("wx1", deadline())).toEqual([
      { env: "env-1", alias: "production", status: "NORMAL", createTime },
      { env: "env-2", alias: "env-2", status: "HALTED", createTime },
    ]);
    expect(await discovery.environments("wx2", deadline())).toEqual([]);
    const { problem } = await apiFailure(discovery.environments("wx4", deadline()));
    expect(problem.errcode).toBe(61007);
    expect(await discovery.cloudRunEnvironments(deadline())).toEqual(new Set(["env-2"]));
  });

  it("tells what is left of a quota", async () => {
    const { discovery, deadline } = await platform();
    const path = "/tcb/getenvinfo";
    await discovery.environments("wx1", deadline());
    expect(await discovery.quota(path, "", deadline())).toEqual({
      dailyLimit: 10_000,
      used: 1,
      remain: 9_999,
    });
  });

  it("lists accounts with a platform's token from elsewhere, if it knows whose it is", async () => {
    const { emulator } = await platform();
    const environment = { WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken() };
    const token = await connected({
      environment: { ...environment, WECHAT_CLOUDBASE_ENDPOINT: emulator.url },
    });
    const { problem } = await apiFailure(token.client.discovery.accounts(token.deadline()));
    expect(problem).toMatchObject({
      failure: "invalid",
      summary: "only a third-party platform can list the accounts that have authorized it",
      remedy: expect.stringContaining("WECHAT_CLOUDBASE_COMPONENT_APP_ID") as string,
    });
    const both = await connected({
      environment: {
        ...environment,
        WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
        WECHAT_CLOUDBASE_COMPONENT_APP_ID: emulator.component.appId,
      },
    });
    expect(await both.client.discovery.accounts(both.deadline())).toHaveLength(4);
  });

  it.each<[object, ...string[]]>([
    [{}, "ok without info_list", "ok without env_list", "a quota without numbers"],
    [
      { info_list: [null], env_list: [{ env: "e" }], quota: { used: "many" } },
      "a list with an entry without env",
      "a list with an entry without env_id",
      "a quota without numbers",
    ],
  ])("takes no garbage: %j", async (reply, ...said) => {
    const { url } = await loopback(() => ({ errcode: 0, ...reply }));
    const environment = {
      WECHAT_CLOUDBASE_ENDPOINT: url,
      WECHAT_CLOUDBASE_COMPONENT_APP_ID: "wxp",
    };
    const { client, deadline } = await connected({ environment });
    const { discovery } = client;
    const failures = [
      apiFailure(discovery.environments("", deadline())),
      apiFailure(discovery.cloudRunEnvironments(deadline())),
      apiFailure(discovery.quota("/x", "", deadline())),
      apiFailure(discovery.details("wx1", deadline())),
    ];
    const summaries = (await Promise.all(failures)).map(({ problem }) => problem.summary);
    const wrong = [...said, "an account without its permission sets"];
    expect(summaries).toEqual(wrong.map((what) => `WeChat answered ${what}`));
  });
});
