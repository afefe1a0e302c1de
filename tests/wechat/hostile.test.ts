import { apiFailure, connected, created, ENV, failure } from "../support/connected";

const target = { env: ENV };
const good = '"errcode":0,"errmsg":"ok","open":true,"api_whitelist":["/a"],"version":2';

const getWith = async (body: string) => {
  const { api, emulator, deadline } = await connected();
  emulator.faults.add({ on: { action: "get" }, body, times: Infinity });
  return api.get(target, deadline());
};

describe("a reply with", () => {
  it.each([
    `{${good},"__proto__":{"version":9,"polluted":true}}`,
    `{${good},"constructor":{"prototype":{"polluted":true}}}`,
  ])("%s pollutes nothing and adds nothing", async (body) => {
    const observation = await getWith(body);

    expect(observation).toStrictEqual({ open: true, apiWhitelist: ["/a"], version: 2 });
    expect(Object.getPrototypeOf(observation)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each([
    ["everything in __proto__", `{"errcode":0,"__proto__":{${good}}}`],
    ["a version beyond what a number holds", `{${good.replace(/2$/, "12345678901234567890")}}`],
    [
      "the last whole number itself: the next is to be sent",
      `{${good.replace(/2$/, "9007199254740991")}}`,
    ],
    ["a version just beyond it", `{${good.replace(/2$/, "9007199254740992")}}`],
    ["such a version as text", `{${good.replace(/2$/, '"9007199254740993"')}}`],
    ["a broken version", `{${good.replace(/2$/, "2.5")}}`],
    ["no version", `{${good.replace(/,"version":2$/, "")}}`],
    ["no switch", `{${good.replace('"open":true,', "")}}`],
    ["a switch as text", `{${good.replace('"open":true', '"open":"true"')}}`],
    ["a whitelist as text", `{${good.replace('["/a"]', '"/a"')}}`],
    ["half a character in the whitelist", `{${good.replace("/a", "/\\ud83d")}}`],
    ["a whitelist of numbers", `{${good.replace('["/a"]', '["/a",7]')}}`],
  ])("%s is no policy: the outcome is unknown", async (_what, body) => {
    const { problem } = await apiFailure(getWith(body));

    expect(problem).toStrictEqual({
      failure: "unknown",
      summary: "WeChat answered a get without open, api_whitelist or version",
      remedy:
        "Run it again; if it stays, look for a proxy between here and WeChat, or a wrong endpoint",
      retryAfterMs: 0,
    });
  });

  it("an endless errmsg full of control characters is one line of at most 300", async () => {
    const { api, emulator, deadline } = await connected();
    const errmsg = `\u001b[2J\r\nfake prompt$\u202e${"long ".repeat(10_000)}`;
    emulator.faults.add({ errcode: 48001, errmsg });

    const { message } = await apiFailure(api.get(target, deadline()));

    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(message.startsWith("48001 [2J fake prompt$ long long")).toBe(true);
    expect(message.length).toBeLessThan(600);
  });

  it("a whitelist to mislead and to flood is kept as it is, and one short line in a conflict", async () => {
    const hostile = ["/\u001b[2J\r\nfake prompt$\u202e", "a", "b", "c", "d"].map((entry) =>
      entry.padEnd(100_000, "/x"),
    );
    const world = await connected();
    const state = await created(world);
    world.emulator.faults.add({
      on: { action: "get" },
      body: `{${good.replace('["/a"]', JSON.stringify(hostile))}}`,
      times: Infinity,
    });

    const read = await world.lifecycle.read(state);
    const update = world.lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] });
    const { message } = await failure(update);

    expect(read?.apiWhitelist).toEqual([...hostile].sort());
    expect(message).toContain('somebody else changed apiWhitelist (added "/\\u001b[2J');
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(message.length).toBeLessThan(900);
  });

  it("the largest version there is keeps it", async () => {
    const body = `{${good.replace(/2$/, `${Number.MAX_SAFE_INTEGER - 1}`)}}`;
    expect((await getWith(body)).version).toBe(Number.MAX_SAFE_INTEGER - 1);
  });
});
