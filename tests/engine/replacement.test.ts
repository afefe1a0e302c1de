import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };
const cup = { name: "cup", place: "sink", follows: "pen" };
const writes = (calls: string[]) => calls.filter((call) => /^(create|update|delete)/.test(call));

onEachEngine("replacing: the new one first", async (shelf) => {
  shelf.program(pen, cup, { name: "hat", place: "hook", text: "grey" });
  await shelf.step("up");
  shelf.program({ ...pen, place: "shelf" }, cup);
  const planned = await shelf.step("preview");
  expect(planned).toMatchObject({ exitCode: 0, changes: { replace: 1, update: 1, delete: 1 } });
  expect(writes(planned.calls)).toEqual([]);

  const replaced = await shelf.step("up");
  expect(replaced).toMatchObject({ exitCode: 0, changes: { replace: 1, same: 1, delete: 1 } });
  const [first, ...later] = writes(replaced.calls);
  expect(first).toMatch(/^create shelf/);
  expect(later.sort()).toEqual(["delete desk", "delete hook"]);
});

onEachEngine("replacing: the old one away first", async (shelf) => {
  shelf.program({ ...pen, order: "delete first" }, cup);
  await shelf.step("up");
  shelf.program({ ...pen, order: "delete first", place: "shelf" }, cup);
  const replaced = await shelf.step("up");
  expect(replaced).toMatchObject({ exitCode: 0, changes: { replace: 1, same: 1 } });
  expect(writes(replaced.calls)).toEqual(["delete desk", "create shelf with (none)"]);

  const atOption = { ...pen, place: "table", options: { deleteBeforeReplace: true } };
  shelf.program(atOption, cup);
  const again = await shelf.step("up");
  expect(writes(again.calls)).toEqual(["delete shelf", "create table with (none)"]);

  shelf.program({ ...atOption, place: "floor" }, cup);
  const failed = await shelf.fault("create floor fails").step("up");
  expect(failed).toMatchObject({ exitCode: 1 });
  expect(writes(failed.calls)).toEqual(["delete table", "create floor with (none)"]);
  const resumed = await shelf.step("up");
  expect(writes(resumed.calls)).toEqual(["create floor with (none)"]);
  expect(resumed).toMatchObject({ exitCode: 0, changes: { replace: 1, same: 1 } });
});

onEachEngine("a delete that fails after its replacement", async (shelf) => {
  shelf.program(pen);
  await shelf.step("up");
  shelf.program({ ...pen, place: "shelf" });
  const failed = await shelf.fault("delete desk fails").step("up");
  expect(failed).toMatchObject({ exitCode: 1, changes: { replace: 1 } });
  expect((await shelf.state()).map((state) => [state.id, state.delete])).toContainEqual([
    "desk",
    true,
  ]);
  const again = await shelf.step("up");
  expect(writes(again.calls)).toEqual(["delete desk"]);
});

onEachEngine("replacing because the user says so", async (shelf) => {
  shelf.program(pen, { name: "hat", place: "hook", text: "grey" });
  await shelf.step("up");
  shelf.program(pen, { name: "hat", place: "hook", text: "black" });
  const urn = (await shelf.find("pen"))?.urn ?? "";
  const planned = await shelf.step("preview", { targetReplace: [urn] });
  expect(planned.changes).toEqual({ replace: 1, same: 1 });
  const replaced = await shelf.step("up", { targetReplace: [urn] });
  expect(replaced.changes).toEqual({ replace: 1, same: 1 });
  expect(await shelf.find("hat")).toHaveProperty("inputs.text", "grey");

  const both = await shelf.step("up", { replace: [urn] });
  expect(both.changes).toEqual({ replace: 1, update: 1 });
  shelf.program({ ...pen, text: "red" }, { name: "hat", place: "hook", text: "white" });
  expect((await shelf.step("up", { target: [urn] })).changes).toEqual({ same: 1, update: 1 });
  expect(await shelf.find("hat")).toHaveProperty("inputs.text", "black");
});
