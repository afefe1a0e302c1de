import { connected, created, ENV, OTHER_ENV } from "../support/connected";

describe("delete of a resource that closed the account's switch", () => {
  const closed = { apiWhitelist: ["/a"], open: false };

  it("opens it again where no other resource asks for it", async () => {
    const world = await connected();
    const state = await created(world, closed);
    world.lifecycle.check({ env: ENV, ...closed });
    await world.lifecycle.delete(state);
    expect(world.emulator.policy(ENV)).toMatchObject({ open: true, apiWhitelist: ["/*"] });
  });

  it("leaves it closed where another resource of the program still asks for that", async () => {
    const world = await connected();
    const state = await created(world, closed);
    world.lifecycle.check({ env: OTHER_ENV, ...closed });
    await world.lifecycle.delete(state);
    expect(world.emulator.policy(ENV)).toMatchObject({ open: false, apiWhitelist: ["/*"] });
  });
});
