import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };
const cup = { name: "cup", place: "sink", follows: "pen" };

onEachEngine("the life of two resources", async (shelf) => {
  shelf.program(pen, cup);
  const preview = await shelf.step("preview");
  expect(preview).toMatchObject({
    exitCode: 0,
    changes: { create: 2 },
    outputs: { cup: "[unknown]" },
  });
  expect(preview.calls).toEqual(["check desk (new) -> blue", "check sink (new) -> (unknown)"]);
  expect(preview.stdout).toMatch(/blue/);

  const created = await shelf.step("up");
  expect(created).toMatchObject({
    exitCode: 0,
    changes: { create: 2 },
    outputs: { cup: "1 there" },
  });
  expect((await shelf.find("pen"))?.outputs).toMatchObject({ text: "blue", count: 1, empty: null });

  const unchanged = await shelf.step("up", { expectNoChanges: true });
  expect(unchanged).toMatchObject({ exitCode: 0, changes: { same: 2 }, diffs: [] });

  shelf.program({ ...pen, text: "red" }, cup);
  const planned = await shelf.step("preview", { expectNoChanges: true });
  expect(planned).toMatchObject({ exitCode: 7, changes: { update: 2 } });
  expect(planned.calls).toContain("check sink 1 there -> (unknown)");

  const updated = await shelf.step("up");
  expect(updated.diffs).toEqual([
    expect.objectContaining({
      op: "update",
      properties: [{ path: "text", from: "1 there", to: "2 there" }],
    }),
    expect.objectContaining({
      op: "update",
      properties: [{ path: "text", from: "blue", to: "red" }],
    }),
  ]);
  expect(updated.stdout).toContain("putting something new on desk");

  shelf.program({ ...pen, text: "red" });
  const removed = await shelf.step("up");
  expect(removed).toMatchObject({ exitCode: 0, changes: { delete: 1, same: 1 } });
  expect(removed.calls).toContain("delete sink");

  expect(await shelf.step("destroy")).toMatchObject({ exitCode: 0, changes: { delete: 1 } });
  expect(shelf.remote).toEqual({});
  expect(await shelf.state()).toEqual([]);
});

onEachEngine("deleting what depends on each other", async (shelf) => {
  shelf.program(pen, cup, { name: "mat", place: "floor", follows: "cup" });
  await shelf.step("up");
  const { calls } = await shelf.step("destroy");
  expect(calls).toEqual(["delete floor", "delete sink", "delete desk"]);
});

onEachEngine("resources in a component, renamed, ignored and retained", async (shelf) => {
  shelf.program({ ...pen, room: "study" }, { name: "hat", place: "hook", text: "grey" });
  expect(await shelf.step("up")).toMatchObject({ changes: { create: 3 } });

  const alias = { aliases: [{ name: "hat" }] };
  shelf.program(
    { ...pen, text: "green", room: "study", options: { ignoreChanges: ["text"] } },
    { name: "cap", place: "hook", text: "grey", options: { ...alias, retainOnDelete: true } },
  );
  const renamed = await shelf.step("up");
  expect(renamed).toMatchObject({ exitCode: 0, changes: { same: 3 } });
  expect(renamed.calls).toEqual(
    expect.not.arrayContaining([expect.stringMatching(/^(create|update|delete)/)]),
  );
  expect((await shelf.find("cap"))?.id).toBe("hook");

  await shelf.step("destroy");
  expect(Object.keys(shelf.remote)).toEqual(["hook"]);
});

onEachEngine("reading what others own", async (shelf) => {
  shelf.remote = { attic: { text: "dust", count: 7 } };
  shelf.program({ name: "box", known: "attic", place: "attic" });
  const read = await shelf.step("up");
  expect(read).toMatchObject({ exitCode: 0, outputs: { box: "dust" } });
  await shelf.step("destroy");
  expect(shelf.remote).toHaveProperty("attic");
});
