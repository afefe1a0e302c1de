import { call, emulator, env, errcode, get, set } from "./call";

describe("a parameter", () => {
  it.each(Object.keys(set))("%s of a set is required", async (name) => {
    for (const value of [undefined, null, ""]) {
      // The translated page calls the whitelist api_Whitelist, which WeChat does not know.
      const answer = await call({ api_Whitelist: ["/*"], ...set, [name]: value });
      expect(answer.errcode).toBe(40101);
      expect(answer.errmsg).toContain(`missing parameter: ${name}`);
    }
    expect(emulator.applies()).toHaveLength(0);
  });

  it.each([
    ["action", 1],
    ["action", "put"],
    ["env", 7],
    ["env", [env]],
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
    const answer = await call({ ...set, [name]: value });
    expect(answer.errcode).toBe(40097);
    expect(answer.errmsg).toContain(`invalid args: ${name} rid: `);
    expect(emulator.applies()).toHaveLength(0);
  });

  it.each([
    [40101, { action: "get" }],
    [40101, { action: "get", env: "" }],
    [0, { ...get, version: "x", open: 3 }],
    [47001, "null"],
    [47001, "[]"],
    [47001, `"get"`],
    [47001, "7"],
    [47001, "<xml/>"],
    [47001, " "],
  ])("errcode %d answers a body of %j", async (code, body) => {
    expect(await errcode(body)).toBe(code);
  });

  it.each([[[]], [["/b", "/a", "/b"]]])("api_whitelist %j stays as it was sent", async (list) => {
    await call({ ...set, api_whitelist: list });
    expect((await call(get)).api_whitelist).toStrictEqual(list);
  });
});
