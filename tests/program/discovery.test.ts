import * as pulumi from "@pulumi/pulumi";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { type Emulator, startEmulator } from "../../emulator";
import {
  getAuthorizedAccounts,
  getAuthorizedAccountsOutput,
  getCloudBaseEnvironments,
  getCloudBaseEnvironmentsOutput,
} from "../../provider";
import {
  ACCOUNTS_FUNCTION,
  ENVIRONMENTS_FUNCTION,
  RESOURCE,
  UNKNOWN,
} from "../../provider/core/constants";
import { closeAfterTest } from "../support/connected";
import { structOf } from "../support/engine/double/engine-service";
import type { Props } from "../support/engine/value";
import type { ProviderClient } from "../support/engine/double/provider-client";
import { configure, valueOf } from "../support/mocks";
import { onPlugin } from "../support/plugin";

const accounts = {
  wx1: { environments: { "env-1": { alias: "live" } } },
  wx2: { refreshToken: false, environments: {} },
} as const;
const listed = [
  { authorizerAppId: "wx1", authorizedAt: expect.any(Number) as number, hasRefreshToken: true },
  { authorizerAppId: "wx2", authorizedAt: expect.any(Number) as number, hasRefreshToken: false },
];
const environments = [
  { env: "env-1", alias: "live", status: "NORMAL", createTime: "2020-04-04 14:10:28" },
];

const platform = ({ component: { appId, appSecret, verifyTicket } }: Emulator) => ({
  componentAppId: appId,
  componentAppSecret: appSecret,
  componentVerifyTicket: verifyTicket,
});

it("a program lists accounts and their environments, with one component token", async () => {
  const emulator = closeAfterTest(await startEmulator({ accounts }));
  configure({ endpoint: emulator.url, ...platform(emulator) });

  expect(await getAuthorizedAccounts()).toEqual({ accounts: listed });
  expect(await valueOf(getAuthorizedAccountsOutput())).toEqual({ accounts: listed });
  expect(await getCloudBaseEnvironments({ authorizerAppId: "wx1" })).toEqual({ environments });
  const output = getCloudBaseEnvironmentsOutput({ authorizerAppId: pulumi.output("wx1") });
  expect(await valueOf(output)).toEqual({ environments });
  const path = "/cgi-bin/component/api_component_token";
  expect(emulator.requests({ path })).toHaveLength(1);
  await expect(getCloudBaseEnvironments({ authorizerAppId: "wx2" })).rejects.toThrow(
    /^wx2 has authorized this third-party platform, but WeChat lists no refresh_token for it\. Have/,
  );
  emulator.faults.add({ on: { path: "/tcb/getenvinfo" }, errcode: 61007 });
  await expect(getCloudBaseEnvironments({ authorizerAppId: "wx1" })).rejects.toThrow(
    /^wx1: 61007 /,
  );
});

it("a look-up warns the program of a refresh token that WeChat has changed", async () => {
  const component = { changesRefreshTokens: true };
  const emulator = closeAfterTest(await startEmulator({ accounts, component }));
  const authorizerRefreshToken = emulator.refreshToken("wx1");
  const account = { authorizerAppId: "wx1", authorizerRefreshToken };
  configure({ endpoint: emulator.url, ...platform(emulator), ...account });
  const warn = jest.spyOn(pulumi.log, "warn").mockReset().mockResolvedValue();
  expect(await getCloudBaseEnvironments()).toEqual({ environments });
  expect(warn.mock.calls).toEqual([[expect.stringContaining("authorizer_refresh_token of wx1")]]);
});

