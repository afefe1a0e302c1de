import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };
const cup = { name: "cup", place: "sink", follows: "pen" };
const hat = { name: "hat", place: "hook", text: "grey" };
const writes = (calls: string[]) => calls.filter((call) => /^(create|update|delete)/.test(call));

onEachEngine("a replacement that creates first", async (shelf) => {
  shelf.program(pen, cup, hat);
  await shelf.step("up");
  shelf.program({ ...pen, place: "shelf" }, cup);
  const planned = await shelf.step("preview");
  expect(planned).toMatchObject({ exitCode: 0, changes: { replace: 1, update: 1, delete: 1 } });
  expect(writes(planned.calls)).toEqual([]);

  const failed = await shelf.fault("delete desk fails").step("up");
  expect(failed).toMatchObject({ exitCode: 1 });
  expect(writes(failed.calls)[0]).toMatch(/^create shelf/);
  const states = (await shelf.state()).map((state) => [state.id, state.delete]);
  expect(states).toContainEqual(["desk", true]);
  const again = await shelf.step("up");
  expect(again).toMatchObject({ exitCode: 0 });
  expect(writes(again.calls)).toContain("delete desk");
});

onEachEngine("a replacement that deletes first", async (shelf) => {
  const options = { deleteBeforeReplace: true };
  shelf.program({ ...pen, options });
  await shelf.step("up");
  shelf.program({ ...pen, place: "shelf", options });
  const replaced = await shelf.step("up");
  expect(replaced).toMatchObject({ exitCode: 0, changes: { replace: 1 } });
  expect(writes(replaced.calls)).toEqual(["delete desk", "create shelf with (none)"]);

  shelf.program({ ...pen, place: "floor", options });
  const failed = await shelf.fault("create floor fails").step("up");
  expect(failed).toMatchObject({ exitCode: 1 });
  expect(writes(failed.calls)).toEqual(["delete shelf", "create floor with (none)"]);
  const resumed = await shelf.step("up");
  expect(writes(resumed.calls)).toEqual(["create floor with (none)"]);
  expect(resumed).toMatchObject({ exitCode: 0, changes: { replace: 1 } });
});

onEachEngine("a replacement that the user asks for", async (shelf) => {
  shelf.program(pen, hat);
  await shelf.step("up");
  shelf.program(pen, { ...hat, text: "black" });
  const urn = (await shelf.find("pen"))?.urn ?? "";
  const replaced = await shelf.step("up", { targetReplace: [urn] });
  expect(replaced.changes).toEqual({ replace: 1, same: 1 });
  expect(await shelf.find("hat")).toHaveProperty("inputs.text", "grey");
  const both = await shelf.step("up", { replace: [urn] });
  expect(both.changes).toEqual({ replace: 1, update: 1 });
  shelf.program({ ...pen, text: "red" }, { ...hat, text: "white" });
  expect((await shelf.step("up", { target: [urn] })).changes).toEqual({ same: 1, update: 1 });
  expect(await shelf.find("hat")).toHaveProperty("inputs.text", "black");
});
