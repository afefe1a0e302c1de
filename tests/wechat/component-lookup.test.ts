import { apiFailure } from "../support/connected";
import { loopback } from "../support/loopback";
import {
  accountsOf,
  AUTHORIZER_LIST,
  AUTHORIZER_TOKEN,
  COMPONENT_TOKEN,
  connectedAsPlatform,
  requested,
  targetOf,
} from "../support/platform";

/** A platform whose list is what the test says; the other endpoints answer as they should. */
async function withList(
  pages: (offset: number) => unknown,
  environment: Record<string, string> = {},
) {
  const offsets: number[] = [];
  const server = await loopback(({ path, body }) => {
    if (path === COMPONENT_TOKEN) return { component_access_token: "C", expires_in: 7200 };
    if (path === AUTHORIZER_TOKEN) return { authorizer_access_token: "A", expires_in: 7200 };
    if (path !== AUTHORIZER_LIST) return { errcode: 0, open: true, api_whitelist: [], version: 1 };
    const { offset, count } = JSON.parse(body) as { offset: number; count: number };
    expect(count).toBe(500);
    offsets.push(offset);
    return pages(offset);
  });
  const { api, deadline } = await connectedAsPlatform({
    environment: { WECHAT_CLOUDBASE_ENDPOINT: server.url, ...environment },
  });
  return { offsets, get: (index: number) => api.get(targetOf(index), deadline()) };
}

const listed = (...indexes: number[]) =>
  indexes.map((index) => ({ authorizer_appid: `wx${index}`, refresh_token: `r${index}` }));

describe("the accounts that have authorized the platform", () => {
  it("are looked up page by page, each page once for 1,000 accounts in parallel", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform({
      emulator: { accounts: accountsOf(1000) },
      environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "60000" },
    });

    const all = Array.from({ length: 1000 }, (_, index) => api.get(targetOf(index), deadline()));
    const policies = await Promise.all(all);

    expect(new Set(policies.map(({ version }) => version))).toEqual(new Set([1]));
    expect(requested(emulator)).toEqual({
      ...{ componentToken: 1, list: 2, authorizerToken: 1000, policy: 1000 },
    });
    const obtained = emulator.requests({ path: AUTHORIZER_TOKEN }).map((e) => e.authorizerAppId);
    expect(new Set(obtained).size).toBe(1000);
  });

  it("are looked up no further than to the page that has the account", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform({
      emulator: { accounts: accountsOf(501) },
    });

    await api.get(targetOf(499), deadline());
    expect(requested(emulator).list).toBe(1);
    await api.get(targetOf(500), deadline());
    expect(requested(emulator).list).toBe(2);
    await api.get(targetOf(0), deadline());
    expect(requested(emulator).list).toBe(2);
  });

  it("do not have an account that has not authorized it: that account is named", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform({
      emulator: { accounts: accountsOf(500) },
    });
    emulator.withdrawAuthorization("wx7");

    const failures = await Promise.all(
      [7, 9999].map((index) => apiFailure(api.get(targetOf(index), deadline()))),
    );

    expect(failures.map(({ problem }) => problem)).toStrictEqual(
      ["wx7", "wx9999"].map((account) => ({
        failure: "denied",
        summary: `${account} is not among the accounts that have authorized this third-party platform`,
        remedy: "Correct authorizerAppId, or let the account authorize the platform",
      })),
    );
    expect(requested(emulator)).toMatchObject({ list: 1, authorizerToken: 0, policy: 0 });
  });

  it("are asked for once by all who wait, also where WeChat refuses, and again later", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform({
      emulator: { accounts: accountsOf(50) },
    });
    emulator.faults.add({ on: { path: AUTHORIZER_LIST }, errcode: 61004 });
    const all = Array.from({ length: 50 }, (_, index) => api.get(targetOf(index), deadline()));

    const failures = await Promise.all(all.map(apiFailure));

    expect(new Set(failures.map(({ problem }) => problem.errcode))).toEqual(new Set([61004]));
    expect(requested(emulator).list).toBe(1);
    await api.get(targetOf(0), deadline());
    expect(requested(emulator).list).toBe(2);
  });
});

