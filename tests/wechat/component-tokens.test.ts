import { ACCOUNT, ENV, OTHER_ENV } from "../support/connected";
import { gate } from "../support/fleet";
import { requested, target as ofAccount } from "../support/platform";
import { AUTHORIZER_LIST, AUTHORIZER_TOKEN, COMPONENT_TOKEN, platform } from "./component";

const ofPlatform = { env: ENV };
const HOURS_2 = 7_200_000;
const MINUTES_5 = 300_000;
const secret = "WECHAT_CLOUDBASE_COMPONENT_APP_SECRET";
const ticket = "WECHAT_CLOUDBASE_COMPONENT_VERIFY_TICKET";

describe.each([
  ["a component token", ofPlatform, "componentToken", { list: 0, authorizerToken: 0 }],
  ["an account's token", ofAccount, "authorizerToken", { list: 1, authorizerToken: 1 }],
] as const)("%s", (_what, target, kind, rest) => {
  const once = { componentToken: 1, ...rest };
  const many = (count: number, get: () => Promise<unknown>) =>
    Promise.all(Array.from({ length: count }, get));

  it("is obtained once for 50 who need it at the same time and for all who come later", async () => {
    const { get, emulator } = await platform();
    await many(50, () => get(target));
    await get({ ...target, env: OTHER_ENV });

    expect(requested(emulator)).toEqual({ ...once, policy: 51 });
    const used = new Set(emulator.requests({ action: "get" }).map(({ tokenHash }) => tokenHash));
    expect(used.size).toBe(1);
    expect(used).not.toContain(emulator.requests({ path: AUTHORIZER_TOKEN })[0]?.tokenHash);
  });

  it("is replaced five minutes before its end, without another lookup", async () => {
    const { get, emulator, clock } = await platform();
    for (const [afterMs, obtained] of [
      [0, 1],
      [HOURS_2 - MINUTES_5 - 1, 1],
      [1, 2],
      [HOURS_2 - MINUTES_5 - 1, 2],
      [1, 3],
    ] as const) {
      clock.time += afterMs;
      await get(target);
      expect(requested(emulator)).toMatchObject({ [kind]: obtained, list: once.list });
    }
  });

  it.each([40001, 40014, 42001])(
    "is replaced once for all when WeChat says %i",
    async (errcode) => {
      const { get, emulator } = await platform();
      await get(target);
      emulator.faults.add({ on: { action: "get" }, errcode, times: 8, before: gate(8) });
      await many(8, () => get(target));

      expect(requested(emulator)).toEqual({ ...once, [kind]: 2, policy: 1 + 8 + 8 });
      const used = emulator.requests({ action: "get" }).map(({ tokenHash }) => tokenHash);
      const [refused, taken] = [new Set(used.slice(0, 9)), new Set(used.slice(9))];
      expect([refused.size, taken.size]).toEqual([1, 1]);
      expect(taken).not.toEqual(refused);
    },
  );
});

describe("a component token", () => {
  it("is not obtained before it is needed", async () => {
    const { emulator, lifecycle } = await platform();
    lifecycle.check({ env: ENV, apiWhitelist: [] });
    expect(emulator.journal).toEqual([]);
  });

  it("of less than ten minutes is used for half of them", async () => {
    const { get, emulator, clock } = await platform({ component: { expiresInMs: 60_000 } });
    for (const [afterMs, obtained] of [
      [0, 1],
      [29_999, 1],
      [1, 2],
    ] as const) {
      clock.time += afterMs;
      await get(ofPlatform);
      expect(requested(emulator).componentToken).toBe(obtained);
    }
  });

  it("is asked for again after a failure", async () => {
    const { get, getProblem, emulator } = await platform();
    emulator.faults.add({ on: { path: COMPONENT_TOKEN }, errcode: 61004 });
    await getProblem(ofPlatform);
    await get(ofPlatform);
    expect(requested(emulator).componentToken).toBe(2);
  });

  it.each([
    [40001, AUTHORIZER_TOKEN],
    [40014, AUTHORIZER_TOKEN],
    [42001, AUTHORIZER_TOKEN],
    [40001, AUTHORIZER_LIST],
  ])("is replaced when WeChat says %i to %s", async (errcode, path) => {
    const { get, emulator } = await platform();
    emulator.faults.add({ on: { path }, errcode });

    expect(await get()).toMatchObject({ version: 1 });

    expect(requested(emulator).componentToken).toBe(2);
    const [refused, taken] = emulator.requests({ path });
    expect(taken?.tokenHash).not.toBe(refused?.tokenHash);
  });
});

it("an account's token is the configured account's if a resource names none", async () => {
  const { get, emulator } = await platform({
    environment: { WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: ACCOUNT },
  });
  await get({ env: ENV });
  expect(emulator.requests({ path: AUTHORIZER_TOKEN })).toMatchObject([
    { authorizerAppId: ACCOUNT },
  ]);
});

describe("missing credentials", () => {
  it.each([
    [{ [secret]: undefined }, [secret]],
    [{ [ticket]: "" }, [ticket]],
    [{ [secret]: " ", [ticket]: undefined }, [secret, ticket]],
  ])("are named once a token is needed: %j", async (environment, missing) => {
    const { getProblem, emulator, lifecycle } = await platform({ environment });
    expect(() => lifecycle.check({ env: ENV, apiWhitelist: [] })).not.toThrow();

    for (const target of [ofPlatform, ofAccount]) {
      const names = missing.join(" and ");
      expect(await getProblem(target)).toStrictEqual({
        failure: "auth",
        summary: `no component_access_token: WECHAT_CLOUDBASE_COMPONENT_APP_ID is set without ${names}`,
        remedy: `Set ${names} as well, in the environment or in the configuration`,
      });
    }
    expect(emulator.journal).toEqual([]);
  });
});
