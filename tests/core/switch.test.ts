import { connected, created, ENV, OTHER_ENV, UNKNOWN } from "../support/connected";
import { withPolicy } from "../support/policy-world";

const stays = `CloudAccessTokenPolicy "${ENV}": the account's switch stays`;

describe("delete of a resource that closed the account's switch", () => {
  const closed = { apiWhitelist: ["/a"], open: false };

  it("leaves it closed if another resource of the program still asks for that", async () => {
    const { lifecycle, state, live, warnings } = await withPolicy(closed);
    lifecycle.check({ env: OTHER_ENV, ...closed });
    await lifecycle.delete(state);
    expect(live()).toMatchObject({ open: false, apiWhitelist: ["/*"] });
    expect(warnings).toEqual([
      `${stays} closed, although it was open before this stack began to give it: "${OTHER_ENV}" declares ` +
        "open: false. No later destroy opens it: declare open: true for that",
    ]);
  });

  it.each([
    ["closed if the other one names the account of the configuration", "wx1", false],
    ["open again if the other one names another account", "wx2", true],
  ])("leaves it %s", async (_what, authorizerAppId, open) => {
    const world = await withPolicy(closed, { lifecycle: { defaultAccount: "wx1" } });
    world.lifecycle.check({ env: OTHER_ENV, authorizerAppId, ...closed });
    await world.lifecycle.delete(world.state);
    expect(world.live().open).toBe(open);
  });

  it("leaves it closed for another one that knows that it was open, and says so", async () => {
    const { lifecycle, state, warnings } = await withPolicy(closed);
    lifecycle.diff(state, { env: ENV, ...closed });
    lifecycle.check({ env: OTHER_ENV, ...closed });
    const { state: next } = await lifecycle.create({ env: OTHER_ENV, ...closed });
    expect(next.original?.open).toBe(true);
    await lifecycle.delete(state);
    expect(warnings).toEqual([
      expect.stringMatching(/declares open: false\. A destroy of that one opens it again$/),
    ]);
  });

  it("opens it again if the other one's switch is not known yet", async () => {
    const { lifecycle, state, live } = await withPolicy(closed);
    lifecycle.check({ env: OTHER_ENV, ...closed, open: UNKNOWN });
    await lifecycle.delete(state);
    expect(live().open).toBe(true);
  });

  it("opens it again if the unverified write was to close it", async () => {
    const { lifecycle, state, live } = await withPolicy(closed);
    const unverified = { open: false, apiWhitelist: ["/a"] };
    await lifecycle.delete({ ...state, open: true, unverified });
    expect(live().open).toBe(true);
  });

  it.each([
    ["it is to retain", { onDelete: "retain" }, "state"],
    ["it is to revoke", { onDelete: "revoke" }, "state"],
    ["it was imported, so that nobody knows how it was", { restoreTo: ["/r"] }, "imported"],
  ] as const)("leaves it as it is if %s", async (_why, settings, stored) => {
    const world = await withPolicy({ ...closed, ...settings });
    await world.lifecycle.delete(world[stored]);
    expect(world.live().open).toBe(false);
    expect(world.warnings).toEqual([]);
  });

  it("says who keeps it closed if somebody closed it after the stack had opened it", async () => {
    const { lifecycle, state, live, warnings, emulator } = await withPolicy({ open: true });
    emulator.editInConsole(OTHER_ENV, { open: false });
    await lifecycle.delete(state);
    expect(live()).toMatchObject({ open: false, apiWhitelist: ["/*"] });
    expect(warnings).toEqual([
      expect.stringContaining("began to give it: somebody else closed it."),
    ]);
  });
});

describe("an update that gives the switch no more", () => {
  it.each([
    [
      false,
      "closed, although it was open before this stack began to give it: the program gives open no more",
    ],
    [true, "open, although it was closed before this stack opened it"],
  ])("says that it stays as it is: %s", async (open, words) => {
    const world = await connected();
    world.emulator.editInConsole(OTHER_ENV, { open: !open });
    const state = await created(world, { open });
    await world.newProcess().update(state, { env: ENV, apiWhitelist: ["/a"] });
    expect(world.warnings).toEqual([expect.stringContaining(`${stays} ${words}`)]);
  });

  it.each(["state", "imported"] as const)(
    "says nothing if the switch is as it was at first, or nobody knows that: %s",
    async (before) => {
      const world = await withPolicy({ open: true });
      await world.newProcess().update(world[before], { env: ENV, apiWhitelist: ["/a"] });
      expect(world.warnings).toEqual([]);
    },
  );
});
