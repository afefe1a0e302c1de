import { soon } from "../support/soon";
import { onEachEngine } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };

onEachEngine("a resource that is there but not ready", async (shelf) => {
  shelf.program(pen);
  const partial = await shelf.fault("create desk is partial").step("up");
  expect(partial).toMatchObject({ exitCode: 1, changes: {} });
  expect(partial.stdout).toContain("the lamp is off");
  expect(await shelf.find("pen")).toMatchObject({
    id: "desk",
    initErrors: ["the lamp is off", "the door is open"],
    outputs: { count: 1 },
  });
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

onEachEngine("calls and programs that fail", async (shelf) => {
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

  shelf.stack.env["SHELF_PROGRAM"] = JSON.stringify({ places: [], breaks: true });
  const broken = await shelf.step("up");
  expect(broken).toMatchObject({ exitCode: 1 });
  expect(broken.stdout).toContain("the program breaks");
  expect(await shelf.fault("delete desk fails").step("destroy")).toMatchObject({ exitCode: 1 });
  expect(await shelf.find("pen")).toBeDefined();
});

onEachEngine("an engine killed in the middle of a create", async (shelf) => {
  shelf.program(pen).fault("create desk hangs");
  const running = shelf.stack.spawn("up");
  await soon(() => "desk" in shelf.remote, 60_000);
  await running.kill();
  shelf.forget();
  const pending = async () => (await shelf.stack.exportState()).pendingOperations;
  const urn = expect.stringMatching(/::pen$/) as string;
  expect(await pending()).toEqual([{ type: "creating", urn }]);
  expect(await shelf.find("pen")).toBeUndefined();

  const refused = await shelf.step("up");
  expect(refused).toMatchObject({ exitCode: 1, calls: [] });
  expect(refused.stderr).toContain("currently locked");
  expect(await shelf.stack.cancel()).toMatchObject({ exitCode: 0 });

  const resumed = await shelf.step("up");
  expect(resumed).toMatchObject({ exitCode: 0, changes: { create: 1 } });
  await shelf.step("refresh");
  expect(await pending()).toHaveLength(1);
  await shelf.step("refresh", { clearPendingCreates: true });
  expect(await pending()).toEqual([]);
});
