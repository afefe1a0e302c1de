import { startEmulator } from "../../emulator";
import type { PolicyState } from "../../provider/core/policy";
import { closeAfterTest, connected } from "../support/connected";
import { accountsOf, PLATFORM, platformVariables, requested, targetOf } from "../support/platform";

/** One stack of a service provider: many accounts with an environment each, one set of credentials. */
const ACCOUNTS = 1_000;
const CONCURRENCY = 32;
const inputsOf = (index: number) => ({ ...targetOf(index), apiWhitelist: [`/only/${index}`] });

/** Does the work for each account, so many at a time, as the engine would. */
async function forAll<Result>(work: (index: number) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  const queue = Array(ACCOUNTS).keys();
  const worker = async () => {
    for (const index of queue) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}

it(`a stack of ${ACCOUNTS} accounts asks for each token once a step, and twice for nothing`, async () => {
  const options = { accounts: accountsOf(ACCOUNTS), component: PLATFORM };
  const emulator = closeAfterTest(await startEmulator(options));
  /** Pulumi starts a process for each step: no token outlives it. */
  const step = async () => {
    emulator.clearJournal();
    const environment = {
      ...platformVariables(PLATFORM),
      WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "30000",
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
    };
    return (await connected({ environment })).lifecycle;
  };
  /** Each environment was read and written so, and each account's token asked for once. */
  const expectEach = (...actions: string[]) => {
    const { list, ...tokens } = requested(emulator);
    const policy = actions.length * ACCOUNTS;
    expect(tokens).toEqual({ componentToken: 1, authorizerToken: ACCOUNTS, policy });
    expect(list).toBeLessThanOrEqual(ACCOUNTS / 500 + 1);
    const all = emulator.requests();
    expect(new Set(all.flatMap((it) => it.authorizerAppId ?? [])).size).toBe(ACCOUNTS);
    expect(all.filter(({ errcode = 0 }) => errcode !== 0)).toEqual([]);
    for (const env of emulator.environments()) {
      const own = all.filter((it) => it.env === env).map(({ action }) => action);
      expect(own.sort()).toEqual(actions);
    }
  };

  const up = await step();
  const connections = emulator.connections;
  const states = await forAll(async (index) => (await up.create(inputsOf(index))).state);
  expectEach("get", "get", "set");
  expect(emulator.applies()).toHaveLength(ACCOUNTS);
  expect(emulator.connections - connections).toBeLessThanOrEqual(CONCURRENCY);
  states.forEach((state, index) => expect(state).toMatchObject(inputsOf(index)));

  const unchanged = await step();
  for (const [index, state] of states.entries())
    expect(unchanged.diff(state, inputsOf(index)).changed).toEqual([]);
  expect(emulator.requests()).toEqual([]);

  const refresh = await step();
  expect(await forAll((index) => refresh.read(states[index] as PolicyState))).toEqual(states);
  expectEach("get");

  const destroy = await step();
  await forAll((index) => destroy.delete(states[index] as PolicyState));
  expectEach("get", "get", "set");
  for (const env of emulator.environments())
    expect(emulator.policy(env).apiWhitelist).toEqual(["/*"]);
});
