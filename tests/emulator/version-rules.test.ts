import { versionRules, type VersionRule } from "../../emulator";
import { call, emulator, env, get, set, staging, start } from "./call";

/** Both environments have version 5; what each rule makes of a set. */
const rules: Record<VersionRule, { accepts: number[]; beside: number; same: number }> = {
  current: { accepts: [5], beside: 5, same: 6 },
  next: { accepts: [6], beside: 5, same: 6 },
  ignored: { accepts: [0, 4, 5, 6, 7], beside: 5, same: 6 },
  account: { accepts: [5], beside: 6, same: 6 },
  unchanged: { accepts: [5], beside: 5, same: 5 },
};

function startAtFive(versionRule: VersionRule): Promise<void> {
  const environments = { [env]: { version: 5 }, [staging]: { version: 5 } };
  return start({ versionRule, accounts: { wx1: { environments } } });
}

it.each(versionRules)(
  "version rule %s says which sets are applied and what moves",
  async (rule) => {
    const { accepts, beside, same } = rules[rule];
    for (const version of [0, 4, 5, 6, 7]) {
      await startAtFive(rule);
      const { errcode } = await call({ ...set, version });
      const expected = accepts.includes(version) ? [0, 6] : [40097, 5];
      expect([version, errcode, emulator.policy(env).version]).toEqual([version, ...expected]);
    }

    await startAtFive(rule);
    const good = { ...set, version: rule === "next" ? 6 : 5 };
    await call({ ...good, api_whitelist: ["/*"] });
    expect(emulator.policy(env).version).toBe(same);
    expect(emulator.applies(env)).toHaveLength(1);

    await startAtFive(rule);
    await call(good);
    expect((await call(get)).version).toBe(6);
    expect(emulator.policy(staging).version).toBe(beside);
    emulator.editInConsole(env, { apiWhitelist: ["/console"] });
    expect(emulator.policy(env).version).toBe(7);
  },
);

describe("version rule", () => {
  it.each([{ api_whitelist: ["/*", "/a"] }, { api_whitelist: ["/a"] }, { open: false }])(
    "unchanged: %j is a change",
    async (content) => {
      await startAtFive("unchanged");
      await call({ ...set, version: 5, api_whitelist: ["/*"], ...content });
      expect(emulator.policy(env).version).toBe(6);
    },
  );

  it("account: the counter starts at the highest version of its environments", async () => {
    const wx1 = { environments: { [env]: { version: 9 }, [staging]: { version: 3 } } };
    const wx2 = { environments: { elsewhere: { version: 2 } } };
    await start({ versionRule: "account", accounts: { wx1, wx2 } });
    const versions = emulator.environments().map((each) => emulator.policy(each).version);
    expect(versions).toStrictEqual([9, 9, 2]);
    expect((await call(get)).version).toBe(9);
  });
});

describe("a version that is not accepted", () => {
  const stale = { ...set, open: false, version: 4 };

  it.each([
    [40097, {}],
    [-501007, { staleErrcode: -501007 }],
  ])("is named in the refusal, and the right one is not: %d", async (code, options) => {
    const answer = await start(options).then(() => call(stale));
    const words = expect.stringMatching(/version 4 is not accepted rid: [-0-9a-f]+$/) as string;
    expect(answer).toStrictEqual({ errcode: code, errmsg: words });
  });

  it("is answered ok and changes nothing if the options say ignore", async () => {
    await start({ staleVersion: "ignore" });
    expect(await call(stale)).toStrictEqual({ errcode: 0, errmsg: "ok", open: false });
    expect(emulator.policy(env)).toMatchObject({ open: true, apiWhitelist: ["/*"], version: 1 });
    expect(emulator.applies()).toHaveLength(0);
  });
});
