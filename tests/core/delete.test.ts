import { ENV, failure } from "../support/connected";
import { withPolicy } from "../support/policy-world";

it("a delete is done if the environment goes between get and set", async () => {
  const world = await withPolicy();
  const before = () => world.emulator.removeEnvironment(ENV);
  world.emulator.faults.add({ on: { action: "set" }, before });

  await world.newProcess().delete(world.state);

  expect(world.sent()).toEqual({ get: 1, set: 1, applies: 0 });
});

it.each([
  [{ status: 500 }, "HTTP 500"],
  [{ errcode: -501000, errmsg: "Environment not found" }, "-501000 Environment not found"],
])("a delete fails on %j: nothing says that it is gone", async (fault, words) => {
  const world = await withPolicy();
  world.emulator.faults.add({ ...fault, times: Infinity });

  const { message } = await failure(world.newProcess().delete(world.state));

  expect(message).toContain(`CloudAccessTokenPolicy "${ENV}": delete failed: ${words}`);
  expect(message).not.toContain("onConflict");
});
