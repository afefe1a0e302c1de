import { checkTarget } from "../../provider/core/validation";
import { ACCOUNT, connected, ENV, failure, UNKNOWN } from "../support/connected";

const isUnknown = (value: unknown) => value === UNKNOWN;

it("find stores the account that it was asked for, and names the environment if it fails", async () => {
  const { lifecycle, emulator } = await connected();
  const target = { authorizerAppId: ACCOUNT, env: ENV };
  expect(await lifecycle.find(target)).toMatchObject(target);
  emulator.faults.add({ errcode: 85089 });
  const { message } = await failure(lifecycle.find(target));
  expect(message).toContain(`CloudAccessTokenPolicy "${ENV}": read failed: 85089`);
});

describe("checkTarget", () => {
  const named = { env: ENV, authorizerAppId: ACCOUNT };
  it.each([
    [named, named],
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
