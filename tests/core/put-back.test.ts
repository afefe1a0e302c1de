import { connected, created, ENV, OTHER_ENV } from "../support/connected";

const inputs = { env: ENV, apiWhitelist: ["/a"] };

describe("a delete that came before the check of the resource that is kept", () => {
  it.each([
    ["nothing else", {}, "apiWhitelist"],
    ["a setting alone", { onDelete: "retain" }, "onDelete"],
    ["more", { onDelete: "retain", apiWhitelist: ["/a", "/b"] }, "apiWhitelist"],
  ])("is undone by that one's update, where the program changes %s", async (_what, more, input) => {
    const world = await connected();
    const old = await created(world);
    const { state: kept } = await world.newProcess().create(inputs);
    const news = { ...inputs, ...more };
    const up = world.newProcess();
    await up.delete(old);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);

    up.check(news);
    expect(up.diff(kept, news).changed).toContain(input);
    const next = await up.update(kept, news);

    expect(next.apiWhitelist).toEqual(news.apiWhitelist);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(news.apiWhitelist);
    expect(up.diff(next, news).changed).toEqual([]);
  });
});

it("a delete that is under way when the kept resource is checked is undone by that one's update", async () => {
  const world = await connected();
  const old = await created(world);
  const { state: kept } = await world.newProcess().create(inputs);
  const up = world.newProcess();
  const deleting = up.delete(old);
  while (world.sent().get < 3) await new Promise(setImmediate);

  up.check(inputs);
  const { changed } = up.diff(kept, inputs);
  const [, next] = await Promise.all([deleting, up.update(kept, inputs)]);

  expect([changed, next.apiWhitelist]).toEqual([["apiWhitelist"], ["/a"]]);
  expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
});

it.each([
  ["nothing else", {}, "open"],
  ["a setting alone", { onDelete: "retain" }, "onDelete"],
])(
  "a delete that opened the switch before the check of a resource that closes it is undone, with %s",
  async (_what, more, input) => {
    const world = await connected();
    const closed = { ...inputs, open: false };
    const gone = await created(world, closed);
    const kept = await created(world, { ...closed, env: OTHER_ENV });
    const up = world.newProcess();
    await up.delete(gone);
    expect(world.emulator.policy(OTHER_ENV).open).toBe(true);

    const news = { ...closed, env: OTHER_ENV, ...more };
    up.check(news);
    expect(up.diff(kept, news).changed).toEqual([input]);
    const next = await up.update(kept, news);

    expect([next.open, world.emulator.policy(OTHER_ENV).open]).toEqual([false, false]);
    expect(up.diff(next, news).changed).toEqual([]);
  },
);

it("an update that waits for the delete of a leftover takes what that put back for its own", async () => {
  const world = await connected();
  const old = await created(world);
  const { state: kept } = await world.newProcess().create(inputs);
  const up = world.newProcess();

  const deleting = up.delete(old);
  const [, next] = await Promise.all([deleting, up.update(kept, { ...inputs, apiWhitelist: [] })]);

  expect(next.apiWhitelist).toEqual([]);
});
