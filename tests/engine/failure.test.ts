import { EngineDouble } from "../support/engine/double/engine-double";
import { onEachEngine, Shelf } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };

onEachEngine("a resource that exists but is not ready", async (shelf) => {
  shelf.program(pen);
  const partial = await shelf.fault("create desk is partial").step("up");
  expect(partial).toMatchObject({ exitCode: 1, changes: {} });
  const initErrors = ["the lamp is off", "the door is open"];
  expect(partial.terminal).toContain(initErrors[0]);
  expect(await shelf.find("pen")).toMatchObject({ id: "desk", initErrors, outputs: { count: 1 } });
  const repaired = await shelf.step("up");
  expect(repaired).toMatchObject({ changes: { update: 1 }, writes: ["update desk blue -> blue"] });
  expect(await shelf.find("pen")).toMatchObject({ initErrors: [] });

  shelf.program({ ...pen, text: "red" });
  const again = await shelf.fault("update desk is partial").step("up");
  expect(again).toMatchObject({ exitCode: 1, changes: {} });
  expect(await shelf.find("pen")).toMatchObject({
    inputs: { text: "blue" },
    outputs: { text: "red", count: 3 },
    initErrors,
  });
  await shelf.step("refresh");
  expect(await shelf.find("pen")).toMatchObject({ initErrors: [] });
});

onEachEngine("calls and programs that fail", async (shelf) => {
  const refused = await shelf.program({ ...pen, text: "forbidden" }).step("preview");
  expect(refused).toMatchObject({ exitCode: 1, changes: {} });
  expect(refused.terminal).toContain("not here");

  shelf.program(pen);
  expect(await shelf.fault("create desk fails").step("up")).toMatchObject({ exitCode: 1 });
  expect(await shelf.find("pen")).toBeUndefined();
  await shelf.step("up");

  shelf.program({ ...pen, text: "red" });
  for (const verb of ["check", "diff", "update"]) {
    const failed = await shelf.fault(`${verb} desk fails`).step("up");
    expect(failed).toMatchObject({ exitCode: 1, changes: {} });
    expect(failed.terminal).toContain(`${verb} of desk failed`);
    expect(await shelf.find("pen")).toMatchObject({ inputs: { text: "blue" } });
  }

  shelf.stack.env["SHELF_PROGRAM"] = JSON.stringify({ places: [], breaks: true });
  const broken = await shelf.step("up");
  expect(broken).toMatchObject({ exitCode: 1 });
  expect(broken.terminal).toContain("the program breaks");
  expect(await shelf.fault("delete desk fails").step("destroy")).toMatchObject({ exitCode: 1 });
  expect(await shelf.find("pen")).toBeDefined();
});

it("the double says what it is, and refuses options that it does not support", async () => {
  const shelf = await Shelf.on(new EngineDouble());
  shelf.program({ ...pen, options: { import: "desk" } });
  const { exitCode, terminal } = await shelf.step("up");
  await shelf.remove();
  expect(exitCode).toBe(1);
  expect(terminal).toMatch(/^This is an engine double, not the Pulumi engine. Updating \(dev\):/);
  expect(terminal).toContain("The engine double does not support import");
});
