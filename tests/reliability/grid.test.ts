import { inspect } from "node:util";
import { PolicyError } from "../../provider/core/errors";
import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { connected, created, ENV } from "../support/connected";
import { faults, patience } from "../support/faults";

/**
 * Every operation × every phase of it × every fault, once and for ever. In each cell at most one
 * APPLY, the remote as stored or an error, no byte of the token, inside the deadline; and a retry
 * after the fault completes the operation, with at most that one APPLY in all.
 */
const OPERATION_TIMEOUT_MS = 20_000;
const LAGGING = "a read that lags behind";
const inputs = { env: ENV, apiWhitelist: ["/b"] };

const operations = {
  // A retry updates the state that a failed create left.
  create: (life: Lifecycle, state: PolicyState) =>
    "apiWhitelist" in state
      ? life.update(state, inputs)
      : life.create(inputs).then((it) => it.state),
  update: (life: Lifecycle, state: PolicyState) => life.update(state, inputs),
  delete: (life: Lifecycle, state: PolicyState) => life.delete(state).then(() => undefined),
};
const phases = {
  "the first get": ["get", 0],
  set: ["set", 0],
  "the proving get": ["get", 1],
} as const;

const keysOf = <Key extends string>(all: Record<Key, unknown>) => Object.keys(all) as Key[];
const cells = keysOf(operations).flatMap((operation) =>
  keysOf(phases).flatMap((phase) =>
    Object.keys(faults).flatMap((fault) =>
      // A copy that lags behind catches up after a while.
      [1, fault === LAGGING ? 3 : Infinity].map((times) => ({ operation, phase, fault, times })),
    ),
  ),
);

function expectHarmless(error: PolicyError, token: string): void {
  const shown = inspect(error, { depth: 20 });
  for (const form of [token, encodeURIComponent(token)]) expect(shown).not.toContain(form);
  // eslint-disable-next-line no-control-regex -- control characters are what must not be there
  expect(error.message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(error.message.length).toBeLessThan(1_000);
}

describe(`the fault grid of ${cells.length} cells`, () => {
  it.each(cells)(
    "$operation, $phase meets $fault ($times times)",
    async ({ operation, phase, fault, times }) => {
      const [action, skip] = phases[phase];
      const world = await connected({
        environment: {
          ...patience(faults[fault] ?? {}),
          WECHAT_CLOUDBASE_OPERATION_TIMEOUT_MS: `${OPERATION_TIMEOUT_MS}`,
        },
      });
      const { emulator, clock, token } = world;
      const isCreate = operation === "create";
      const before = isCreate ? ({ env: ENV } as PolicyState) : await created(world);
      const wanted = operation === "delete" ? ["/*"] : inputs.apiWhitelist;
      const run = (from: PolicyState) => operations[operation](world.newProcess(), from);
      const startedAt = clock.now();
      const handle = emulator.faults.add({ ...faults[fault], on: { action }, skip, times });

      const first = await run(before).catch((error: unknown) => error as Error);

      expect(clock.now() - startedAt).toBeLessThanOrEqual(OPERATION_TIMEOUT_MS);
      expect(emulator.applies().length).toBeLessThanOrEqual(1);
      handle.remove();
      if (first instanceof Error) {
        if (!(first instanceof PolicyError)) throw first;
        expectHarmless(first, token);
        await run(first.partial ?? before);
      } else if (first) {
        const { apiWhitelist, version } = emulator.policy(ENV);
        expect(first).toMatchObject({ apiWhitelist, version });
      }
      expect(emulator.policy(ENV).apiWhitelist).toEqual(wanted);
      expect(emulator.applies().length).toBeLessThanOrEqual(1);
    },
  );
});
