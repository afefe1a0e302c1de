import { appId, env, start, startedAt, startWithClock, startWithTwoAccounts } from "./call";
import { callAuthorized, folder, listName } from "./component-call";

const page = (offset: unknown, count: unknown) => ({
  component_appid: "wxc000000000000001",
  offset,
  count,
});

describe("api_get_authorizer_list", () => {
  it("lists the accounts with what obtains their tokens", async () => {
    const emulator = await startWithTwoAccounts();

    const answer = await callAuthorized(emulator, listName, page(0, 500));

    const list = [appId, "wx2"].map((each) => ({
      authorizer_appid: each,
      refresh_token: emulator.refreshToken(each),
      auth_time: startedAt / 1000,
    }));
    expect(answer).toStrictEqual({ total_count: 2, list });
    expect(emulator.requests({ path: `${folder}${listName}` })).toHaveLength(1);
    expect(emulator.requests({ env })).toStrictEqual([]);
  });

  it.each([
    [0, ["wx0", "wx1", "wx2"]],
    [6, ["wx6"]],
    [7, []],
  ])("has a page at offset %d", async (offset, ids) => {
    const names = Array.from({ length: 7 }, (_, index) => `wx${index}`);
    const accounts = Object.fromEntries(names.map((name) => [name, { environments: {} }]));
    const emulator = await start({ accounts });

    const answer = await callAuthorized(emulator, listName, page(offset, 3));

    expect(answer.total_count).toBe(7);
    expect(answer.list?.map(({ authorizer_appid: id }) => id)).toStrictEqual(ids);
  });

  it("leaves out who withdrew, and has the time of the last authorization", async () => {
    const { emulator, pass } = await startWithClock();
    emulator.addEnvironment("wx2", "elsewhere");

    emulator.withdrawAuthorization(appId);
    pass(5000);
    emulator.changeRefreshToken("wx2");

    expect(await callAuthorized(emulator, listName, page(0, 500))).toMatchObject({
      total_count: 1,
      list: [{ authorizer_appid: "wx2", auth_time: startedAt / 1000 + 5 }],
    });
  });

  it.each([
    [40170, page(0, 501)],
    [40097, page(-1, 500)],
    [40097, page(0.5, 500)],
    [40097, page(undefined, 500)],
    [40097, page(0, "500")],
    [61011, { ...page(0, 1), component_appid: "wx404" }],
  ])("answers %d to %j", async (errcode, body) => {
    const answer = await callAuthorized(await start(), listName, body);

    expect(answer.errcode).toBe(errcode);
    expect(answer.errmsg).not.toMatch(/^error/);
  });
});
