import { PROVIDER } from "../../provider/dynamic/reference";
import type { StateResource } from "../support/engine";
import { type ReleasedState, releasedStates } from "../support/released-state";
import { onEachEngine, type World } from "../support/world";

/**
 * S15: the states of every release so far under the present code. One with old or broken code in it
 * cannot exist: a state holds a reference to the installed package, proved first.
 */
const states = releasedStates();

/** What destroy leaves behind, by the documented meaning of onDelete. */
function leftBy({ outputs }: StateResource): unknown {
  const { onDelete, apiWhitelist, restoreTo, original } = outputs;
  if (onDelete === "revoke") return [];
  if (onDelete === "retain") return apiWhitelist;
  return restoreTo ?? (original as { apiWhitelist: unknown }).apiWhitelist;
}

async function play(world: World, { text, program, policies }: ReleasedState): Promise<void> {
  const { stack, emulator } = world.declare(...program);
  const nothing = { get: 0, set: 0, applies: 0 };
  const all = policies.length;
  await stack.importState(text);

  const preview = await world.succeeds(() => stack.preview({ expectNoChanges: true }));
  expect(preview.changes).toEqual({ same: all });
  expect(world.sent).toEqual(nothing);
  const up = await world.succeeds(() => stack.up({ expectNoChanges: true }));
  expect(up.changes).toEqual({ same: all });
  expect(world.sent).toEqual(nothing);

  const refresh = await world.succeeds(() => stack.refresh({ expectNoChanges: true }));
  expect(refresh.refreshed).toEqual({ same: all });
  expect(world.sent).toEqual({ get: all, set: 0, applies: 0 });

  await world.succeeds(() => stack.destroy());
  for (const policy of policies) {
    const { env } = policy.outputs;
    expect(emulator.policy(env as string).apiWhitelist).toEqual(leftBy(policy));
  }
  expect(await world.state()).toEqual({});
}

describe("an upgrade", () => {
  it.each(states)("S15 from $name brings no code along: it names the package", ({ policies }) => {
    expect(policies.length).toBeGreaterThan(0);
    for (const { inputs, outputs } of policies) {
      expect([inputs["__provider"], outputs["__provider"]]).toEqual([PROVIDER, PROVIDER]);
    }
  });

  for (const state of states) {
    onEachEngine(
      `S15 from ${state.name} changes nothing; refresh and destroy run the installed code`,
      (world) => play(world, state),
      // The states are those of dynamic resources; moving them over is told in end-to-end/native.
      { emulator: state.emulator, adapters: ["dynamic"] },
    );
  }
});
