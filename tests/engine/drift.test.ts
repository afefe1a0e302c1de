import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };
const hat = { name: "hat", place: "hook", text: "grey" };

onEachEngine("what reading finds", async (shelf) => {
  shelf.program(pen, hat);
  await shelf.step("up");
  const calm = await shelf.step("preview", { refresh: true, expectNoChanges: true });
  expect(calm).toMatchObject({ exitCode: 0, refreshed: { same: 2 }, changes: { same: 2 } });

  shelf.remote = { ...shelf.remote, desk: { text: "gold", count: 5 } };
  const drift = await shelf.step("preview", { refresh: true, expectNoChanges: true });
  expect(drift).toMatchObject({ exitCode: 7, refreshed: { same: 1, update: 1 } });
  expect(drift.changes).toEqual({ update: 1, same: 1 });
  const count = { path: "count", from: 1, to: 5 };
  expect(drift.diffs).toMatchObject([
    { op: "refresh", properties: [count, { path: "text", from: "blue", to: "gold" }] },
    { op: "update", properties: [{ path: "text", from: "gold", to: "blue" }] },
  ]);
  expect(drift.stdout).toMatch(/text *: "blue" => "gold"/);
  expect(await shelf.find("pen")).toHaveProperty("inputs.text", "blue");

  const failed = await shelf.fault("read desk fails").step("refresh");
  expect(failed).toMatchObject({ exitCode: 1, changes: { same: 1 } });
  expect(failed.stdout).toContain("read of desk failed");
  expect(await shelf.find("pen")).toHaveProperty("inputs.text", "blue");

  const refreshed = await shelf.step("refresh", { expectNoChanges: true });
  expect(refreshed).toMatchObject({ exitCode: 7, changes: { same: 1, update: 1 } });
  expect(await shelf.find("pen")).toHaveProperty("inputs.text", "gold");
  const healed = await shelf.step("up", { refresh: true });
  expect(healed).toMatchObject({ exitCode: 0, changes: { update: 1, same: 1 } });
  // One process reads and then checks.
  expect(healed.calls).toContain("check desk gold -> blue after a read");
  expect(shelf.remote["desk"]).toEqual({ text: "blue", count: 6 });

  // A change that the provider's diff ignores.
  shelf.remote = { ...shelf.remote, desk: { text: "blue", count: 9 } };
  const counted = await shelf.step("refresh", { expectNoChanges: true });
  expect(counted).toMatchObject({ exitCode: 0, changes: { same: 2 }, refreshed: { update: 1 } });
  expect(await shelf.find("pen")).toHaveProperty("outputs.count", 9);

  shelf.remote = { hook: { text: "grey", count: 1 } };
  const planned = await shelf.step("preview", { refresh: true });
  expect(planned).toMatchObject({
    refreshed: { delete: 1, same: 1 },
    changes: { create: 1, same: 1 },
  });
  expect(planned.diffs).toContainEqual(expect.objectContaining({ op: "gone", name: "pen" }));
  await shelf.step("refresh");
  expect(await shelf.find("pen")).toBeUndefined();
});
