import { unreadableReply } from "../../provider/wechat/reply";
import { created, ENV, failure } from "../support/connected";
import { client } from "./calls";

const good = '"errcode":0,"errmsg":"ok","open":true,"api_whitelist":["/a"],"version":2';

/** A client whose every get is answered with the good reply, of which one part is another. */
async function against(part: string | RegExp, instead: string) {
  const world = await client();
  const body = `{${good.replace(part, instead)}}`;
  world.always({ on: { action: "get" }, body });
  return world;
}

describe("a get whose reply has", () => {
  it.each(['"__proto__":{"version":9,"polluted":true}', '"constructor":{"prototype":{"x":1}}'])(
    "%s pollutes nothing and adds nothing",
    async (more) => {
      const observation = await (await against(/$/, `,${more}`)).get();
      expect(observation).toStrictEqual({ open: true, apiWhitelist: ["/a"], version: 2 });
      expect(Object.getPrototypeOf(observation)).toBe(Object.prototype);
      expect(Object.keys(Object.prototype)).toEqual([]);
    },
  );

  it("the largest version whose successor is exact takes it", async () => {
    const largest = Number.MAX_SAFE_INTEGER - 1;
    const { get } = await against(/2$/, `${largest}`);
    expect((await get()).version).toBe(largest);
  });

  it.each([
    ["everything in __proto__", good, `"errcode":0,"__proto__":{${good}}`],
    ["a version without an exact successor", /2$/, `${Number.MAX_SAFE_INTEGER}`],
    ["no version", ',"version":2', ""],
    ["no open", '"open":true,', ""],
    ["open as text", "true", '"true"'],
    ["a whitelist as text", '["/a"]', '"/a"'],
    ["half a character in the whitelist", "/a", "/\\ud83d"],
    ["a whitelist of numbers", '["/a"]', '["/a",7]'],
  ])("%s leaves the policy unknown", async (_what, part, instead) => {
    const { getProblem } = await against(part, instead);
    const problem = unreadableReply("a get without open, api_whitelist or version");
    expect(await getProblem()).toStrictEqual(problem);
  });

  it("a whitelist to mislead and to flood is one short line in a conflict", async () => {
    const hostile = ["/\u001b[2J\r\nfake prompt$\u202e", "a", "b", "c", "d"].map((entry) =>
      entry.padEnd(100_000, "/x"),
    );
    const state = await created(await client());
    const { lifecycle } = await against('["/a"]', JSON.stringify(hostile));

    const read = await lifecycle.read(state);
    const { message } = await failure(lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] }));

    expect(read?.apiWhitelist).toEqual([...hostile].sort());
    expect(message).toContain('somebody else changed apiWhitelist (added "/\\u001b[2J');
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(message.length).toBeLessThan(900);
  });
});
