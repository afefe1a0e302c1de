import { connected, created, ENV, failure } from "../support/connected";

/**
 * What is left of a write that could not be verified: state holds what was there before it, and the
 * engine calls update again, whatever the program says by then.
 */
const unverified = async () => {
  const world = await connected({
    environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "500" },
  });
  const state = await created(world);
  const { emulator } = world;
  const fault = emulator.faults.add({
    status: 503,
    on: { action: "get" },
    skip: 1,
    times: Infinity,
  });
  const { partial } = await failure(
    world.newProcess().update(state, { env: ENV, apiWhitelist: ["/b"] }),
  );
  fault.remove();
  expect(partial).toMatchObject({ apiWhitelist: ["/a"] });
  expect(emulator.policy(ENV).apiWhitelist).toEqual(["/b"]);
  emulator.clearJournal();
  return { world, partial: partial ?? state };
};

describe("an update after a write that could not be verified", () => {
  it("finds it done, and writes nothing more", async () => {
    const { world, partial } = await unverified();

    await world.newProcess().update(partial, { env: ENV, apiWhitelist: ["/b"] });

    expect(world.sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("does not take it for done where the change was taken back: it may have been applied", async () => {
    const { world, partial } = await unverified();
    const revert = { env: ENV, apiWhitelist: ["/a"] };

    const error = await failure(world.newProcess().update(partial, revert));
    expect(error.problem).toMatchObject({ failure: "conflict" });

    const refreshed = (await world.newProcess().read(partial)) ?? partial;
    await world.newProcess().update(refreshed, revert);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
  });
});