describe("a list", () => {
  it("without a total ends with an empty page", async () => {
    const pages = [listed(0, 1), listed(2), []];
    const { get, offsets } = await withList((offset) => ({ list: pages[Math.ceil(offset / 2)] }));

    await get(2);
    expect(offsets).toEqual([0, 2]);
    await apiFailure(get(3));
    await apiFailure(get(3));

    expect(offsets).toEqual([0, 2, 3]);
  });

  it.each([3, "3", 2])("ends at its total, %p", async (total) => {
    const { get, offsets } = await withList(() => ({ total_count: total, list: listed(0, 1, 2) }));

    await apiFailure(get(3));

    expect(offsets).toEqual([0]);
  });

  it("of a server that begins again and again ends all the same", async () => {
    const { get, offsets } = await withList(() => ({ total_count: 1e9, list: listed(0, 1) }));

    await apiFailure(get(3));

    expect(offsets).toEqual([0, 2]);
  });

  it("goes on behind a page whose beginning was listed before", async () => {
    const pages = [listed(1, 2), listed(2, 3), listed(4, 5)];
    const { offsets, get } = await withList((offset) => ({
      total_count: 2000,
      list: pages[offset / 2] ?? [],
    }));

    await get(4);
    expect(offsets).toEqual([0, 2, 4]);
  });

  it("goes on behind pages that have no usable account, as far as its total", async () => {
    const unusable = { list: Array(500).fill({ authorizer_appid: "wx9" }), total_count: 1501 };
    const { get, offsets } = await withList((offset) =>
      offset < 1500 ? unusable : { list: listed(7), total_count: 1501 },
    );

    await get(7);
    await apiFailure(get(3));

    expect(offsets).toEqual([0, 500, 1000, 1500]);
  });

  it("goes on behind a page that has the configured account alone", async () => {
    const { get, offsets } = await withList(
      (offset) => ({ list: listed(offset), total_count: 2 }),
      { WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx0", WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN: "r" },
    );

    await get(1);

    expect(offsets).toEqual([0, 1]);
  });

  it("of unusable accounts without an end ends all the same", async () => {
    const { get, offsets } = await withList(() => ({ list: [{}], total_count: 1e9 }));

    const failures = await Promise.all([apiFailure(get(3)), apiFailure(get(4))]);

    expect(failures.map(({ problem }) => problem.failure)).toEqual(["denied", "denied"]);
    expect(offsets).toHaveLength(100);
  });

  it("of pages without a usable account goes on behind each that has one", async () => {
    const page = (offset: number) => (offset % 100 === 60 ? listed(offset) : [{}]);
    const { get, offsets } = await withList((offset) => ({ list: page(offset), total_count: 200 }));

    await get(160);

    expect(offsets).toHaveLength(161);
  });

  it("counts what is not an account, and leaves it out", async () => {
    const strange = [null, 7, "wx3", {}, { authorizer_appid: "wx3" }, { refresh_token: "r3" }];
    const empty = [{ authorizer_appid: "wx3", refresh_token: "" }, ...listed(4)];
    const { get, offsets } = await withList((offset) => ({
      list: offset === 0 ? [...strange, ...empty] : [],
    }));

    await get(4);
    await apiFailure(get(3));

    expect(offsets).toEqual([0, 8]);
  });

  it("keeps the first of two refresh tokens of one account", async () => {
    const pages = [listed(0), [...listed(1), { authorizer_appid: "wx0", refresh_token: "later" }]];
    const { get, offsets } = await withList((offset) => ({ list: pages[offset] ?? [] }));

    await get(1);
    await get(0);

    expect(offsets).toEqual([0, 1]);
  });

  it.each([{}, { list: {} }, { total_count: 0 }])("that is none is garbage: %j", async (reply) => {
    const { get, offsets } = await withList(() => reply);

    const { problem } = await apiFailure(get(0));

    expect(problem).toMatchObject({
      failure: "transient",
      summary:
        "no list of the authorized accounts: WeChat answered an authorizer list without a list",
    });
    expect(offsets).toEqual([0, 0, 0, 0]);
  });
});
