import type { PolicyState } from "../../provider/core/policy";
import { ACCOUNT, connected, created, ENV, failure, OTHER_ENV } from "../support/connected";

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

  it("leaves alone what stands under the account's name now, and what was there at first is kept", async () => {
    const world = await connected();
    const old = await created(world);
    const inputs = { env: ENV, authorizerAppId: ACCOUNT, apiWhitelist: ["/a"] };

    expect(world.lifecycle.diff(old, inputs).replaces).toEqual(["authorizerAppId"]);
    const { state } = await world.lifecycle.create(inputs);
    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([said]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
    expect(state.original).toEqual({ open: true, apiWhitelist: ["/*"] });
  });

  it("leaves alone what the program keeps: a rename whose delete comes in a later up", async () => {
    const world = await connected();
    const old = await created(world);
    const inputs = { env: ENV, apiWhitelist: ["/a"] };
    const { state: renamed } = await world.newProcess().create(inputs);

    expect(world.lifecycle.diff(renamed, inputs).changed).toEqual([]);
    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([said]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
  });

  it("does not take the place that a resource is leaving for one that the program keeps", async () => {
    const world = await connected();
    const old = await created(world);
    const other = { ...old, version: 9 };

    world.lifecycle.diff(other, { env: OTHER_ENV, apiWhitelist: ["/a"] });
    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
  });

  it("leaves alone what a create that failed is to make at the next up", async () => {
    const world = await connected();
    const old = await created(world);
    world.emulator.faults.add({ errcode: 48001 });
    await failure(world.lifecycle.create({ env: ENV, apiWhitelist: ["/b"] }));

    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([said]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
  });

  it("does not count a resource that only goes as another account", async () => {
    const world = await connected({ lifecycle: { singleAccountSource: "TOKEN" } });
    await world.lifecycle.delete(await created(world));
    const inputs = { env: ENV, authorizerAppId: ACCOUNT, apiWhitelist: ["/a"] };
    expect(world.lifecycle.check(inputs).failures).toEqual([]);
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

describe("two resources that swap their environments", () => {
  it("wait for each other, and each keeps what was there before both", async () => {
    const world = await connected();
    const a = await created(world);
    const b = await created(world, { env: OTHER_ENV, apiWhitelist: ["/b"] });
    const [toB, toA] = [
      { env: OTHER_ENV, apiWhitelist: ["/a"] },
      { env: ENV, apiWhitelist: ["/b"] },
    ];
    world.lifecycle.diff(a, toB);
    world.lifecycle.diff(b, toA);
    let isDeleting = true;
    const creating: Promise<{ state: PolicyState }>[] = [];
    world.emulator.faults.add({
      on: { action: "set", env: OTHER_ENV },
      before: async () => {
        creating.push(world.lifecycle.create(toB));
        await new Promise((resolve) => setTimeout(resolve, 50));
        expect(world.emulator.requests({ env: OTHER_ENV })).toHaveLength(2);
        isDeleting = false;
      },
    });

    await world.lifecycle.delete(b);
    expect(isDeleting).toBe(false);
    const made = await Promise.all(creating);
    await world.lifecycle.create(toA);
    await world.lifecycle.delete(a);

    expect(world.emulator.policy(OTHER_ENV).apiWhitelist).toEqual(["/a"]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/b"]);
    expect(made[0]?.state.original).toEqual({ open: true, apiWhitelist: ["/*"] });
  });
});

describe("two resources of one stack for one environment", () => {
  it("are refused at the update of the second, from whatever up the first is", async () => {
    const world = await connected();
    const first = await created(world);
    const second = await created(world, { onDelete: "retain" });
    const inputs = { env: ENV, apiWhitelist: ["/b"] };
    world.lifecycle.diff(first, { env: ENV, apiWhitelist: ["/a"] });
    world.lifecycle.diff(second, inputs);

    const error = await failure(world.lifecycle.update(second, inputs));

    expect(error.message).toContain("another resource of this program already manages");
    expect(world.sent().get).toBe(0);
  });

  it("do not stand in the way of one that is updated twice", async () => {
    const world = await connected();
    const state = await created(world);
    const inputs = { env: ENV, apiWhitelist: ["/b"] };
    world.lifecycle.diff(state, inputs);
    const next = await world.lifecycle.update(state, inputs);
    const settings = { ...inputs, onDelete: "retain" };
    const last = await world.lifecycle.update(next, settings);

    await world.lifecycle.update(last, { ...settings, apiWhitelist: ["/c"] });

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/c"]);
  });
});

describe("two resources of one stack that stand for one environment", () => {
  it("leave it to the last one to put back what was there", async () => {
    const world = await connected();
    const first = await created(world);
    const { original: _, ...imported } = first;
    const second = { ...imported, restoreTo: ["/before"] };
    const destroy = world.newProcess();
    for (const state of [first, second]) {
      destroy.diff(state, {
        env: ENV,
        apiWhitelist: first.apiWhitelist,
        restoreTo: state.restoreTo,
      });
    }

    await destroy.delete(first);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(first.apiWhitelist);
    await destroy.delete(second);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/before"]);
  });
});
