import { appId, call, env, errcode, get, getElsewhere, reach } from "./call";
import { set, staging, start, startWithTwoAccounts } from "./call";

describe("a policy", () => {
  it("shares its switch, and nothing else, with the account's other environments", async () => {
    const emulator = await startWithTwoAccounts();

    await call(emulator, { ...set, open: false });

    const other = await call(emulator, { action: "get", env: staging });
    expect(other).toMatchObject({ open: false, api_whitelist: ["/*"], version: 1 });
    expect(emulator.policy(env)).toMatchObject({ apiWhitelist: ["/wxa/a"], version: 2 });
    expect(emulator.policy("elsewhere").open).toBe(true);
  });

  it("is handed out as a copy", async () => {
    const emulator = await start();

    (emulator.policy(env).apiWhitelist as string[]).push("/mine");

    expect(emulator.policy(env).apiWhitelist).toStrictEqual(["/*"]);
  });

  it("accepts a component token of any account, an authorizer token of its own", async () => {
    const emulator = await startWithTwoAccounts();

    expect(await reach(emulator, emulator.issueToken({ component: true }))).toStrictEqual([0, 0]);
    expect(await reach(emulator, emulator.issueToken({ appId }))).toStrictEqual([0, 61007]);
  });
});

describe("an edit in the console", () => {
  it("changes what it names, and makes the version read before it stale", async () => {
    const emulator = await start();

    emulator.editInConsole(env, { open: false });
    emulator.editInConsole(env, { apiWhitelist: [] });

    expect(await errcode(emulator, set)).toBe(40097);
    const policy = { appId, open: false, apiWhitelist: [], version: 3 };
    expect(emulator.policy(env)).toStrictEqual(policy);
  });
});

describe("an environment", () => {
  it("can be added with its own policy, to a new account too", async () => {
    const emulator = await start();

    emulator.addEnvironment("wx2", "elsewhere", { apiWhitelist: ["/a"], version: 8 });

    expect(emulator.environments()).toStrictEqual([env, staging, "elsewhere"]);
    const policy = { open: true, api_whitelist: ["/a"], version: 8 };
    expect(await call(emulator, getElsewhere)).toMatchObject(policy);
  });

  it("is gone once removed", async () => {
    const emulator = await start();

    emulator.removeEnvironment(env);

    expect(await errcode(emulator, get)).toBe(-501000);
    expect(() => emulator.policy(env)).toThrow(`no environment ${env}`);
  });

  it("belongs to one account only", async () => {
    const emulator = await start();

    expect(() => emulator.addEnvironment("wx2", env)).toThrow("exists already");
    expect(() => emulator.removeEnvironment("nowhere")).toThrow("no environment nowhere");
  });
});
