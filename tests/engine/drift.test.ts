import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };
const hat = { name: "hat", place: "hook", text: "grey" };

onEachEngine("a change made elsewhere", async (shelf) => {
  shelf.program(pen, hat);
  await shelf.step("up");
  const calm = await shelf.step("preview", { refresh: true, expectNoChanges: true });
  expect(calm).toMatchObject({ exitCode: 0, refreshed: { same: 2 }, changes: { same: 2 } });

  shelf.remote = { ...shelf.remote, desk: { text: "gold", count: 5 } };
  const drift = await shelf.step("preview", { refresh: true, expectNoChanges: true });
  expect(drift).toMatchObject({ exitCode: 7, refreshed: { same: 1, update: 1 } });
  expect(drift.changes).toEqual({ update: 1, same: 1 });
  expect(drift.diffs).toEqual([
    expect.objectContaining({
      op: "refresh",
      properties: [
        { path: "count", from: 1, to: 5 },
        { path: "text", from: "blue", to: "gold" },
      ],
    }),
    expect.objectContaining({
      op: "update",
      properties: [{ path: "text", from: "gold", to: "blue" }],
    }),
  ]);
  expect(drift.stdout).toMatch(/text *: "blue" => "gold"/);
  expect(await shelf.find("pen")).toHaveProperty("inputs.text", "blue");

  const refreshed = await shelf.step("refresh", { expectNoChanges: true });
  expect(refreshed).toMatchObject({ exitCode: 7, changes: { same: 1, update: 1 } });
  expect(await shelf.find("pen")).toHaveProperty("inputs.text", "gold");
  expect(await shelf.step("up")).toMatchObject({ changes: { update: 1, same: 1 } });
  expect(shelf.remote["desk"]).toEqual({ text: "blue", count: 6 });

  shelf.remote = { ...shelf.remote, desk: { text: "gold", count: 7 } };
  const healed = await shelf.step("up", { refresh: true });
  expect(healed).toMatchObject({ exitCode: 0, refreshed: { same: 1, update: 1 } });
  expect(healed.changes).toEqual({ update: 1, same: 1 });
  // One process reads and then checks.
  expect(healed.calls).toContain("check desk gold -> blue after a read");
});

onEachEngine("drift that the provider's diff does not mind", async (shelf) => {
  shelf.program(pen);
  await shelf.step("up");
  shelf.remote = { desk: { text: "blue", count: 9 } };
  const refreshed = await shelf.step("refresh", { expectNoChanges: true });
  expect(refreshed).toMatchObject({ exitCode: 0, changes: { same: 1 }, refreshed: { update: 1 } });
  expect(await shelf.find("pen")).toHaveProperty("outputs.count", 9);
});

onEachEngine("something that is gone", async (shelf) => {
  shelf.program(pen, hat);
  await shelf.step("up");
  shelf.remote = { hook: { text: "grey", count: 1 } };
  const planned = await shelf.step("preview", { refresh: true });
  expect(planned).toMatchObject({
    refreshed: { delete: 1, same: 1 },
    changes: { create: 1, same: 1 },
  });
  expect(planned.diffs).toContainEqual(expect.objectContaining({ op: "gone", name: "pen" }));
  await shelf.step("refresh");
  expect(await shelf.find("pen")).toBeUndefined();
  expect(await shelf.step("up")).toMatchObject({ changes: { create: 1, same: 1 } });
});

onEachEngine("a read that fails", async (shelf) => {
  shelf.program(pen, hat);
  await shelf.step("up");
  const before = await shelf.state();
  const failed = await shelf.fault("read desk fails").step("refresh");
  expect(failed).toMatchObject({ exitCode: 1, changes: { same: 1 } });
  expect(failed.stdout).toContain("read of desk failed");
  expect(await shelf.state()).toEqual(before);
  const planned = await shelf.fault("read desk fails").step("preview", { refresh: true });
  expect(planned).toMatchObject({ exitCode: 1, changes: {} });
});
