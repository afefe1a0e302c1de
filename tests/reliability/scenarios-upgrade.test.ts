import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { PROVIDER } from "../../provider/program/dynamic/reference";
import type { StateResource } from "../support/engine";
import { type ReleasedState, releasedStates } from "../support/released-state";
import { type Adapter, adapters, onEachEngine, type World } from "../support/world";

/** The states of every release so far, under the present code. */
const states = releasedStates();

/** What destroy leaves behind, by the documented meaning of onDelete. */
function leftBy({ outputs: { onDelete, apiWhitelist, restoreTo, original } }: StateResource) {
  if (onDelete === "revoke") return [];
  if (onDelete === "retain") return apiWhitelist;
  return restoreTo ?? (original as { apiWhitelist: unknown }).apiWhitelist;
}

async function play(world: World, state: ReleasedState, adapter: Adapter): Promise<void> {
  const { text, program, policies } = state;
  const { stack } = world.declare(...program);
  const all = policies.length;
  // A plugin's state asks for a refresh before each preview and up; a dynamic one cannot.
  const refreshed = { get: state.adapter === "native" ? all : 0, set: 0, applies: 0 };
  stack.env["WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE"] = undefined;
  await stack.importState(text);

  const preview = await world.succeeds(() => stack.preview({ expectNoChanges: true }));
  expect(preview.changes).toEqual({ same: all });
  expect(world.sent).toEqual(refreshed);
  if (adapter === state.adapter) {
    // No program has run yet: the state alone says what to load.
    const refresh = await world.succeeds(() => stack.refresh({ expectNoChanges: true }));
    expect(refresh.refreshed).toEqual({ same: all });
    expect(world.sent).toEqual({ get: all, set: 0, applies: 0 });
  }
  const up = await world.succeeds(() => stack.up({ expectNoChanges: true }));
  expect(up.changes).toEqual({ same: all });
  expect(world.sent).toEqual(refreshed);

  await world.succeeds(() => stack.destroy());
  for (const policy of policies)
    expect(world.live(policy.outputs["env"] as string)).toEqual(leftBy(policy));
  expect(await world.state()).toEqual({});
}

describe("an upgrade", () => {
  const ofDynamic = states.filter(({ adapter }) => adapter === "dynamic");

  it.each(ofDynamic)("from $release/$name names the package, with no code", ({ policies }) => {
    expect(policies.length).toBeGreaterThan(0);
    for (const { inputs, outputs } of policies)
      expect([inputs["__provider"], outputs["__provider"]]).toEqual([PROVIDER, PROVIDER]);
  });

  for (const state of states)
    // A dynamic state may move to the plugin; none moves back.
    for (const adapter of state.adapter === "dynamic" ? adapters : [state.adapter])
      onEachEngine(
        `from ${state.release}/${state.name} changes nothing and runs the installed code`,
        (world) => play(world, state, adapter),
        { emulator: state.emulator, adapters: [adapter] },
      );

  it("is tested from this version and from every one that CHANGELOG.md names", () => {
    const changelog = readFileSync(join(__dirname, "../../CHANGELOG.md"), "utf8");
    const released = changelog.matchAll(/^#{2,3} \[?(\d+\.\d+\.\d+)/gm);
    const stored = states.map(({ release, adapter }) => `${release} ${adapter}`);
    for (const release of [version, ...Array.from(released, ([, of]) => of)])
      for (const adapter of adapters) expect(stored).toContain(`${release} ${adapter}`);
  });
});
