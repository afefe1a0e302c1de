import { apiFailure } from "../support/connected";
import { accountsOf, AUTHORIZER_LIST, requested, targetOf } from "../support/platform";
import { getReply } from "../support/seed";
import { issued, platform, platformAgainst } from "./component";

const platformOf = (accounts: number) =>
  platform({
    emulator: { accounts: accountsOf(accounts) },
    environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "60000" },
  });

describe("the accounts that have authorized the platform", () => {
  it("are looked up page by page, each page once for 1,000 accounts in parallel", async () => {
    const { get, emulator } = await platformOf(1000);
    await Promise.all(Array.from({ length: 1000 }, (_, index) => get(targetOf(index))));
    const once = { componentToken: 1, list: 2, authorizerToken: 1000, policy: 1000 };
    expect(requested(emulator)).toEqual(once);
  });

  it("are looked up no further than to the page that has the account", async () => {
    const { get, emulator } = await platformOf(501);
    const lists: number[] = [];
    for (const account of [499, 500, 0]) {
      await get(targetOf(account));
      lists.push(requested(emulator).list);
    }
    expect(lists).toEqual([1, 2, 2]);
  });

  it("do not have an account that has not authorized it: that account is named", async () => {
    const { getProblem, emulator } = await platformOf(500);
    emulator.withdrawAuthorization("wx7");
    for (const index of [7, 9999])
      expect(await getProblem(targetOf(index))).toStrictEqual({
        failure: "denied",
        summary: `wx${index} is not among the accounts that have authorized this third-party platform`,
        remedy: "Correct authorizerAppId, or let the account authorize the platform",
        isUnauthorized: true,
      });
    expect(requested(emulator)).toMatchObject({ list: 1, authorizerToken: 0, policy: 0 });
  });
});

/** A platform whose list is what the test says; the other endpoints answer as they should. */
async function withList(page: (offset: number) => unknown, environment?: Record<string, string>) {
  const offsets: number[] = [];
  const { get, server } = await platformAgainst(({ path, body }) => {
    if (path !== AUTHORIZER_LIST) return issued[path] ?? getReply;
    const { offset } = JSON.parse(body) as { offset: number };
    offsets.push(offset);
    return page(offset);
  }, environment);
  return { offsets, server, get: (index: number) => get(targetOf(index)) };
}

const entry = (account: number, refresh_token = `r${account}`) => {
  return { authorizer_appid: `wx${account}`, refresh_token };
};
const listed = (...accounts: number[]) => accounts.map((account) => entry(account));
/** So many offsets, from 0 on. */
const upTo = (count: number) => Array.from({ length: count }, (_, offset) => offset);

const configured = {
  WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx0",
  WECHAT_CLOUDBASE_AUTHORIZER_REFRESH_TOKEN: "r",
};
const unusable = Array<object>(499).fill({ authorizer_appid: "wx9" });
const strange = [null, 7, "wx3", {}, { authorizer_appid: "wx3" }, { refresh_token: "r3" }];

/** The list at an offset. */
type At = (offset: number) => unknown[] | undefined;
const onePage: At = () => listed(0, 1, 2);
const pages: At = (offset) => [listed(0, 1), listed(2)][Math.ceil(offset / 2)];
const overlapping: At = (offset) => [listed(1, 2), listed(2, 3), listed(4, 5)][offset / 2];
const barrenBefore7: At = (offset) =>
  offset < 1500 ? [{ authorizer_appid: `wx9${offset}` }, ...unusable] : listed(7);
const every100th: At = (offset) => (offset % 100 === 60 ? listed(offset) : [{}]);
const withStrange: At = (offset) => (offset === 0 ? [...strange, entry(3, ""), ...listed(4)] : []);

/** The list, its total, accounts that are found, one that is not, and the offsets asked for. */
it.each<[string, At, number | string | undefined, number[], number | undefined, number[]]>([
  ["without a total ends with an empty page", pages, undefined, [2], 3, [0, 2, 3]],
  ["ends at its total", onePage, 3, [], 3, [0]],
  ["ends at a total in text", onePage, "3", [], 3, [0]],
  ["ends behind its total", onePage, 2, [], 3, [0]],
  ["that begins again and again ends", () => listed(0, 1), 1e9, [], 3, [0, 2]],
  ["goes on behind a page that overlaps the last", overlapping, 2000, [4], undefined, [0, 2, 4]],
  ["goes on behind unusable pages", barrenBefore7, 1501, [7], 3, [0, 500, 1000, 1500]],
  ["of unusable pages without an end ends", () => [{}], 1e9, [], 3, upTo(100)],
  ["goes on behind fewer than 100 such pages", every100th, 200, [160], undefined, upTo(161)],
  ["counts what is not an account", withStrange, undefined, [4], 3, [0, 8]],
])("a list %s", async (_what, at, total_count, found, lost, offsets) => {
  const world = await withList((offset) => ({ list: at(offset) ?? [], total_count }));
  for (const account of found) await world.get(account);
  if (lost !== undefined) {
    const both = [lost, lost + 100].map((account) => apiFailure(world.get(account)));
    for (const { problem } of await Promise.all(both)) expect(problem.failure).toBe("denied");
  }
  expect(world.offsets).toEqual(offsets);
});

it("a list from which accounts go between two pages loses no other account", async () => {
  const accounts = [0, 1, 2, 3, 4];
  const { get, offsets } = await withList((offset) => {
    if (offset === 4) accounts.splice(0, 2);
    return { list: listed(...accounts.slice(offset, offset + 2)), total_count: accounts.length };
  });
  for (const account of [2, 3, 4]) await get(account);
  expect(offsets).toEqual([0, 2, 4, 2]);
});

it("a list names an account without a refresh token as one that has authorized", async () => {
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

it("a list goes on behind a page that has the configured account alone", async () => {
  const { get, offsets } = await withList((offset) => ({ list: listed(offset) }), configured);
  await get(1);
  expect(offsets).toEqual([0, 1]);
});

it("a list is not read again for an account of an earlier page", async () => {
  const list = [listed(0), [entry(1), entry(0, "later")]];
  const { get, offsets, server } = await withList((offset) => ({ list: list[offset] }));
  for (const account of [1, 0]) await get(account);
  expect(offsets).toEqual([0, 1]);
  const bodies = server.received.map(({ body }) => body).join();
  expect(bodies).not.toContain('"later"');
  expect(bodies).toContain('"r0"');
});

it("a list that is none is garbage", async () => {
  const { get } = await withList(() => ({ list: {} }));
  expect((await apiFailure(get(0))).problem.summary).toBe(
    "no list of the authorized accounts: WeChat answered an authorizer list without a list",
  );
});

it("a list from which an account goes in front of a page in the middle loses no other", async () => {
  const accounts = [0, 1, 2, 3, 4, 5, 6];
  const { get, offsets } = await withList((offset) => {
    if (offset === 2 && accounts[0] === 0) accounts.shift();
    return { list: listed(...accounts.slice(offset, offset + 2)), total_count: accounts.length };
  });
  await get(2);
  expect(offsets).toEqual([0, 2, 1]);
});
