import { ACCOUNT, connected, created, ENV, OTHER_ENV, UNKNOWN } from "../support/connected";

const policy = (env: string, more: object = {}) => ({ env, apiWhitelist: ["/a"], ...more });
const token = { WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined };

describe("check", () => {
  it("needs neither a request nor a token", async () => {
    const { lifecycle, emulator } = await connected({ environment: token });
    const { inputs, failures } = lifecycle.check(policy(ENV, { apiWhitelist: ["/b", "/a", "/b"] }));
    expect({ inputs, failures }).toEqual({
      inputs: policy(ENV, { apiWhitelist: ["/b", "/a"] }),
      failures: [],
    });
    expect(emulator.journal).toEqual([]);
  });

  it("names both resources that ask for different values of open", async () => {
    const { lifecycle } = await connected();
    lifecycle.check(policy(ENV, { open: true }));
    const { failures } = lifecycle.check(policy(OTHER_ENV, { open: false }));
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ property: "open" });
    expect(failures[0]?.reason).toContain(`"${OTHER_ENV}" and "${ENV}" ask for different values`);
  });

  it("has nothing against different values of open in different accounts", async () => {
    const { lifecycle } = await connected({ lifecycle: { defaultAccount: "wx1" } });
    lifecycle.check(policy(ENV, { open: true }));
    const { failures } = lifecycle.check(policy(ENV, { open: false, authorizerAppId: "wx2" }));
    expect(failures).toEqual([]);
  });

  it("takes the configuration's account and its name for one account", async () => {
    const { lifecycle } = await connected({ lifecycle: { defaultAccount: ACCOUNT } });
    lifecycle.check(policy(ENV, { open: true }));
    const other = policy(OTHER_ENV, { open: false, authorizerAppId: ACCOUNT });
    expect(lifecycle.check(other).failures[0]?.reason).toContain(
      `"${OTHER_ENV}" and "${ENV}" ask for different values`,
    );
  });

  it("counts resources that name no account to one account", async () => {
    const { lifecycle } = await connected({ lifecycle: { singleAccountSource: "TOKEN" } });
    expect(lifecycle.check(policy(ENV)).failures).toEqual([]);
    expect(lifecycle.check(policy(OTHER_ENV)).failures).toEqual([]);
  });

  it("refuses a second account where the token belongs to one", async () => {
    const { lifecycle, client } = await connected();
    const { singleAccountSource = "" } = client;
    const { newProcess } = await connected({ lifecycle: { singleAccountSource } });
    const process = newProcess();
    expect(process.check(policy(ENV, { authorizerAppId: "wx1" })).failures).toEqual([]);
    expect(process.check(policy(OTHER_ENV, { authorizerAppId: "wx2" })).failures).toEqual([
      {
        property: "",
        reason: expect.stringContaining(
          `"${ENV}" is of account wx1 and "${OTHER_ENV}" is of account wx2, but WECHAT_CLOUDBASE_ACCESS_TOKEN is`,
        ) as string,
      },
    ]);
    expect(lifecycle.check(policy(ENV)).failures).toEqual([]);
  });

  it("takes any number of accounts where the source serves them all", async () => {
    const { lifecycle } = await connected();
    for (const authorizerAppId of ["wx1", "wx2", "wx3"]) {
      expect(lifecycle.check(policy(ENV, { authorizerAppId })).failures).toEqual([]);
    }
  });

  it.each([{ env: UNKNOWN }, { authorizerAppId: UNKNOWN }, { env: 7 }, { onDelete: "x" }])(
    "claims nothing for a resource whose identity is not known: %j",
    async (identity) => {
      const { lifecycle } = await connected({ lifecycle: { singleAccountSource: "TOKEN" } });
      lifecycle.check(policy(ENV, { open: true, ...identity }));
      expect(lifecycle.check(policy(OTHER_ENV, { open: false })).failures).toEqual([]);
    },
  );

  it("claims nothing where open is not known yet", async () => {
    const { lifecycle } = await connected();
    lifecycle.check(policy(ENV, { open: true }));
    expect(lifecycle.check(policy(ENV, { open: UNKNOWN })).inputs["open"]).toBe(UNKNOWN);
    expect(lifecycle.check(policy(OTHER_ENV, { open: false })).failures).toEqual([]);
  });
});

describe("two resources for one environment", () => {
  it("are refused with both names, if the adapter tells which resource it is", async () => {
    const { lifecycle } = await connected();
    const check = (name: string) =>
      lifecycle.check(policy(ENV), { resource: { urn: name, name } }).failures;
    expect([check("one"), check("one")]).toEqual([[], []]);
    expect(check("two")).toMatchObject([
      { property: "env", reason: expect.stringContaining('"one" and "two"') as string },
    ]);
  });
});

describe("diff", () => {
  it("needs neither a request nor a token", async () => {
    const world = await connected();
    const state = await created(world, { open: true });
    const { lifecycle, emulator } = await connected({ environment: token });
    expect(lifecycle.diff(state, policy(ENV, { open: true }))).toEqual({
      changed: [],
      replaces: [],
    });
    expect(lifecycle.diff(state, policy(OTHER_ENV, { open: UNKNOWN }))).toEqual({
      changed: ["env", "open"],
      replaces: ["env"],
    });
    expect(emulator.journal).toEqual([]);
  });

  it("does not count an unmanaged switch that moved", async () => {
    const world = await connected();
    const state = await created(world);
    expect(world.lifecycle.diff({ ...state, open: false }, policy(ENV)).changed).toEqual([]);
  });
});
