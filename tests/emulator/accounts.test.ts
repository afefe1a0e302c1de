import { appId, call, env, get, set, staging, start } from "./call";

describe("a policy", () => {
  it("has the switch in common with the account's other environments", async () => {
    const emulator = await start();
    emulator.addEnvironment("wx2", "elsewhere");

    await call(emulator, { ...set, open: false });

    expect((await call(emulator, { action: "get", env: staging })).open).toBe(false);
    expect(emulator.policy("elsewhere").open).toBe(true);
  });

  it("has the whitelist and the version to itself", async () => {
    const emulator = await start();

    await call(emulator, set);

    expect(emulator.policy(env)).toMatchObject({ apiWhitelist: ["/wxa/a"], version: 2 });
    expect(emulator.policy(staging)).toMatchObject({ apiWhitelist: ["/*"], version: 1 });
  });

  it("is handed out as a copy", async () => {
    const emulator = await start();

    (emulator.policy(env).apiWhitelist as string[]).push("/mine");

    expect(emulator.policy(env).apiWhitelist).toStrictEqual(["/*"]);
  });

  it("is managed by a component token for every account, by an authorizer token for its own", async () => {
    const emulator = await start();
    emulator.addEnvironment("wx2", "elsewhere");
    const other = { action: "get", env: "elsewhere" };
    const component = emulator.issueToken({ component: true });
    const authorizer = emulator.issueToken({ appId });

    expect((await call(emulator, get, component)).errcode).toBe(0);
    expect((await call(emulator, other, component)).errcode).toBe(0);
    expect((await call(emulator, get, authorizer)).errcode).toBe(0);
    expect((await call(emulator, other, authorizer)).errcode).toBe(61007);
  });
});

describe("an edit in the console", () => {
  it("changes what it names and leaves the rest", async () => {
    const emulator = await start();

    emulator.editInConsole(env, { open: false });
    emulator.editInConsole(env, { apiWhitelist: [] });

    expect(emulator.policy(env)).toStrictEqual({
      appId,
      open: false,
      apiWhitelist: [],
      version: 3,
    });
  });

  it("makes the version that somebody read before it stale", async () => {
    const emulator = await start();
    const { version } = await call(emulator, get);

    emulator.editInConsole(env, { apiWhitelist: ["/console"] });

    expect((await call(emulator, { ...set, version })).errcode).toBe(40097);
    expect(emulator.policy(env).apiWhitelist).toStrictEqual(["/console"]);
  });
});

describe("an environment", () => {
  it("can be added with its own policy, to a new account too", async () => {
    const emulator = await start();

    emulator.addEnvironment("wx2", "elsewhere", { apiWhitelist: ["/a"], version: 8 });

    expect(emulator.environments()).toStrictEqual([env, staging, "elsewhere"]);
    expect(await call(emulator, { action: "get", env: "elsewhere" })).toMatchObject({
      open: true,
      api_whitelist: ["/a"],
      version: 8,
    });
  });

  it("is gone once removed", async () => {
    const emulator = await start();

    emulator.removeEnvironment(env);

    expect((await call(emulator, get)).errcode).toBe(-501000);
    expect(() => emulator.policy(env)).toThrow(`no environment ${env}`);
  });

  it("belongs to one account only", async () => {
    const emulator = await start();

    expect(() => emulator.addEnvironment("wx2", env)).toThrow("exists already");
    expect(() => emulator.removeEnvironment("nowhere")).toThrow("no environment nowhere");
  });
});
