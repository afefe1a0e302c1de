import { connected, created, ENV, failure } from "../support/connected";

const inputs = { env: ENV, apiWhitelist: ["/a"] };
const first = JSON.stringify({ open: true, apiWhitelist: ["/*"] });

describe("two deletes of one environment in one process", () => {
  it("leave it to the first, and tell nothing where the second had found what that one made", async () => {
    const world = await connected();
    const old = await created(world);
    const { state: renamed } = await world.newProcess().create(inputs);
    const destroy = world.newProcess();

    await destroy.delete(old);
    await destroy.delete((await destroy.read(renamed)) ?? renamed);

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
    expect(world.warnings).toEqual([
      expect.stringMatching(/another delete has already put back what it had found here$/),
    ]);
  });

  it("put it back once where they come at the same time", async () => {
    const world = await connected();
    const old = await created(world);
    const { state: renamed } = await world.newProcess().create(inputs);
    const destroy = world.newProcess();

    await Promise.all([destroy.delete(old), destroy.delete(renamed)]);

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
    expect(world.warnings).toEqual([
      expect.stringContaining("another delete has already put back"),
    ]);
  });

  it("tell what was there before both where the newer one comes first", async () => {
    const world = await connected();
    const old = await created(world);
    const { state: renamed } = await world.newProcess().create(inputs);
    const destroy = world.newProcess();
    await destroy.read(old);

    await destroy.delete(renamed);
    await destroy.delete(old);

    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
    expect(world.warnings).toEqual([
      expect.stringContaining(
        `already put back what it had found here. At first ${first} was there`,
      ),
    ]);
  });
});

describe("a delete whose place another resource is to take", () => {
  it("fails where that one could not be created, so that the state keeps what it knows", async () => {
    const world = await connected();
    const old = await created(world);
    const up = world.newProcess();
    up.check(inputs);
    world.emulator.faults.add({ errcode: 45009, times: 1 });
    await failure(up.create(inputs));

    const { message } = await failure(up.delete(old));
    expect(message).toContain(
      "delete failed: the resource that is to take this one's place could not be created. " +
        "Mend what that one says and run `pulumi up` again",
    );
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);

    await up.create(inputs);
    await up.delete(old);
  });

  it("writes nothing where that one was created and could not be verified: its state knows", async () => {
    const world = await connected();
    const old = await created(world);
    const up = world.newProcess();
    const news = { ...inputs, apiWhitelist: ["/b"] };
    up.check(news);
    world.emulator.faults.add({ on: { action: "get" }, skip: 1, times: Infinity, status: 503 });
    expect((await failure(up.create(news))).partial).toBeDefined();

    await up.delete(old);
    expect(world.warnings).toEqual([
      expect.stringContaining("this environment in another resource"),
    ]);
  });

  it("says that the switch was open where it closed it", async () => {
    const world = await connected();
    const closed = { ...inputs, open: false };
    const old = await created(world, closed);
    const up = world.newProcess();
    up.check(closed);
    await up.create(closed);

    await up.delete(old);

    expect(world.warnings).toContainEqual(
      expect.stringContaining(
        "to put it back, and open: true before that destroy, because the switch was open. Pulumi's aliases",
      ),
    );
  });
});