/** The ids of a list and the token of the next page. */
const page = (
  client: ProviderClient,
  more: Partial<Omit<proto.ListRequest.AsObject, "query">> & { query?: Props } = {},
) =>
  new Promise<{ ids: string[]; next: string | undefined }>((resolve, reject) => {
    const { token = RESOURCE, limit = 0, pageSize = 0, continuationToken = "" } = more;
    const request = new proto.ListRequest().setToken(token).setLimit(limit).setPageSize(pageSize);
    request.setQuery(structOf(more.query ?? {}));
    const stream = client.rpc.list(request.setContinuationToken(continuationToken));
    const all: proto.ListResponse[] = [];
    stream.on("data", (response: proto.ListResponse) => all.push(response));
    stream.on("error", reject);
    stream.on("end", () => {
      const results = all.map((each) => each.getResult()?.toObject());
      const ids = results.flatMap((result) => (result ? [`${result.name} ${result.id}`] : []));
      resolve({ ids, next: all.at(-1)?.getContinuation()?.getContinuationToken() });
    });
  });

const env = { WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined };
const three = {
  wx1: { environments: { "env-1": {}, "env-2": {}, "env-3": {} } },
  wx2: { permissionSets: [], environments: { "env-4": {} } },
  wx3: { environments: { "env-5": {} } },
};

onPlugin(
  "the plugin lists policies by page, and passes over an account that it cannot look at",
  async ({ client, emulator, logged }) => {
    await client.configure(platform(emulator));
    const all = ["env-1 wx1/env-1", "env-2 wx1/env-2", "env-3 wx1/env-3", "env-5 wx3/env-5"];
    expect(await page(client)).toEqual({ ids: all, next: undefined });
    expect(logged).toEqual([expect.stringMatching(/left out of the list: wx2: 61007/)]);
    expect((await page(client, { limit: 2 })).ids).toEqual(all.slice(0, 2));
    const first = await page(client, { pageSize: 3 });
    expect(first).toEqual({ ids: all.slice(0, 3), next: "2:0" });
    const second = await page(client, { pageSize: 3, continuationToken: first.next ?? "" });
    expect(second).toEqual({ ids: all.slice(3), next: undefined });
    const single: string[] = [];
    for (let next: string | undefined = ""; next !== undefined && single.length < 9;) {
      const one: typeof first = await page(client, { pageSize: 1, continuationToken: next });
      single.push(...one.ids);
      ({ next } = one);
    }
    expect(single).toEqual(all);
    expect((await page(client, { query: { authorizerAppId: "wx3" } })).ids).toEqual(all.slice(3));
    expect((await page(client, { query: { authorizerAppId: UNKNOWN } })).ids).toEqual([]);
    await expect(page(client, { token: "other" })).rejects.toThrow("cannot list other");
  },
  { emulator: { accounts: three }, env },
);

onPlugin(
  "the plugin lists the policies of the token's account by its configured name",
  async ({ client, emulator }) => {
    const accessToken = emulator.issueToken({ appId: "wx1" });
    await client.configure({ accessToken, authorizerAppId: "wx1" });
    expect((await page(client)).ids).toEqual(
      ["env-1", "env-2", "env-3"].map((id) => `${id} wx1/${id}`),
    );
  },
  { emulator: { accounts: three }, env },
);

onPlugin(
  "the plugin lists the same, and names an argument that is none",
  async ({ client, emulator }) => {
    await client.configure(platform(emulator));
    const all = await client.invoke(ACCOUNTS_FUNCTION, {});
    expect(all).toEqual({ result: { accounts: listed }, failures: [] });
    const own = await client.invoke(ENVIRONMENTS_FUNCTION, { authorizerAppId: "wx1" });
    expect(own.result).toEqual({ environments });
    const wrong = [
      await client.invoke(ENVIRONMENTS_FUNCTION, { env: "env-1", authorizerAppId: "a b" }),
      await client.invoke(ACCOUNTS_FUNCTION, { env: "env-1" }),
    ];
    expect(wrong.map(({ failures }) => failures.map((each) => each.reason))).toEqual([
      [expect.any(String), "is not an argument; use authorizerAppId"],
      ["is not an argument; there is none"],
    ]);
  },
  { emulator: { accounts }, env },
);
