import { checkTarget } from "../../provider/core/validation";
import { ACCOUNT, connected, ENV, failure, UNKNOWN } from "../support/connected";

const isUnknown = (value: unknown) => value === UNKNOWN;

describe("find", () => {
  it("is the live policy as an import stores it, with 1 get", async () => {
    const world = await connected();
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/z", "/a", "/z"] });

    expect(await world.lifecycle.find({ env: ENV })).toStrictEqual({
      env: ENV,
      apiWhitelist: ["/a", "/z"],
      open: true,
      version: 2,
      managesOpen: false,
    });
    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("has the account that it was asked for", async () => {
    const { lifecycle } = await connected();
    expect(await lifecycle.find({ authorizerAppId: ACCOUNT, env: ENV })).toMatchObject({
      authorizerAppId: ACCOUNT,
    });
  });

  it("is nothing if WeChat says that the environment does not exist", async () => {
    const { lifecycle } = await connected();
    expect(await lifecycle.find({ env: "nowhere" })).toBeUndefined();
  });

  it("names the environment in every other error", async () => {
    const { lifecycle, emulator } = await connected();
    emulator.faults.add({ errcode: 85089 });
    expect((await failure(lifecycle.find({ env: ENV }))).message).toMatch(
      new RegExp(`^CloudAccessTokenPolicy "${ENV}": read failed: 85089`),
    );
  });
});

describe("checkTarget", () => {
  it.each([
    [{ env: ENV }, { env: ENV }],
    [
      { env: ENV, authorizerAppId: ACCOUNT },
      { env: ENV, authorizerAppId: ACCOUNT },
    ],
    [{ env: ENV, authorizerAppId: undefined }, { env: ENV }],
    [{ env: UNKNOWN }, { env: UNKNOWN }],
  ])("%j pass", (raw, inputs) => {
    expect(checkTarget(raw, isUnknown)).toEqual({ inputs, failures: [] });
  });

  it.each([
    [{}, "env", /^is required/],
    [{ env: "a b" }, "env", /^must be an environment id/],
    [{ env: ENV, authorizerAppId: 1 }, "authorizerAppId", /^must be an app id/],
    [{ env: ENV, open: true }, "open", /^is not an argument; use env, authorizerAppId$/],
    [{ env: ENV, apiWhitelist: [] }, "apiWhitelist", /^is not an argument/],
  ])("%j are refused by name", (raw, property, reason) => {
    expect(checkTarget(raw, isUnknown).failures).toEqual([
      { property, reason: expect.stringMatching(reason) as string },
    ]);
  });

  it("takes fewer arguments for a list, and names those that are none", () => {
    const raw = { env: "e", authorizerAppId: "wx1" };
    expect(checkTarget(raw, isUnknown, ["authorizerAppId"])).toEqual({
      inputs: { authorizerAppId: "wx1" },
      failures: [{ property: "env", reason: "is not an argument; use authorizerAppId" }],
    });
    const reason = "is not an argument; there is none";
    expect(checkTarget({ env: "e" }, isUnknown, [])).toEqual({
      inputs: {},
      failures: [{ property: "env", reason }],
    });
  });
});

describe("a bound of its own", () => {
  it("ends one operation before a wait of a minute", async () => {
    const { lifecycle, emulator } = await connected();
    const slowDown = () => emulator.faults.add({ errcode: 45011 });
    slowDown();
    expect(await lifecycle.find({ env: ENV })).toMatchObject({ env: ENV });
    slowDown();
    const { problem } = await failure(
      lifecycle.with({ operationTimeoutMs: 59_000 }).find({ env: ENV }),
    );
    expect(problem).toMatchObject({ failure: "throttled", errcode: 45011 });
  });
});
