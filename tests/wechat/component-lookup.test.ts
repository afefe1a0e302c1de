import { apiFailure } from "../support/connected";
import { accountsOf, requested, targetOf } from "../support/platform";
import { AUTHORIZER_LIST, AUTHORIZER_TOKEN, issued, platform, platformAgainst } from "./component";

const platformOf = (accounts: number) => platform({ emulator: { accounts: accountsOf(accounts) } });

describe("the accounts that have authorized the platform", () => {
  it("are looked up page by page, each page once for 1,000 accounts in parallel", async () => {
    const { get, emulator } = await platform({
      emulator: { accounts: accountsOf(1000) },
      environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "60000" },
    });

    const all = Array.from({ length: 1000 }, (_, index) => get(targetOf(index)));

    for (const { version } of await Promise.all(all)) expect(version).toBe(1);
    expect(requested(emulator)).toEqual({
      ...{ componentToken: 1, list: 2, authorizerToken: 1000, policy: 1000 },
    });
    const obtained = emulator.requests({ path: AUTHORIZER_TOKEN }).map((e) => e.authorizerAppId);
    expect(new Set(obtained).size).toBe(1000);
  });

  it("are looked up no further than to the page that has the account", async () => {
    const { get, emulator } = await platformOf(501);
    for (const [account, lists] of [
      [499, 1],
      [500, 2],
      [0, 2],
    ] as const) {
      await get(targetOf(account));
      expect(requested(emulator).list).toBe(lists);
    }
  });

  it("do not have an account that has not authorized it: that account is named", async () => {
    const { getProblem, emulator } = await platformOf(500);
    emulator.withdrawAuthorization("wx7");

    const [gone, never] = await Promise.all([7, 9999].map((index) => getProblem(targetOf(index))));

    const problemOf = (account: string) => ({
      failure: "denied",
      summary: `${account} is not among the accounts that have authorized this third-party platform`,
      remedy: "Correct authorizerAppId, or let the account authorize the platform",
      isUnauthorized: true,
    });
    expect([gone, never]).toStrictEqual([problemOf("wx7"), problemOf("wx9999")]);
    expect(requested(emulator)).toMatchObject({ list: 1, authorizerToken: 0, policy: 0 });
  });

  it("are asked for once by all who wait, also if WeChat refuses, and again later", async () => {
    const { get, getProblem, emulator } = await platformOf(50);
    emulator.faults.add({ on: { path: AUTHORIZER_LIST }, errcode: 61004 });

    const all = Array.from({ length: 50 }, (_, index) => getProblem(targetOf(index)));

    for (const { errcode } of await Promise.all(all)) expect(errcode).toBe(61004);
    expect(requested(emulator).list).toBe(1);
    await get(targetOf(0));
    expect(requested(emulator).list).toBe(2);
  });
});

const listed = (...indexes: number[]) =>
  indexes.map((index) => ({ authorizer_appid: `wx${index}`, refresh_token: `r${index}` }));

/** A platform whose list is what the test says; the other endpoints answer as they should. */
async function withList(page: (offset: number) => unknown, environment?: Record<string, string>) {
  const offsets: number[] = [];
  const { get } = await platformAgainst(({ path, body }) => {
    const policy = { errcode: 0, open: true, api_whitelist: [], version: 1 };
    if (path !== AUTHORIZER_LIST) return issued[path] ?? policy;
    const { offset, count } = JSON.parse(body) as { offset: number; count: number };
    expect(count).toBe(500);
    offsets.push(offset);
    return page(offset);
  }, environment);
  return { offsets, get: (index: number) => get(targetOf(index)) };
}

const configured = {
  WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx0",
  WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN: "r",
};
const unusable = Array<object>(500).fill({ authorizer_appid: "wx9" });
const strange = [null, 7, "wx3", {}, { authorizer_appid: "wx3" }, { refresh_token: "r3" }];
const empty = { authorizer_appid: "wx3", refresh_token: "" };
const later = { authorizer_appid: "wx0", refresh_token: "later" };

interface List {
  /** The list at an offset. */
  at: (offset: number) => unknown[] | undefined;
  total?: number | string;
  environment?: Record<string, string>;
  /** Accounts that are found, and then one that is not. */
  found?: number[];
  lost?: number;
  offsets: number[];
}

