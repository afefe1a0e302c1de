import { appId, env, start, startedAt } from "./call";
import { callAuthorized } from "./component-call";

const listName = "api_get_authorizer_list";

describe("api_get_authorizer_list", () => {
  const page = (offset: unknown, count: unknown) => ({
    component_appid: "wxc000000000000001",
    offset,
    count,
  });

  it("lists the accounts with what obtains their tokens", async () => {
    const emulator = await start();
    emulator.addEnvironment("wx2", "elsewhere");

    const answer = await callAuthorized(emulator, listName, page(0, 500));

    expect(answer).toStrictEqual({
      total_count: 2,
      list: [appId, "wx2"].map((each) => ({
        authorizer_appid: each,
        refresh_token: emulator.refreshToken(each),
        auth_time: startedAt / 1000,
      })),
    });
  });

  it("goes through many page by page, past the end to an empty one", async () => {
    const accounts = Object.fromEntries(
      Array.from({ length: 7 }, (_, index) => [`wx${index}`, { environments: {} }]),
    );
    const emulator = await start({ accounts });
    const ids = async (offset: number) => {
      const { list, total_count: total } = await callAuthorized(
        emulator,
        listName,
        page(offset, 3),
      );
      return [total, list?.map(({ authorizer_appid: id }) => id)];
    };

    expect(await ids(0)).toStrictEqual([7, ["wx0", "wx1", "wx2"]]);
    expect(await ids(6)).toStrictEqual([7, ["wx6"]]);
    expect(await ids(7)).toStrictEqual([7, []]);
  });

  it("leaves out who withdrew, and tells when somebody authorized anew", async () => {
    let now = startedAt;
    const emulator = await start({ now: () => now });
    emulator.addEnvironment("wx2", "elsewhere");

    emulator.withdrawAuthorization(appId);
    now += 5000;
    emulator.changeRefreshToken("wx2");

    expect(await callAuthorized(emulator, listName, page(0, 500))).toMatchObject({
      total_count: 1,
      list: [{ authorizer_appid: "wx2", auth_time: startedAt / 1000 + 5 }],
    });
  });

  it.each([
    [40170, 0, 501],
    [40097, -1, 500],
    [40097, 0.5, 500],
    [40097, undefined, 500],
    [40097, 0, "500"],
  ])("answers %d for offset %p and count %p", async (errcode, offset, count) => {
    const answer = await callAuthorized(await start(), listName, page(offset, count));

    expect(answer.errcode).toBe(errcode);
    expect(answer.errmsg).not.toMatch(/^error/);
  });

  it("says 61011 to another component", async () => {
    const body = { ...page(0, 1), component_appid: "wx404" };

    expect((await callAuthorized(await start(), listName, body)).errcode).toBe(61011);
  });

  it("leaves no environment in the journal", async () => {
    const emulator = await start();

    await callAuthorized(emulator, listName, page(0, 1));

    expect(emulator.requests({ env })).toStrictEqual([]);
    expect(emulator.requests({ path: `/cgi-bin/component/${listName}` })).toHaveLength(1);
  });
});
