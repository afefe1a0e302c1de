import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };
const cup = { name: "cup", place: "sink", follows: "pen" };

onEachEngine("two resources from preview to destroy", async (shelf) => {
  shelf.program(pen, cup);
  const preview = await shelf.step("preview");
  expect(preview).toMatchObject({
    exitCode: 0,
    changes: { create: 2 },
    outputs: { cup: "[unknown]" },
    calls: ["check desk (new) -> blue", "check sink (new) -> (unknown)"],
  });
  expect(preview.stdout).toMatch(/blue/);

  const created = await shelf.step("up");
  expect(created).toMatchObject({ exitCode: 0, changes: { create: 2 } });
  expect(created.outputs).toMatchObject({ cup: "1 there" });
  expect((await shelf.find("pen"))?.outputs).toMatchObject({ text: "blue", count: 1, empty: null });
  const unchanged = await shelf.step("up", { expectNoChanges: true });
  expect(unchanged).toMatchObject({ exitCode: 0, changes: { same: 2 }, diffs: [] });

  shelf.program({ ...pen, text: "red" }, cup);
  const planned = await shelf.step("preview", { expectNoChanges: true });
  expect(planned).toMatchObject({ exitCode: 7, changes: { update: 2 } });
  expect(planned.calls).toContain("check sink 1 there -> (unknown)");
  const updated = await shelf.step("up");
  const update = (from: string, to: string) =>
    expect.objectContaining({ op: "update", properties: [{ path: "text", from, to }] }) as unknown;
  expect(updated.diffs).toEqual([update("1 there", "2 there"), update("blue", "red")]);
  expect(updated.stdout).toContain("putting something new on desk");

  shelf.program({ ...pen, text: "red" });
  const removed = await shelf.step("up");
  expect(removed).toMatchObject({ exitCode: 0, changes: { delete: 1, same: 1 } });
  expect(removed.calls).toContain("delete sink");

  shelf.program({ ...pen, text: "red" }, cup, { name: "mat", place: "floor", follows: "cup" });
  await shelf.step("up");
  const destroyed = await shelf.step("destroy");
  expect(destroyed).toMatchObject({ exitCode: 0, changes: { delete: 3 } });
  expect(destroyed.calls).toEqual(["delete floor", "delete sink", "delete desk"]);
  expect([shelf.remote, await shelf.state()]).toEqual([{}, []]);
});

onEachEngine("a resource in a component, and a renamed one", async (shelf) => {
  shelf.program({ ...pen, room: "study" }, { name: "hat", place: "hook", text: "grey" });
  expect(await shelf.step("up")).toMatchObject({ changes: { create: 3 } });
  const options = { aliases: [{ name: "hat" }] };
  shelf.program({ ...pen, room: "study" }, { name: "cap", place: "hook", text: "grey", options });
  const renamed = await shelf.step("up");
  expect(renamed).toMatchObject({ exitCode: 0, changes: { same: 3 } });
  expect(renamed.calls.filter((call) => /^(create|update|delete)/.test(call))).toEqual([]);
  expect((await shelf.find("cap"))?.id).toBe("hook");
});

onEachEngine("config, its secrets, and what state has recorded of it", async (shelf) => {
  const { stack } = shelf;
  await stack.setConfig("note", "hush-1", { secret: true });
  await stack.setConfig("token", "first");
  shelf.program({ name: "pen", place: "desk", isSecret: true });
  const created = await shelf.step("up");
  expect(created).toMatchObject({ exitCode: 0, outputs: { pen: "[secret]" } });
  expect(created.calls).toEqual(["check desk (new) -> hush-1", "create desk with first"]);
  const { text } = await stack.exportState();
  expect(created.stdout + created.stderr + text).not.toContain("hush-1");
  const secret = { text: "[secret]" };
  expect(await shelf.find("pen")).toMatchObject({ inputs: secret, outputs: secret });

  await stack.setConfig("note", "hush-2", { secret: true });
  await stack.setConfig("token", "second");
  expect((await shelf.step("refresh")).calls).toContain("read desk with first");
  const planned = await shelf.step("preview", { refresh: true });
  expect(planned.changes).toEqual({ update: 1 });
  expect(planned.stdout + planned.stderr).not.toMatch(/hush-\d/);
  // The program's provider is a process of its own if its configuration is another.
  expect(planned.calls).toEqual(
    expect.arrayContaining(["read desk with first", "check desk hush-1 -> hush-2"]),
  );
  await shelf.step("up");
  expect(shelf.remote["desk"]).toEqual({ text: "hush-2", count: 2 });
  expect((await shelf.step("refresh")).calls).toContain("read desk with second");
});
