import { connected, created, ENV } from "../support/connected";

/** A delete in a process in which another resource stands for the environment. */
describe("delete beside a resource that stands for the environment now", () => {
  const said = `CloudAccessTokenPolicy "${ENV}": delete writes nothing: another resource of this program stands for this environment now`;

  it("leaves alone what the new resource wrote: a replacement with the same env", async () => {
    const world = await connected();
    const old = await created(world);
    await world.lifecycle.create({ env: ENV, apiWhitelist: ["/new"] });
    world.emulator.clearJournal();

    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([said]);
    expect(world.emulator.journal).toEqual([]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/new"]);
  });

  it("leaves alone what the new resource adopted: a resource renamed in the program", async () => {
    const world = await connected();
    const old = await created(world);
    await world.lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });

    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([said]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
  });

  it("leaves alone what the new resource is about to write", async () => {
    const world = await connected();
    const old = await created(world);

    const creating = world.lifecycle.create({ env: ENV, apiWhitelist: ["/new"] });
    await world.lifecycle.delete(old);
    await creating;

    expect(world.warnings).toEqual([said]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/new"]);
  });

  it("leaves alone what another resource updated", async () => {
    const world = await connected();
    const old = await created(world);
    await world.lifecycle.update({ ...old, onDelete: "retain" }, { env: ENV, apiWhitelist: [] });

    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([said]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual([]);
  });

  it("still deletes what this process wrote itself", async () => {
    const world = await connected();
    const { state } = await world.lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });
    const next = await world.lifecycle.update(state, { env: ENV, apiWhitelist: ["/b"] });

    await world.lifecycle.delete(next);

    expect(world.warnings).toEqual([]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
  });

  it("lets the environment be created again once it is deleted", async () => {
    const world = await connected();
    const { state } = await world.lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });
    await world.lifecycle.delete(state);

    await world.lifecycle.create({ env: ENV, apiWhitelist: ["/b"] });

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/b"]);
  });

  it("tells accounts apart: the same env under another id stands for itself", async () => {
    const world = await connected();
    const old = await created(world);
    const authorizerAppId = "wx0000000000000001";
    await world.lifecycle.create({ env: ENV, authorizerAppId, apiWhitelist: ["/a"] });

    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([]);
  });

  it("refuses the second of two creates at once, and lets a failed one be tried again", async () => {
    const world = await connected();
    const inputs = { env: ENV, apiWhitelist: ["/a"] };
    const both = await Promise.allSettled([
      world.lifecycle.create(inputs),
      world.lifecycle.create({ ...inputs, apiWhitelist: ["/b"] }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(both[1]).toMatchObject({ reason: { problem: { failure: "conflict" } } });

    const other = await connected();
    other.emulator.faults.add({ errcode: 48001 });
    await expect(other.lifecycle.create(inputs)).rejects.toThrow("48001");
    await other.lifecycle.create(inputs);
  });
});
