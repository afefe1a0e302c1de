import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", isSecret: true };

onEachEngine("config and its secrets", async (shelf) => {
  const { stack } = shelf;
  await stack.setConfig("note", "hush-1", { secret: true });
  await stack.setConfig("token", "first");
  shelf.program(pen);
  const created = await shelf.step("up");
  expect(created).toMatchObject({ exitCode: 0, outputs: { pen: "[secret]" } });
  expect(created.calls).toEqual(["check desk (new) -> hush-1", "create desk with first"]);
  expect(created.stdout + created.stderr).not.toContain("hush-1");
  expect((await stack.exportState()).text).not.toContain("hush-1");
  expect(await shelf.find("pen")).toMatchObject({
    inputs: { text: "[secret]" },
    outputs: { text: "[secret]" },
  });

  await stack.setConfig("note", "hush-2", { secret: true });
  const changed = await shelf.step("preview");
  expect(changed.changes).toEqual({ update: 1 });
  expect(changed.stdout + changed.stderr).not.toMatch(/hush-\d/);
  await shelf.step("up");
  expect(shelf.remote["desk"]).toEqual({ text: "hush-2", count: 2 });
});

onEachEngine("config that state has recorded", async (shelf) => {
  const { stack } = shelf;
  await stack.setConfig("token", "first");
  await stack.setConfig("note", "x");
  shelf.program({ name: "pen", place: "desk", text: "blue" });
  await shelf.step("up");
  await stack.setConfig("token", "second");
  expect((await shelf.step("refresh")).calls).toContain("read desk with first");
  const { calls } = await shelf.step("preview", { refresh: true });
  // The program has a process of its own where its configuration is another.
  expect(calls).toEqual(
    expect.arrayContaining(["read desk with first", "check desk blue -> blue"]),
  );
  shelf.program({ name: "pen", place: "shelf", text: "blue" });
  expect((await shelf.step("up")).calls).toContain("create shelf with second");
  expect((await shelf.step("refresh")).calls).toContain("read shelf with second");
});
