import { versionRules, type Emulator, type VersionRule } from "../../emulator";
import { call, env, get, set, staging, start } from "./call";

async function setWith(emulator: Emulator, version: number, more: object = {}): Promise<number> {
  return (await call(emulator, { ...set, ...more, version })).errcode;
}

async function startAtFive(versionRule: VersionRule): Promise<Emulator> {
  const environments = { [env]: { version: 5 }, [staging]: { version: 5 } };
  return start({ versionRule, accounts: { wx1: { environments } } });
}

describe("version rule", () => {
  it.each<[VersionRule, (offset: number) => boolean]>([
    ["current", (offset) => offset === 0],
    ["next", (offset) => offset === 1],
    ["ignored", () => true],
    ["account", (offset) => offset === 0],
    ["unchanged", (offset) => offset === 0],
  ])("%s applies a set with the versions it accepts, and no other", async (rule, accepts) => {
    for (const offset of [-5, -1, 0, 1, 2]) {
      const emulator = await startAtFive(rule);

      const errcode = await setWith(emulator, 5 + offset);

      expect([offset, errcode]).toStrictEqual([offset, accepts(offset) ? 0 : 40097]);
      expect(emulator.policy(env).version).toBe(accepts(offset) ? 6 : 5);
      expect(emulator.applies()).toHaveLength(accepts(offset) ? 1 : 0);
    }
  });

  it.each(versionRules)("%s: a get tells the version after a set", async (versionRule) => {
    const emulator = await startAtFive(versionRule);

    await setWith(emulator, versionRule === "next" ? 6 : 5);

    expect((await call(emulator, get)).version).toBe(6);
  });

  it.each(versionRules)("%s: an edit in the console counts", async (versionRule) => {
    const emulator = await startAtFive(versionRule);

    emulator.editInConsole(env, { apiWhitelist: ["/console"] });

    expect(emulator.policy(env).version).toBe(6);
  });

  it.each(versionRules)("%s: another environment's version moves or not", async (versionRule) => {
    const emulator = await startAtFive(versionRule);

    await setWith(emulator, versionRule === "next" ? 6 : 5);

    expect(emulator.policy(staging).version).toBe(versionRule === "account" ? 6 : 5);
  });

  it.each(versionRules)("%s: a set of what is live already", async (versionRule) => {
    const emulator = await startAtFive(versionRule);
    const same = { open: true, api_whitelist: ["/*"] };

    expect(await setWith(emulator, versionRule === "next" ? 6 : 5, same)).toBe(0);

    expect(emulator.policy(env).version).toBe(versionRule === "unchanged" ? 5 : 6);
    expect(emulator.applies(env)).toHaveLength(1);
  });

  it.each([{ api_whitelist: ["/*", "/a"] }, { api_whitelist: ["/a"] }, { open: false }])(
    "unchanged: %j is a change",
    async (content) => {
      const emulator = await startAtFive("unchanged");

      await setWith(emulator, 5, { api_whitelist: ["/*"], ...content });

      expect(emulator.policy(env).version).toBe(6);
    },
  );

  it("account: the counter starts at the highest version of its environments", async () => {
    const environments = { [env]: { version: 9 }, [staging]: { version: 3 } };
    const other = { environments: { elsewhere: { version: 2 } } };
    const emulator = await start({
      versionRule: "account",
      accounts: { wx1: { environments }, wx2: other },
    });

    expect((await call(emulator, get)).version).toBe(9);
    expect(emulator.policy(staging).version).toBe(9);
    expect(emulator.policy("elsewhere").version).toBe(2);
  });
});

describe("a version that is not accepted", () => {
  it("is refused by naming the version, not what it should have been", async () => {
    const emulator = await startAtFive("current");

    const { errmsg } = await call(emulator, { ...set, version: 4 });

    expect(errmsg).toMatch(/^invalid args: version 4 is not accepted rid: /);
  });

  it("is refused with the errcode of the options", async () => {
    const emulator = await start({ staleErrcode: -501007 });

    const { errcode, errmsg } = await call(emulator, { ...set, version: 4 });

    expect(errcode).toBe(-501007);
    expect(errmsg).toContain("version 4");
  });

  it("is answered ok and changes nothing where the options say ignore", async () => {
    const emulator = await start({ staleVersion: "ignore" });

    const answer = await call(emulator, { ...set, open: false, version: 4 });

    expect(answer).toStrictEqual({ errcode: 0, errmsg: "ok", open: false });
    expect(emulator.policy(env)).toMatchObject({ open: true, apiWhitelist: ["/*"], version: 1 });
    expect(emulator.applies()).toHaveLength(0);
  });
});
