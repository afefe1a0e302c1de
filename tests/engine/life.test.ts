import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };
const cup = { name: "cup", place: "sink", follows: "pen" };
const hat = { name: "hat", place: "hook", text: "grey" };

onEachEngine("two resources from preview to destroy", async (shelf) => {
  shelf.program(pen, cup);
  expect(await shelf.step("preview")).toMatchObject({
    exitCode: 0,
    changes: { create: 2 },
    outputs: { cup: "[unknown]" },
    calls: ["check desk (new) -> blue", "check sink (new) -> (unknown)"],
  });
  const created = await shelf.step("up");
  expect(created).toMatchObject({ changes: { create: 2 }, outputs: { cup: "1 there" } });
  expect((await shelf.find("pen"))?.outputs).toMatchObject({ text: "blue", count: 1, empty: null });
  const unchanged = await shelf.step("up", { expectNoChanges: true });
  expect(unchanged).toMatchObject({ exitCode: 0, changes: { same: 2 }, diffs: [] });

  shelf.program({ ...pen, text: "red" }, cup);
  const planned = await shelf.step("preview", { expectNoChanges: true });
  expect(planned).toMatchObject({ exitCode: 7, changes: { update: 2 } });
  expect(planned.calls).toContain("check sink 1 there -> (unknown)");
  const updated = await shelf.step("up");
  expect(updated.diffs).toMatchObject([
    { op: "update", properties: [{ path: "text", from: "1 there", to: "2 there" }] },
    { op: "update", properties: [{ path: "text", from: "blue", to: "red" }] },
  ]);
  expect(updated.terminal).toContain("putting something new on desk");

  shelf.program({ ...pen, text: "red" });
  const removed = await shelf.step("up");
  expect(removed).toMatchObject({ changes: { delete: 1, same: 1 }, writes: ["delete sink"] });

  shelf.program({ ...pen, text: "red" }, cup, { name: "mat", place: "floor", follows: "cup" });
  await shelf.step("up");
  const destroyed = await shelf.step("destroy");
  expect(destroyed.calls).toEqual(["delete floor", "delete sink", "delete desk"]);
  expect([destroyed.changes, shelf.remote, await shelf.state()]).toEqual([{ delete: 3 }, {}, []]);
});

onEachEngine("secret config, and config that state has recorded", async (shelf) => {
  const { stack } = shelf;
  await stack.setConfig("note", "hush-1", { secret: true });
  await stack.setConfig("token", "first");
  shelf.program({ name: "pen", place: "desk", isSecret: true });
  const created = await shelf.step("up");
  expect(created).toMatchObject({ exitCode: 0, outputs: { pen: "[secret]" } });
  expect(created.calls).toEqual(["check desk (new) -> hush-1", "create desk with first"]);
  expect(created.terminal + (await stack.exportState()).text).not.toContain("hush-1");
  const secret = { text: "[secret]" };
  expect(await shelf.find("pen")).toMatchObject({ inputs: secret, outputs: secret });

  await stack.setConfig("note", "hush-2", { secret: true });
  await stack.setConfig("token", "second");
  const planned = await shelf.step("preview", { refresh: true });
  expect(planned.changes).toEqual({ update: 1 });
  expect(planned.terminal).not.toMatch(/hush-\d/);
  // The program has a provider process with the new config, which has read nothing.
  expect(planned.calls.sort()).toEqual([
    "check desk hush-1 -> hush-2",
    expect.stringMatching("diff"),
    expect.stringMatching("diff"),
    "read desk with first",
  ]);
  await shelf.step("up");
  expect(shelf.remote["desk"]).toEqual({ text: "hush-2", count: 2 });
  expect((await shelf.step("refresh")).calls).toContain("read desk with second");
});

onEachEngine("what reading finds", async (shelf) => {
  shelf.program(pen, hat);
  await shelf.step("up");
  shelf.remote = { ...shelf.remote, desk: { text: "gold", count: 5 } };
  const drift = await shelf.step("preview", { refresh: true, expectNoChanges: true });
  expect(drift).toMatchObject({ exitCode: 7, refreshed: { same: 1, update: 1 } });
  const count = { path: "count", from: 1, to: 5 };
  expect(drift.diffs).toMatchObject([
    { op: "refresh", properties: [count, { path: "text", from: "blue", to: "gold" }] },
    { op: "update", properties: [{ path: "text", from: "gold", to: "blue" }] },
  ]);
  expect(drift.terminal).toMatch(/text *: "blue" => "gold"/);

  // The same process reads and then checks.
  const healed = await shelf.step("up", { refresh: true });
  expect(healed.calls).toContain("check desk gold -> blue after a read");

  // The provider's diff ignores this change.
  shelf.remote = { ...shelf.remote, desk: { text: "blue", count: 9 } };
  const counted = await shelf.step("refresh", { expectNoChanges: true });
  expect(counted).toMatchObject({ exitCode: 0, changes: { same: 2 }, refreshed: { update: 1 } });
});
