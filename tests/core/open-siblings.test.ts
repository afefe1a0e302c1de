import type { Emulator } from "../../emulator";
import { inputsOf } from "../../provider/core/policy";
import { connected } from "../support/connected";
import { FLEET, fleetAccounts, gate } from "../support/fleet";

/** Has so many sets wait for each other: proves that they run side by side. */
const meet = (emulator: Emulator, sets: number, skip = 0) =>
  emulator.faults.add({ on: { action: "set" }, skip, times: Infinity, before: gate(sets) });

describe("open, managed by several", () => {
  const accounts = fleetAccounts;
  const everyone = (open: boolean | undefined) =>
    FLEET.map((env, index) => ({ env, apiWhitelist: [`/${index}`], open }));

  it("is moved once, and no sibling takes that for a conflict", async () => {
    const { lifecycle, emulator, newProcess } = await connected({ emulator: { accounts } });

    const made = await Promise.all(everyone(false).map((inputs) => lifecycle.create(inputs)));

    expect(
      emulator.applies().filter(({ before, after }) => before.open !== after.open),
    ).toHaveLength(1);
    for (const { state } of made) expect(state).toMatchObject({ open: false, managesOpen: true });

    const updating = newProcess();
    const states = await Promise.all(
      made.map(({ state }) => updating.update(state, { ...inputsOf(state), open: true })),
    );
    expect(states.every(({ open }) => open)).toBe(true);
    for (const env of FLEET) expect(emulator.policy(env).open).toBe(true);
  });

  it("keeps a section that moves it apart from all others of the account", async () => {
    const { lifecycle, emulator } = await connected({ emulator: { accounts, latencyMs: 2 } });
    const [mover, ...others] = FLEET;
    const unmanaged = others.map((env) => ({ env, apiWhitelist: ["/a"] }));

    await Promise.all([
      ...unmanaged.slice(0, 4).map((inputs) => lifecycle.create(inputs)),
      lifecycle.create({ env: mover, apiWhitelist: ["/a"], open: false }),
      ...unmanaged.slice(4).map((inputs) => lifecycle.create(inputs)),
    ]);

    const requests = emulator.requests();
    const first = requests.findIndex(({ env, action }) => env === mover && action === "set");
    const last = requests.findLastIndex(({ env }) => env === mover);
    const between = requests.slice(first, last + 1).filter(({ action }) => action === "set");
    expect(between.map(({ env }) => env)).toEqual([mover]);
    expect(emulator.policy(others[0] ?? "").open).toBe(false);
  });

  it.each([
    ["the process has found it as wanted", true],
    ["the process has moved it as wanted", false],
    ["nobody manages it", undefined],
  ])("lets siblings run side by side if %s", async (_how, open) => {
    const { lifecycle, emulator } = await connected({ emulator: { accounts } });
    const [first = {}, ...others] = everyone(open);
    await lifecycle.create(first);
    meet(emulator, others.length);

    await Promise.all(others.map((inputs) => lifecycle.create(inputs)));

    expect(emulator.applies()).toHaveLength(FLEET.length);
  });

  it("runs side by side if state says that the account is as wanted", async () => {
    const { newProcess, emulator } = await connected({ emulator: { accounts } });
    const creating = newProcess();
    const made = await Promise.all(everyone(true).map((inputs) => creating.create(inputs)));
    const updating = newProcess();
    meet(emulator, FLEET.length);

    await Promise.all(
      made.map(({ state }) =>
        updating.update(state, { env: state.env, apiWhitelist: [], open: true }),
      ),
    );

    expect(emulator.applies()).toHaveLength(2 * FLEET.length);
  });

  it("is moved by one, and the others then write side by side", async () => {
    const { lifecycle, emulator, sent } = await connected({ emulator: { accounts } });
    const again = FLEET.length - 1;
    meet(emulator, again, 1);

    await Promise.all(everyone(false).map((inputs) => lifecycle.create(inputs)));

    expect(sent()).toMatchObject({ get: 2 * FLEET.length + again, set: FLEET.length });
  });

  it("keeps accounts apart", async () => {
    const accounts = { wx1: { environments: { one: {} } }, wx2: { environments: { two: {} } } };
    const { lifecycle, emulator, sent } = await connected({ emulator: { accounts } });
    meet(emulator, 2);

    await Promise.all([
      lifecycle.create({ env: "one", authorizerAppId: "wx1", apiWhitelist: [], open: false }),
      lifecycle.create({ env: "two", authorizerAppId: "wx2", apiWhitelist: [], open: false }),
    ]);

    expect(sent()).toMatchObject({ set: 2, applies: 2 });
  });
});
