import { call, get, set, start } from "./call";

const without = (name: keyof typeof set): Record<string, unknown> =>
  Object.fromEntries(Object.entries(set).filter(([key]) => key !== name));

describe("a parameter", () => {
  it.each(["action", "env", "open", "api_whitelist", "version"] as const)(
    "%s of a set is required",
    async (name) => {
      const emulator = await start();

      const answers = [
        await call(emulator, without(name)),
        await call(emulator, { ...set, [name]: null }),
      ];

      for (const { errcode, errmsg } of answers) {
        expect(errcode).toBe(40101);
        expect(errmsg).toContain(`missing parameter: ${name}`);
      }
      expect(emulator.applies()).toHaveLength(0);
    },
  );

  it.each([
    ["action", 1],
    ["env", 7],
    ["env", ["myttest-8gu57so0bd9f9e8a"]],
    ["open", "true"],
    ["open", 1],
    ["api_whitelist", "/*"],
    ["api_whitelist", { 0: "/*" }],
    ["api_whitelist", ["/*", 1]],
    ["api_whitelist", ["wxa/a"]],
    ["api_whitelist", [""]],
    ["api_whitelist", ["https://api.weixin.qq.com/wxa/a"]],
    ["version", "1"],
    ["version", 1.5],
    ["version", 1e300],
  ])("%s of a set cannot be %j", async (name, value) => {
    const emulator = await start();

    const { errcode, errmsg } = await call(emulator, { ...set, [name]: value });

    expect(errcode).toBe(40097);
    expect(errmsg).toContain(`invalid args: ${name} rid: `);
    expect(emulator.applies()).toHaveLength(0);
  });

  it("env is required of a get, and an empty one is none", async () => {
    const emulator = await start();

    expect((await call(emulator, { action: "get" })).errcode).toBe(40101);
    expect((await call(emulator, { action: "get", env: "" })).errcode).toBe(40101);
  });

  it("that only a set needs may be left out of a get, or be anything", async () => {
    const emulator = await start();

    expect((await call(emulator, { ...get, version: "x", open: 3 })).errcode).toBe(0);
  });

  it.each(["null", "[]", `"get"`, "7", "<xml/>", " "])(
    "list that is %s instead of an object is a data format error",
    async (body) => {
      expect((await call(await start(), body)).errcode).toBe(47001);
    },
  );

  it("api_whitelist may be empty, and is kept in the order it was sent", async () => {
    const emulator = await start();

    await call(emulator, { ...set, api_whitelist: [] });
    expect((await call(emulator, get)).api_whitelist).toStrictEqual([]);

    await call(emulator, { ...set, api_whitelist: ["/b", "/a", "/b"], version: 2 });
    expect((await call(emulator, get)).api_whitelist).toStrictEqual(["/b", "/a", "/b"]);
  });
});
