import { type Emulator, startEmulator } from "../../emulator";
import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { closeAfterTest, connected } from "../support/connected";
import { findEngines } from "../support/engine";
import { accountsOf, PLATFORM, platformVariables, requested, targetOf } from "../support/platform";
import { World } from "../support/world";

/** One stack of a service provider: many accounts with an environment each, one set of credentials. */
const ACCOUNTS = 1_000;
const CONCURRENCY = 32;
const platform = {
  ...platformVariables(PLATFORM),
  WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "30000",
};

/** A process of its own, which Pulumi starts for each step: no token outlives it. */
async function step(emulator: Emulator): Promise<Lifecycle> {
  emulator.clearJournal();
  const { lifecycle } = await connected({
    environment: { ...platform, WECHAT_CLOUDBASE_ENDPOINT: emulator.url },
  });
  return lifecycle;
}

/** Does the work for each account, so many at a time, as the engine would. */
async function forAll<Result>(work: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const queue = Array.from({ length: ACCOUNTS }, (_, index) => index).values();
  const worker = async () => {
    for (const index of queue) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}

/** How often the policy of each environment was read or written; one number where all are alike. */
function perEnvironment(emulator: Emulator, action: "get" | "set", accounts: number): number[] {
  const counts = new Map<string, number>();
  for (const { env = "" } of emulator.requests({ action }))
    counts.set(env, (counts.get(env) ?? 0) + 1);
  expect(counts.size === 0 || counts.size === accounts).toBe(true);
  return [...new Set(counts.values())];
}

/** What obtaining tokens for all accounts costs a step, at most. */
function expectTokensOnce(emulator: Emulator, accounts: number): void {
  const { componentToken, list, authorizerToken } = requested(emulator);
  expect({ componentToken, authorizerToken }).toEqual({
    componentToken: 1,
    authorizerToken: accounts,
  });
  expect(list).toBeLessThanOrEqual(Math.ceil(accounts / 500) + 1);
  const asked = emulator.requests().flatMap(({ authorizerAppId }) => authorizerAppId ?? []);
  expect(new Set(asked).size).toBe(accounts);
  expect(emulator.requests().filter(({ errcode = 0 }) => errcode !== 0)).toEqual([]);
}

const inputsOf = (index: number) => ({ ...targetOf(index), apiWhitelist: [`/only/${index}`] });

describe(`a stack of ${ACCOUNTS} accounts`, () => {
  it("obtains each token once a step, and asks for nothing twice", async () => {
    const emulator = closeAfterTest(
      await startEmulator({ accounts: accountsOf(ACCOUNTS), component: PLATFORM }),
    );

    const up = await step(emulator);
    const connections = emulator.connections;
    const states = await forAll(async (index) => (await up.create(inputsOf(index))).state);
    expectTokensOnce(emulator, ACCOUNTS);
    expect(perEnvironment(emulator, "get", ACCOUNTS)).toEqual([2]);
    expect(perEnvironment(emulator, "set", ACCOUNTS)).toEqual([1]);
    expect(emulator.applies()).toHaveLength(ACCOUNTS);
    expect(emulator.connections - connections).toBeLessThanOrEqual(CONCURRENCY);
    states.forEach(({ authorizerAppId, apiWhitelist }, index) => {
      expect({ authorizerAppId, apiWhitelist }).toEqual({
        authorizerAppId: `wx${index}`,
        apiWhitelist: [`/only/${index}`],
      });
    });

    const unchanged = await step(emulator);
    for (const [index, state] of states.entries())
      expect(unchanged.diff(state, inputsOf(index)).changed).toEqual([]);
    expect(emulator.requests()).toEqual([]);

    const refresh = await step(emulator);
    const read = await forAll((index) => refresh.read(states[index] as PolicyState));
    expect(read).toEqual(states);
    expectTokensOnce(emulator, ACCOUNTS);
    expect(perEnvironment(emulator, "get", ACCOUNTS)).toEqual([1]);
    expect(perEnvironment(emulator, "set", ACCOUNTS)).toEqual([]);

    const destroy = await step(emulator);
    await forAll((index) => destroy.delete(states[index] as PolicyState));
    expectTokensOnce(emulator, ACCOUNTS);
    expect(perEnvironment(emulator, "get", ACCOUNTS)).toEqual([2]);
    expect(perEnvironment(emulator, "set", ACCOUNTS)).toEqual([1]);
    for (const env of emulator.environments())
      expect(emulator.policy(env).apiWhitelist).toEqual(["/*"]);
  });
});

describe.each(findEngines().engines)("50 accounts on the $kind", (engine) => {
  const accounts = 50;

  it("cost one component token, a page of the list and a token each, an up", async () => {
    const world = await World.on(engine, {
      emulator: { accounts: accountsOf(accounts), component: PLATFORM },
    });
    const { emulator, stack } = world;
    Object.assign(stack.env, platform);
    const policies = Array.from({ length: accounts }, (_, index) => {
      return { name: `policy-${index}`, args: inputsOf(index) };
    });
    try {
      world.declare(...policies);
      await world.up();
      expectTokensOnce(emulator, accounts);
      expect(perEnvironment(emulator, "get", accounts)).toEqual([2]);
      expect(perEnvironment(emulator, "set", accounts)).toEqual([1]);

      await world.up();
      expect(emulator.requests()).toEqual([]);

      await world.succeeds(() => stack.refresh({ expectNoChanges: true }));
      expectTokensOnce(emulator, accounts);
      expect(perEnvironment(emulator, "get", accounts)).toEqual([1]);

      await world.succeeds(() => stack.destroy());
      expectTokensOnce(emulator, accounts);
      expect(emulator.applies()).toHaveLength(accounts);
    } finally {
      await world.remove();
    }
  });
});