describe("a list", () => {
  it.each<[string, List]>([
    [
      "without a total ends with an empty page",
      {
        at: (offset) => [listed(0, 1), listed(2)][Math.ceil(offset / 2)],
        ...{ found: [2], lost: 3, offsets: [0, 2, 3] },
      },
    ],
    ["ends at its total", { at: () => listed(0, 1, 2), total: 3, lost: 3, offsets: [0] }],
    ["ends at a total in text", { at: () => listed(0, 1, 2), total: "3", lost: 3, offsets: [0] }],
    ["ends behind its total", { at: () => listed(0, 1, 2), total: 2, lost: 3, offsets: [0] }],
    [
      "of a server that begins again and again ends all the same",
      { at: () => listed(0, 1), total: 1e9, lost: 3, offsets: [0, 2] },
    ],
    [
      "goes on behind a page whose beginning was listed before",
      {
        at: (offset) => [listed(1, 2), listed(2, 3), listed(4, 5)][offset / 2],
        ...{ total: 2000, found: [4], offsets: [0, 2, 4] },
      },
    ],
    [
      "goes on behind pages that have no usable account, as far as its total",
      {
        at: (offset) =>
          offset < 1500 ? [{ authorizer_appid: `wx9${offset}` }, ...unusable.slice(1)] : listed(7),
        ...{ total: 1501, found: [7], lost: 3, offsets: [0, 500, 1000, 1500] },
      },
    ],
    [
      "goes on behind a page that has the configured account alone",
      {
        at: (offset) => listed(offset),
        total: 2,
        environment: configured,
        found: [1],
        offsets: [0, 1],
      },
    ],
    [
      "of unusable accounts without an end ends all the same",
      { at: () => [{}], total: 1e9, lost: 3, offsets: Array.from({ length: 100 }, (_, i) => i) },
    ],
    [
      "of unusable pages goes on behind each that has an account",
      {
        at: (offset) => (offset % 100 === 60 ? listed(offset) : [{}]),
        ...{ total: 200, found: [160], offsets: Array.from({ length: 161 }, (_, i) => i) },
      },
    ],
    [
      "counts what is not an account, and leaves it out",
      {
        at: (offset) => (offset === 0 ? [...strange, empty, ...listed(4)] : []),
        ...{ found: [4], lost: 3, offsets: [0, 8] },
      },
    ],
    [
      "is not read again for an account that is on an earlier page",
      {
        at: (offset) => [listed(0), [...listed(1), later]][offset],
        found: [1, 0],
        offsets: [0, 1],
      },
    ],
  ])("%s", async (_what, { at, total, environment, found = [], lost, offsets }) => {
    const page = (offset: number) => ({ list: at(offset) ?? [], total_count: total });
    const world = await withList(page, environment);

    for (const account of found) await world.get(account);
    if (lost !== undefined) {
      const both = [lost, lost + 100].map((account) => apiFailure(world.get(account)));
      for (const { problem } of await Promise.all(both)) expect(problem.failure).toBe("denied");
    }

    expect(world.offsets).toEqual(offsets);
  });

  it("says of an account without a refresh token that it has authorized, and what is missing", async () => {
    const { get, offsets } = await withList(() => ({ list: [{ authorizer_appid: "wx3" }] }));
    expect((await apiFailure(get(3))).problem).toStrictEqual({
      failure: "denied",
      summary:
        "wx3 has authorized this third-party platform, but WeChat lists no refresh_token for it",
      remedy:
        "Have the platform call api_query_auth once with the account's authorization code; the account need not authorize again",
    });
    expect(offsets).toEqual([0]);
  });

  it("keeps the first of two refresh tokens of one account", async () => {
    const { get, server } = await platformAgainst(({ path, body }) => {
      if (path !== AUTHORIZER_LIST) return issued[path] ?? { errcode: 48001 };
      const { offset } = JSON.parse(body) as { offset: number };
      return { list: [listed(0), [...listed(1), later]][offset] };
    });
    for (const index of [1, 0]) await get(targetOf(index)).catch(() => undefined);
    expect(server.received.map(({ body }) => body).join()).not.toContain('"later"');
    expect(server.received.map(({ body }) => body).join()).toContain('"r0"');
  });

  it.each([{}, { list: {} }, { total_count: 0 }])("that is none is garbage: %j", async (reply) => {
    const { get, offsets } = await withList(() => reply);
    expect((await apiFailure(get(0))).problem).toMatchObject({
      failure: "transient",
      summary:
        "no list of the authorized accounts: WeChat answered an authorizer list without a list",
    });
    expect(offsets).toEqual([0, 0, 0, 0]);
  });
});
