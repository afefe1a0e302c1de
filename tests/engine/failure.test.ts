import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };

onEachEngine("a create that is not ready", async (shelf) => {
  shelf.program(pen);
  const partial = await shelf.fault("create desk is partial").step("up");
  expect(partial).toMatchObject({ exitCode: 1, changes: {} });
  expect(partial.stdout).toContain("the lamp is off");
  expect(await shelf.find("pen")).toMatchObject({
    id: "desk",
    initErrors: ["the lamp is off", "the door is open"],
    outputs: { count: 1 },
  });
  expect(await shelf.step("preview", { expectNoChanges: true })).toMatchObject({ exitCode: 7 });

  const repaired = await shelf.step("up");
  expect(repaired).toMatchObject({ exitCode: 0, changes: { update: 1 } });
  expect(repaired.calls).toContain("update desk blue -> blue");
  expect(await shelf.find("pen")).toMatchObject({ initErrors: [] });

  shelf.program({ ...pen, text: "red" });
  const again = await shelf.fault("update desk is partial").step("up");
  expect(again).toMatchObject({ exitCode: 1, changes: {} });
  expect(await shelf.find("pen")).toMatchObject({
    inputs: { text: "blue" },
    outputs: { text: "red", count: 3 },
    initErrors: [expect.any(String), expect.any(String)],
  });
  expect(await shelf.step("refresh")).toMatchObject({ exitCode: 0 });
  expect(await shelf.find("pen")).toMatchObject({ initErrors: [] });
});

onEachEngine("calls that fail", async (shelf) => {
  shelf.program({ ...pen, text: "forbidden" });
  const refused = await shelf.step("preview");
  expect(refused).toMatchObject({ exitCode: 1, changes: {} });
  expect(refused.stdout + refused.stderr).toContain("not here");

  shelf.program(pen);
  expect(await shelf.fault("create desk fails").step("up")).toMatchObject({ exitCode: 1 });
  expect(await shelf.find("pen")).toBeUndefined();
  await shelf.step("up");

  shelf.program({ ...pen, text: "red" });
  for (const verb of ["check", "diff", "update"]) {
    const failed = await shelf.fault(`${verb} desk fails`).step("up");
    expect(failed).toMatchObject({ exitCode: 1, changes: {} });
    expect(failed.stdout).toContain(`${verb} of desk failed`);
    expect(await shelf.find("pen")).toMatchObject({ inputs: { text: "blue" } });
  }

  const kept = await shelf.fault("delete desk fails").step("destroy");
  expect(kept).toMatchObject({ exitCode: 1 });
  expect(await shelf.find("pen")).toBeDefined();
});

onEachEngine("a program that breaks, and what is protected", async (shelf) => {
  shelf.program(pen, { name: "hat", place: "hook", text: "grey", options: { protect: true } });
  await shelf.step("up");
  shelf.stack.env["SHELF_PROGRAM"] = JSON.stringify({ places: [pen], breaks: true });
  const broken = await shelf.step("up");
  expect(broken).toMatchObject({ exitCode: 1 });
  expect(broken.stdout).toContain("the program breaks");
  expect(await shelf.find("hat")).toBeDefined();

  shelf.program(pen);
  expect(await shelf.step("up")).toMatchObject({ exitCode: 1 });
  expect(await shelf.find("hat")).toBeDefined();
});

onEachEngine("a provider that leaves the comparison to the engine", async (shelf) => {
  shelf.program({ ...pen, compare: "engine", note: "a" });
  await shelf.step("up");
  expect(await shelf.step("up")).toMatchObject({ changes: { same: 1 } });
  shelf.program({ ...pen, compare: "engine", note: "b" });
  expect(await shelf.step("up")).toMatchObject({ changes: { update: 1 } });
  shelf.program({ ...pen, note: "c" });
  expect(await shelf.step("up")).toMatchObject({ changes: { same: 1 } });
  expect(await shelf.find("pen")).toMatchObject({ inputs: { note: "c" }, outputs: { note: "b" } });
});
