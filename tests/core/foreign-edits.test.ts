import type { Policy } from "../../provider/core/policy";
import { type Connected, connected, created, ENV, failure } from "../support/connected";

const wanted = { env: ENV, apiWhitelist: ["/b"] };
const theirs = { apiWhitelist: ["/a", "/theirs"] };

const editBeforeSet = (world: Connected, content: Partial<Policy>) =>
  world.emulator.faults.add({
    on: { action: "set" },
    before: () => world.emulator.editInConsole(ENV, content),
  });

const closed = { open: false };
it.each([
  ["create", theirs, "apiWhitelist (added /theirs)"],
  ["update", { ...theirs, ...closed }, "open (true is now false) and apiWhitelist (added /theirs)"],
] as const)(
  "an edit between get and set fails the %s, stays, and is named: %j",
  async (verb, content, difference) => {
    const world = await connected();
    const state = await created(world, { open: true });
    editBeforeSet(world, { ...content });
    const process = world.newProcess();
    const inputs = { ...wanted, open: true };

    const error = await failure(
      verb === "create" ? process.create(inputs) : process.update(state, inputs),
    );

    expect(error.message).toContain(`${verb} failed: somebody else changed ${difference}.`);
    expect(error.partial).toBeUndefined();
    expect(world.emulator.policy(ENV)).toMatchObject(content);
    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 0 });
  },
);

it.each([
  ["is overwritten if the program says so", theirs, { onConflict: "overwrite" }, 3, [1, 2]],
  ["is adopted if it is what was wanted", { apiWhitelist: ["/b"] }, {}, 2, [1]],
  ["of the version alone costs another set", { apiWhitelist: ["/*"] }, {}, 3, [1, 2]],
  ["of an unmanaged switch is sent back", closed, {}, 3, [1, 2]],
] as const)(
  "an edit between get and set %s",
  async (_claim, content, settings, version, versions) => {
    const world = await connected();
    editBeforeSet(world, { ...content } as Partial<Policy>);

    const { state } = await world.lifecycle.create({ ...wanted, ...settings });

    const live = { open: content !== closed, apiWhitelist: ["/b"], version };
    expect(state).toMatchObject(live);
    expect(world.emulator.policy(ENV)).toMatchObject(live);
    const sets = world.emulator.requests({ action: "set" });
    expect(sets.map((request) => request.version)).toEqual(versions);
    expect(world.sent().applies).toBe(versions.length - 1);
  },
);
