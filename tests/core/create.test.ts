import { connected, ENV, failure, OTHER_ENV, UNKNOWN } from "../support/connected";

const inputs = { env: ENV, apiWhitelist: ["/b", "/a"] };

describe("create", () => {
  it("writes with 2 get and 1 set, and stores what WeChat then answers", async () => {
    const { lifecycle, emulator, sent } = await connected();

    const { id, state } = await lifecycle.create(inputs);

    expect(id).toBe(ENV);
    expect(state).toStrictEqual({
      env: ENV,
      apiWhitelist: ["/b", "/a"],
      open: true,
      version: 2,
      managesOpen: false,
      original: { open: true, apiWhitelist: ["/*"] },
    });
    expect(sent()).toEqual({ get: 2, set: 1, applies: 1 });
    expect(emulator.policy(ENV)).toMatchObject({ open: true, apiWhitelist: ["/b", "/a"] });
    expect(emulator.policy(OTHER_ENV)).toMatchObject({ apiWhitelist: ["/*"], version: 1 });
  });

  it.each([
    ["as declared", { apiWhitelist: ["/*"] }, { apiWhitelist: ["/*"], open: true }],
    ["in another order", { apiWhitelist: ["/b", "/a", "/b"] }, { apiWhitelist: ["/b", "/a"] }],
  ])("adopts a policy that is there %s with 1 get and no set", async (_how, live, declared) => {
    const { lifecycle, emulator, sent } = await connected();
    emulator.editInConsole(ENV, live);

    const { state } = await lifecycle.create({ env: ENV, ...declared });

    const { apiWhitelist } = declared;
    const original = { apiWhitelist: [...apiWhitelist].sort() };
    expect(state).toMatchObject({ apiWhitelist, version: 2, original });
    expect(sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("adopts what a create that was killed had already written", async () => {
    const { newProcess, sent } = await connected();
    await newProcess().create(inputs);

    await newProcess().create(inputs);

    expect(sent()).toEqual({ get: 3, set: 1, applies: 1 });
  });

  it("stores every setting, and sends WeChat the environment alone", async () => {
    const { lifecycle, emulator } = await connected();
    const authorizerAppId = "wx0000000000000001";
    const settings = { authorizerAppId, onConflict: "overwrite", onDelete: "retain" };
    const raw = { ...inputs, ...settings, restoreTo: ["/d", "/c"], __provider: "code" };

    const { id, state } = await lifecycle.create(raw);

    expect(id).toBe(ENV);
    expect(state).toMatchObject({ ...settings, restoreTo: ["/d", "/c"] });
    expect(Object.keys(state)).not.toContain("__provider");
    expect(emulator.requests().map(({ env }) => env)).toEqual([ENV, ENV, ENV]);
  });

  it.each([
    [{ env: ENV }, ENV, "apiWhitelist is required: the paths that may be called"],
    [
      { env: ENV, apiWhitelist: ["/a", "b"] },
      ENV,
      `apiWhitelist[1] "b" must begin with "/": write "/b"`,
    ],
    [{ env: ENV, apiWhitelist: UNKNOWN }, ENV, "apiWhitelist has a value that is not known yet"],
    [{ ...inputs, restoreTo: [UNKNOWN] }, ENV, "restoreTo has a value that is not known yet"],
    [{ env: 7, apiWhitelist: [] }, "", "env must be an environment id"],
  ])("sends nothing if an input is wrong or unknown: %j", async (wrong, id, words) => {
    const { lifecycle, emulator } = await connected();

    const error = await failure(lifecycle.create(wrong));

    expect(error.message).toContain(`CloudAccessTokenPolicy "${id}": create failed: ${words}`);
    expect(error.message).toContain(". Correct the program");
    expect(error.problem.failure).toBe("invalid");
    expect(error.partial).toBeUndefined();
    expect(emulator.journal).toEqual([]);
  });

  it.each([
    ["get", -501000, "missing", "-501000 Environment not found TcbCode: [INVALID_ENV]"],
    ["get", 85088, "missing", "85088 no qbase privilege"],
    ["get", 48001, "denied", "48001 api unauthorized"],
    ["set", 48001, "denied", "48001 api unauthorized"],
  ] as const)(
    "fails without state if %s is refused with %i, and can be repeated",
    async (...row) => {
      const [action, errcode, kind, words] = row;
      const { lifecycle, emulator, sent } = await connected();
      // That an environment is gone is believed after a second look.
      const times = errcode === -501000 ? 2 : 1;
      emulator.faults.add({ on: { action }, errcode, times });

      const error = await failure(lifecycle.create(inputs));

      expect(error.where).toEqual({ env: ENV, verb: "create" });
      expect(error.problem).toMatchObject({ failure: kind, errcode });
      expect(error.message).toContain(words);
      expect(error.message).toMatch(/ \(rid [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}\)$/);
      expect(error.partial).toBeUndefined();
      expect(sent()).toEqual({ get: times, set: action === "set" ? 1 : 0, applies: 0 });
      expect((await lifecycle.create(inputs)).state.version).toBe(2);
    },
  );

  it("does not translate a bug", async () => {
    const bug = new TypeError("bug");
    const api = { get: () => Promise.reject(bug), set: () => Promise.reject(bug) };
    const { lifecycle } = await connected({ lifecycle: { api } });

    await expect(lifecycle.create(inputs)).rejects.toBe(bug);
    expect(lifecycle.check(inputs).failures).toEqual([]);
  });
});
