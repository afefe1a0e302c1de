import { connected, ENV, OTHER_ENV } from "../support/connected";
import { FLEET, fleetAccounts, gate } from "../support/fleet";

describe("open, managed by several", () => {
  const accounts = fleetAccounts;
  const everyone = (open: boolean) =>
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
      everyone(true).map((inputs, index) => {
        const { state } = made[index] ?? {};
        if (!state) throw new Error("not made");
        return updating.update(state, inputs);
      }),
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

  it("lets sections that do not move it run side by side", async () => {
    const { lifecycle, emulator } = await connected({ emulator: { accounts } });
    const together = gate(FLEET.length);
    emulator.faults.add({ on: { action: "set" }, times: FLEET.length, before: together });

    await Promise.all(FLEET.map((env) => lifecycle.create({ env, apiWhitelist: ["/a"] })));

    expect(emulator.applies()).toHaveLength(FLEET.length);
  });

  it("runs side by side where the account is known to be as wanted", async () => {
    const { lifecycle, emulator } = await connected({ emulator: { accounts } });
    const [first, ...others] = everyone(true);
    await lifecycle.create(first ?? {});
    const together = gate(others.length);
    emulator.faults.add({ on: { action: "set" }, times: others.length, before: together });

    await Promise.all(others.map((inputs) => lifecycle.create(inputs)));

    expect(emulator.applies()).toHaveLength(FLEET.length);
  });

  it("runs side by side where state says that the account is as wanted", async () => {
    const { newProcess, emulator } = await connected({ emulator: { accounts } });
    const creating = newProcess();
    const made = await Promise.all(everyone(true).map((inputs) => creating.create(inputs)));
    const updating = newProcess();
    const together = gate(FLEET.length);
    emulator.faults.add({ on: { action: "set" }, times: FLEET.length, before: together });

    await Promise.all(
      made.map(({ state }) =>
        updating.update(state, { env: state.env, apiWhitelist: [], open: true }),
      ),
    );

    expect(emulator.applies()).toHaveLength(2 * FLEET.length);
  });

  it("costs nothing more to move where no sibling writes", async () => {
    const { lifecycle, emulator, sent } = await connected();
    emulator.editInConsole(ENV, { open: false });
    emulator.clearJournal();

    const { state } = await lifecycle.create({ env: OTHER_ENV, apiWhitelist: ["/a"], open: true });

    expect(state.open).toBe(true);
    expect(sent()).toEqual({ get: 2, set: 1, applies: 1 });
  });

  it("is moved by one, and the others then write side by side", async () => {
    const { lifecycle, emulator, sent } = await connected({ emulator: { accounts } });
    const together = gate(FLEET.length - 1);
    emulator.faults.add({ on: { action: "set" }, skip: 1, times: FLEET.length, before: together });

    await Promise.all(everyone(false).map((inputs) => lifecycle.create(inputs)));

    const again = FLEET.length - 1;
    expect(sent()).toMatchObject({ get: 2 * FLEET.length + again, set: FLEET.length });
  });

  it("remembers the switch it has moved", async () => {
    const { lifecycle, emulator } = await connected({ emulator: { accounts } });
    const [first, ...others] = everyone(false);
    await lifecycle.create(first ?? {});
    const together = gate(others.length);
    emulator.faults.add({ on: { action: "set" }, times: others.length, before: together });

    await Promise.all(others.map((inputs) => lifecycle.create(inputs)));

    expect(emulator.applies()).toHaveLength(FLEET.length);
  });

  it("keeps accounts apart", async () => {
    const { lifecycle, emulator } = await connected({
      emulator: {
        accounts: { wx1: { environments: { one: {} } }, wx2: { environments: { two: {} } } },
      },
    });
    const together = gate(2);
    emulator.faults.add({ on: { action: "set" }, times: 2, before: together });

    await Promise.all([
      lifecycle.create({ env: "one", authorizerAppId: "wx1", apiWhitelist: [], open: false }),
      lifecycle.create({ env: "two", authorizerAppId: "wx2", apiWhitelist: [], open: false }),
    ]);

    expect(emulator.applies()).toHaveLength(2);
  });
});
