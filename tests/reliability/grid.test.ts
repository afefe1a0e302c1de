import { inspect } from "node:util";
import { PolicyError } from "../../provider/core/errors";
import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { type Connected, connected, created, ENV } from "../support/connected";
import { faults, patience } from "../support/faults";

/**
 * The fault grid: every operation × every phase of it × every fault, once and for ever. In each cell
 * at most one APPLY, the remote as stored or an error, no byte of the token, inside the deadline; and
 * when the fault is over the same operation ends it, with at most that one APPLY in all.
 */
const WANTED = ["/b"];
const OPERATION_TIMEOUT_MS = 20_000;

/** What an operation was asked to do, and what is then to be live. */
interface Operation {
  run: (life: Lifecycle, state: PolicyState) => Promise<PolicyState | undefined>;
  /** What `run` continues with when it failed. */
  retry: (
    life: Lifecycle,
    state: PolicyState,
    partial?: PolicyState,
  ) => Promise<PolicyState | undefined>;
  wanted: readonly string[];
  isManagedBefore: boolean;
}

const inputs = { env: ENV, apiWhitelist: WANTED };
const update = (life: Lifecycle, state: PolicyState) => life.update(state, inputs);
const create = async (life: Lifecycle) => (await life.create(inputs)).state;
const remove = (life: Lifecycle, state: PolicyState) => life.delete(state).then(() => undefined);

const operations: Record<string, Operation> = {
  create: {
    run: create,
    retry: (life, _state, partial) => (partial ? update(life, partial) : create(life)),
    wanted: WANTED,
    isManagedBefore: false,
  },
  update: {
    run: update,
    retry: (life, state, partial) => update(life, partial ?? state),
    wanted: WANTED,
    isManagedBefore: true,
  },
  delete: { run: remove, retry: remove, wanted: ["/*"], isManagedBefore: true },
};
const phases = {
  "the first get": ["get", 0],
  set: ["set", 0],
  "the proving get": ["get", 1],
} as const;

/** Once and for ever; a copy that lags behind catches up after a while. */
const timesOf = (fault: string) => [1, fault === "a read that lags behind" ? 3 : Infinity];

const cells = Object.keys(operations).flatMap((operation) =>
  Object.keys(phases).flatMap((phase) =>
    Object.keys(faults).flatMap((fault) =>
      timesOf(fault).map((times) => ({ operation, phase, fault, times })),
    ),
  ),
);

async function outcomeOf(work: Promise<PolicyState | undefined>) {
  return work.then(
    (state) => ({ state, error: undefined }),
    (error: unknown) => ({ state: undefined, error }),
  );
}

function expectHarmless(world: Connected, error: unknown): void {
  expect(error === undefined || error instanceof PolicyError).toBe(true);
  const shown = inspect(error, { depth: 20 });
  for (const form of [world.token, encodeURIComponent(world.token)])
    expect(shown).not.toContain(form);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  expect((error as Error | undefined)?.message ?? "").not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(((error as Error | undefined)?.message ?? "").length).toBeLessThan(1_000);
}

describe(`the fault grid of ${cells.length} cells`, () => {
  it.each(cells)(
    "$operation, $phase meets $fault ($times times)",
    async ({ operation: name, phase, fault, times }) => {
      const operation = operations[name] as Operation;
      const [action, skip] = phases[phase as keyof typeof phases];
      const world = await connected({
        environment: {
          ...patience(faults[fault] ?? {}),
          WECHAT_CLOUDBASE_OPERATION_TIMEOUT_MS: `${OPERATION_TIMEOUT_MS}`,
        },
      });
      const { emulator, clock } = world;
      const before = operation.isManagedBefore
        ? await created(world)
        : ({ env: ENV } as PolicyState);
      const startedAt = clock.now();
      const handle = emulator.faults.add({ ...faults[fault], on: { action }, skip, times });

      const first = await outcomeOf(operation.run(world.newProcess(), before));
      expectHarmless(world, first.error);
      expect(clock.now() - startedAt).toBeLessThanOrEqual(OPERATION_TIMEOUT_MS);
      const live = () => emulator.policy(ENV).apiWhitelist;
      if (!first.error) expect(live()).toEqual(operation.wanted);
      if (first.state)
        expect(first.state).toMatchObject({
          apiWhitelist: live(),
          version: emulator.policy(ENV).version,
        });
      expect(emulator.applies().length).toBeLessThanOrEqual(1);

      handle.remove();
      if (first.error) {
        const partial = first.error instanceof PolicyError ? first.error.partial : undefined;
        const second = await outcomeOf(operation.retry(world.newProcess(), before, partial));
        expect(second.error).toBeUndefined();
        expect(live()).toEqual(operation.wanted);
      }
      expect(emulator.applies().length).toBeLessThanOrEqual(1);
    },
  );
});
