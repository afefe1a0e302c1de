import { setReply, setRequest } from "../support/seed";
import { addSecondAccount, appId, call, emulator, env, errcode, get, getElsewhere } from "./call";
import { reach, set, staging, start } from "./call";

describe("the page's samples", () => {
  const startAt = (version: number, open = true) => {
    const environments = { [env]: { apiWhitelist: ["/*"], version } };
    return start({ accounts: { wx1: { open, environments } } });
  };

  it("answers the get example with the fields of the page's answer", async () => {
    await startAt(2);
    const answer = { errcode: 0, errmsg: "ok", open: true, api_whitelist: ["/*"], version: 2 };
    expect(await call(`{ "action": "get", "env": "${env}" }`)).toStrictEqual(answer);
  });

  it("answers the set example with the switch and nothing else", async () => {
    await startAt(6, false);
    expect(await call(setRequest)).toStrictEqual(setReply);
    const policy = { appId: "wx1", open: true, apiWhitelist: ["/*"], version: 7 };
    expect(emulator.policy(env)).toStrictEqual(policy);
  });
});

describe("a policy", () => {
  it("shares its switch, and nothing else, with the account's other environments", async () => {
    addSecondAccount();
    await call({ ...set, open: false });
    const other = await call({ action: "get", env: staging });
    expect(other).toMatchObject({ open: false, api_whitelist: ["/*"], version: 1 });
    expect(emulator.policy(env)).toMatchObject({ apiWhitelist: ["/wxa/a"], version: 2 });
    expect(emulator.policy("elsewhere").open).toBe(true);
  });

  it("is handed out as a copy", () => {
    (emulator.policy(env).apiWhitelist as string[]).push("/mine");
    expect(emulator.policy(env).apiWhitelist).toStrictEqual(["/*"]);
  });

  it("accepts a component token of any account, an authorizer token of its own", async () => {
    addSecondAccount();
    expect(await reach(emulator.issueToken({ component: true }))).toStrictEqual([0, 0]);
    expect(await reach(emulator.issueToken({ appId }))).toStrictEqual([0, 61007]);
  });

  it("has a new version, and what was named, after an edit in the console", async () => {
    emulator.editInConsole(env, { open: false });
    emulator.editInConsole(env, { apiWhitelist: [] });
    expect(await errcode(set)).toBe(40097);
    const policy = { appId, open: false, apiWhitelist: [], version: 3 };
    expect(emulator.policy(env)).toStrictEqual(policy);
  });
});

describe("an environment", () => {
  it("can be added with its own policy, to a new account too", async () => {
    emulator.addEnvironment("wx2", "elsewhere", { apiWhitelist: ["/a"], version: 8 });
    expect(emulator.environments()).toStrictEqual([env, staging, "elsewhere"]);
    const policy = { open: true, api_whitelist: ["/a"], version: 8 };
    expect(await call(getElsewhere)).toMatchObject(policy);
  });

  it("is gone once removed", async () => {
    emulator.removeEnvironment(env);
    expect(await errcode(get)).toBe(-501000);
    expect(() => emulator.policy(env)).toThrow(`no environment ${env}`);
  });

  it("belongs to one account only", () => {
    expect(() => emulator.addEnvironment("wx2", env)).toThrow("exists already");
    expect(() => emulator.removeEnvironment("nowhere")).toThrow("no environment nowhere");
  });
});
