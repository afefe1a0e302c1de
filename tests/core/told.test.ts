import { connected, ENV, OTHER_ENV } from "../support/connected";

const closed = expect.stringContaining(
  "switch is closed (open: false), and this program does not",
) as string;
const policy = (env: string, more = {}) => ({ env, apiWhitelist: ["/a"], ...more });

describe("a closed switch", () => {
  it("that the program does not manage is told by each verb, once for an account", async () => {
    const { emulator, lifecycle, newProcess, warnings } = await connected();
    emulator.editInConsole(ENV, { open: false });
    const { state } = await lifecycle.create(policy(ENV));
    await lifecycle.create(policy(OTHER_ENV));
    expect(warnings).toEqual([closed]);
    await newProcess().read(state);
    expect(warnings).toEqual([closed, closed]);
    await newProcess().update(state, policy(ENV, { apiWhitelist: ["/b"] }));
    expect(warnings).toEqual([closed, closed, closed]);
  });

  it("that a resource of the program manages, or that is open, is not told", async () => {
    const { emulator, lifecycle, warnings } = await connected();
    const { state } = await lifecycle.create(policy(ENV));
    await lifecycle.read(state);
    emulator.editInConsole(ENV, { open: false });
    lifecycle.check(policy(ENV, { open: false }));
    await lifecycle.create(policy(OTHER_ENV));
    await lifecycle.update(state, policy(ENV, { open: false }));
    expect(warnings).toEqual([]);
  });
});

describe("a create over a policy", () => {
  const found = { apiWhitelist: ["/old", "/a"] };
  const [as, b] = [{ apiWhitelist: ["/a"] }, { apiWhitelist: ["/b"] }];

  it.each([
    ["a path that it removes", found, {}, "apiWhitelist (removed /old)"],
    ["what it adds beside", found, b, "apiWhitelist (added /b; removed /old, /a)"],
    ["the switch that it moves", as, { open: false }, "open (true is now false)"],
    ["nothing that it only adds", { apiWhitelist: [] }, {}, undefined],
  ])("names %s, and says that it is kept", async (_what, before, inputs, words) => {
    const { emulator, lifecycle, said } = await connected();
    emulator.editInConsole(ENV, before);
    await lifecycle.create(policy(ENV, inputs));
    const warning = `CloudAccessTokenPolicy "${ENV}": create wrote over what was there: ${words}. What was there is kept in original`;
    expect(said).toEqual(words === undefined ? [] : [warning]);
  });

  it("of this stack's own earlier resource says nothing: original is that one's", async () => {
    const { lifecycle, said } = await connected();
    const { state } = await lifecycle.create(policy(ENV));
    lifecycle.diff(state, policy(ENV));
    await lifecycle.create(policy(ENV, { apiWhitelist: ["/b"] }));
    expect(said).toHaveLength(1);
  });
});

describe("what is a secret", () => {
  const canary = { apiWhitelist: ["/canary"] };
  /** A world, and a process in which these inputs are secrets. */
  async function hiding(...secrets: string[]) {
    const world = await connected();
    const hidden = () => world.newProcess().with({ secrets: new Set(secrets) });
    return { ...world, hidden };
  }

  it("is shown by no warning and by no failure", async () => {
    const { emulator, hidden, said } = await hiding("apiWhitelist", "original");
    emulator.editInConsole(ENV, canary);
    const { state } = await hidden().create(policy(ENV));
    const other = hidden();
    const { failures } = other.check(policy(ENV, { apiWhitelist: ["canary"] }));
    await other.delete(state);
    const overwritten =
      "create wrote over what was there: apiWhitelist (a secret, not shown here). What was there is kept in original";
    const lost =
      "delete writes nothing: the program declares this environment in another resource. What was there at first " +
      "is a secret in `original` of this state: give its whitelist as restoreTo if no `original` has it any more, for a " +
      "later destroy to put it back. Pulumi's aliases keep it when a resource is renamed or moved";
    expect(said).toEqual(
      [overwritten, lost].map((text) => `CloudAccessTokenPolicy "${ENV}": ${text}`),
    );
    const reason = "is wrong; its value is a secret and is not shown here";
    expect(failures).toEqual([{ property: "apiWhitelist[0]", reason }]);
  });

  it("is what the program says: other paths stay in WeChat's own words", async () => {
    const { emulator, hidden } = await hiding("original");
    emulator.faults.add({ on: { action: "set" }, errcode: 85107, errmsg: "unknown /a" });
    await expect(hidden().create(policy(ENV))).rejects.toThrow("unknown /a");
  });

  it("is cut out of WeChat's own words about it", async () => {
    const { emulator, hidden } = await hiding("apiWhitelist");
    const errmsg = "invalid args: /canary/longer and /canary unknown";
    emulator.faults.add({ on: { action: "set" }, errcode: 85107, errmsg, times: Infinity });
    const inputs = policy(ENV, { apiWhitelist: ["/canary", "/canary/longer"] });
    await expect(hidden().create(inputs)).rejects.toThrow(
      "invalid args: (a secret) and (a secret) unknown",
    );
  });

  it("of original is shown by no failure of a delete, which puts it back", async () => {
    const { emulator, lifecycle, hidden } = await hiding("original");
    const { state } = await lifecycle.create(policy(ENV));
    const original = { open: true, apiWhitelist: ["/canary", "/canary-2"] };
    const after = () => emulator.editInConsole(ENV, canary);
    emulator.faults.add({ on: { action: "set" }, after });
    await expect(hidden().delete({ ...state, original })).rejects.toThrow(
      "kept only a part of apiWhitelist (a secret, not shown here)",
    );
  });

  it("of restoreTo hides the whitelist, which tells the same", async () => {
    const { emulator, hidden, said } = await hiding("restoreTo");
    emulator.editInConsole(ENV, canary);
    await hidden().create(policy(ENV));
    expect(said).toEqual([expect.stringContaining("apiWhitelist (a secret, not shown here)")]);
  });
});
