import { setTimeout as sleep } from "node:timers/promises";
import { onEachEngine, type Shelf } from "./shelf";

const pen = { name: "pen", place: "desk", text: "blue" };

async function killDuringCreate(shelf: Shelf): Promise<void> {
  shelf.fault("create desk hangs");
  const running = shelf.stack.spawn("up");
  for (const end = Date.now() + 60_000; !("desk" in shelf.remote) && Date.now() < end;)
    await sleep(50);
  await running.kill();
  shelf.forget();
}

onEachEngine("an engine killed in the middle of a create", async (shelf) => {
  shelf.program(pen);
  await killDuringCreate(shelf);
  const pending = async () => (await shelf.stack.exportState()).pendingOperations;
  expect(await pending()).toEqual([
    { type: "creating", urn: expect.stringMatching(/::pen$/) as string },
  ]);
  expect(await shelf.find("pen")).toBeUndefined();

  const refused = await shelf.step("up");
  expect(refused).toMatchObject({ exitCode: 1, calls: [] });
  expect(refused.stderr).toContain("currently locked");
  expect(await shelf.step("preview")).toMatchObject({ exitCode: 0 });
  expect(await shelf.stack.cancel()).toMatchObject({ exitCode: 0 });

  const resumed = await shelf.step("up");
  expect(resumed).toMatchObject({ exitCode: 0, changes: { create: 1 } });
  expect(resumed.stdout).toMatch(/warning: /);
  expect(shelf.remote["desk"]).toEqual({ text: "blue", count: 2 });
  expect(await pending()).toHaveLength(1);

  await shelf.step("refresh");
  expect(await pending()).toHaveLength(1);
  await shelf.step("refresh", { clearPendingCreates: true });
  expect(await pending()).toEqual([]);
  expect((await shelf.step("up")).stdout).not.toMatch(/warning: /);
});

onEachEngine("a step in a process of its own", async (shelf) => {
  shelf.program(pen);
  expect(await shelf.stack.spawn("up").result).toMatchObject({
    exitCode: 0,
    changes: { create: 1 },
  });
  expect(await shelf.step("preview", { refresh: true })).toMatchObject({ changes: { same: 1 } });
});
