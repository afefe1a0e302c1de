import { connected, ENV, failure, OTHER_ENV, UNKNOWN } from "../support/connected";

const inputs = { env: ENV, apiWhitelist: ["/b", "/a"] };

describe("create", () => {
  it("writes the whitelist with 2 get and 1 set, and stores what WeChat then answers", async () => {
    const { lifecycle, emulator, sent } = await connected();

    const { id, state } = await lifecycle.create(inputs);

    expect(id).toBe(ENV);
    expect(state).toStrictEqual({
      env: ENV,
      apiWhitelist: ["/a", "/b"],
      open: true,
      version: 2,
      managesOpen: false,
      original: { open: true, apiWhitelist: ["/*"] },
    });
    expect(sent()).toEqual({ get: 2, set: 1, applies: 1 });
    expect(emulator.policy(ENV)).toMatchObject({ open: true, apiWhitelist: ["/a", "/b"] });
    expect(emulator.policy(OTHER_ENV)).toMatchObject({ apiWhitelist: ["/*"], version: 1 });
  });

  it("adopts a policy that is already as declared with 1 get and no set", async () => {
    const { lifecycle, sent } = await connected();

    const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/*"], open: true });

    expect(state).toMatchObject({ version: 1, original: { open: true, apiWhitelist: ["/*"] } });
    expect(sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("adopts whatever order and duplicates WeChat answers", async () => {
    const { lifecycle, emulator, sent } = await connected();
    emulator.editInConsole(ENV, { apiWhitelist: ["/b", "/a", "/b"] });

    const { state } = await lifecycle.create(inputs);

    expect(state.apiWhitelist).toEqual(["/a", "/b"]);
    expect(sent().set).toBe(0);
  });

  it("adopts what a create that was killed had already written", async () => {
    const { newProcess, sent } = await connected();
    await newProcess().create(inputs);

    await newProcess().create(inputs);

    expect(sent()).toEqual({ get: 3, set: 1, applies: 1 });
  });

  it("has the environment as its id, and asks WeChat for the environment alone", async () => {
    const { lifecycle, emulator } = await connected();
    const authorizerAppId = "wx0000000000000001";

    const { id, state } = await lifecycle.create({ ...inputs, authorizerAppId });

    expect(id).toBe(ENV);
    expect(state.authorizerAppId).toBe(authorizerAppId);
    expect(emulator.requests().map(({ env }) => env)).toEqual([ENV, ENV, ENV]);
  });

  it("takes inputs that nobody normalized, and stores every setting", async () => {
    const { lifecycle } = await connected();
    const settings = { onConflict: "overwrite", onDelete: "retain", restoreTo: ["/d", "/c"] };

    const { state } = await lifecycle.create({ ...inputs, ...settings, __provider: "code" });

    expect(state).toMatchObject({ ...settings, restoreTo: ["/c", "/d"] });
    expect(Object.keys(state)).not.toContain("__provider");
  });

  it.each([
    [{ env: ENV }, ENV, "apiWhitelist is required: the paths that may be called"],
    [{ env: ENV, apiWhitelist: ["/a", "b"] }, ENV, `apiWhitelist[1] "b" must begin with "/": "/b"`],
    [{ env: ENV, apiWhitelist: UNKNOWN }, ENV, "apiWhitelist has a value that is not known yet"],
    [{ ...inputs, restoreTo: [UNKNOWN] }, ENV, "restoreTo has a value that is not known yet"],
    [{ env: 7, apiWhitelist: [] }, "", "env must be an environment id"],
  ])("sends nothing where an input is wrong or unknown: %j", async (wrong, id, words) => {
    const { lifecycle, emulator } = await connected();

    const error = await failure(lifecycle.create(wrong));

    expect(error.message).toContain(`CloudAccessTokenPolicy "${id}": create failed: ${words}`);
    expect(error.message).toContain(". Correct the program");
    expect(error.problem.failure).toBe("invalid");
    expect(error.partial).toBeUndefined();
    expect(emulator.journal).toEqual([]);
  });

  it("lets another try where the first one failed", async () => {
    const { lifecycle, emulator } = await connected();
    emulator.faults.add({ errcode: 48001 });
    await failure(lifecycle.create(inputs));

    expect((await lifecycle.create(inputs)).state.version).toBe(2);
  });

  it.each([
    [-501000, "missing", "-501000 Environment not found TcbCode: [INVALID_ENV]"],
    [85088, "missing", "85088 no qbase privilege"],
    [48001, "denied", "48001 api unauthorized"],
  ])("fails with WeChat's words and no state on %i", async (errcode, kind, words) => {
    const { lifecycle, emulator, sent } = await connected();
    emulator.faults.add({ on: { action: "get" }, errcode });

    const error = await failure(lifecycle.create(inputs));

    expect(error.where).toEqual({ env: ENV, verb: "create" });
    expect(error.problem.failure).toBe(kind);
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/ \(rid [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}\)$/);
    expect(error.partial).toBeUndefined();
    expect(sent().set).toBe(0);
  });

  it("fails without state where the set is refused outright: it was not applied", async () => {
    const { lifecycle, emulator, sent } = await connected();
    emulator.faults.add({ on: { action: "set" }, errcode: 48001 });

    const error = await failure(lifecycle.create(inputs));

    expect(error.problem.errcode).toBe(48001);
    expect(error.partial).toBeUndefined();
    expect(sent()).toEqual({ get: 1, set: 1, applies: 0 });
  });

  it("lets a bug of its own through as it is", async () => {
    const bug = new TypeError("bug");
    const api = { get: () => Promise.reject(bug), set: () => Promise.reject(bug) };
    const { lifecycle } = await connected({ lifecycle: { api } });

    await expect(lifecycle.create(inputs)).rejects.toBe(bug);
    expect(lifecycle.check(inputs).failures).toEqual([]);
  });
});
