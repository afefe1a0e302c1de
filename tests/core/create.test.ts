import { connected, ENV, failure, UNKNOWN } from "../support/connected";
import { withPolicy } from "../support/policy-world";
import { ScriptedApi } from "../support/scripted-api";

const inputs = { env: ENV, apiWhitelist: ["/b", "/a"] };

it.each([
  [{ env: ENV }, ENV, "apiWhitelist is required: the paths that may be called"],
  [{ ...inputs, restoreTo: [UNKNOWN] }, ENV, "restoreTo has a value that is not known yet"],
  [{ ...inputs, open: UNKNOWN }, ENV, "open has a value that is not known yet"],
  [{ env: 7, apiWhitelist: [] }, "", "env must be an environment id"],
  [{ env: `refreshtoken@@@${"k".repeat(43)}` }, "<58 characters>", "apiWhitelist is required"],
])("create and update send nothing if an input is wrong or unknown: %j", async (raw, id, words) => {
  const { lifecycle, emulator, state } = await withPolicy();
  const operations = {
    create: () => lifecycle.create(raw),
    update: () => lifecycle.update(state, raw),
  };
  for (const [verb, operation] of Object.entries(operations)) {
    const { message, problem, partial } = await failure(operation());
    expect(message).toContain(`CloudAccessTokenPolicy "${id}": ${verb} failed: ${words}`);
    expect(message).toContain(". Correct the program");
    expect([problem.failure, partial]).toEqual(["invalid", undefined]);
  }
  expect(emulator.journal).toEqual([]);
});

it("a create whose set is refused fails without state, and can be repeated", async () => {
  const { lifecycle, emulator, sent } = await connected();
  emulator.faults.add({ on: { action: "set" }, errcode: 48001 });

  const error = await failure(lifecycle.create(inputs));

  expect(error).toMatchObject({
    name: "PolicyError",
    where: { env: ENV, verb: "create" },
    problem: { failure: "denied", errcode: 48001 },
  });
  expect(error.message).toMatch(
    /: 48001 api unauthorized.* \(rid [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}\)$/,
  );
  expect(error.partial).toBeUndefined();
  expect(sent()).toEqual({ get: 1, set: 1, applies: 0 });
  expect((await lifecycle.create(inputs)).state.version).toBe(2);
});

it.each(["create", "delete"] as const)("a bug in a %s is not translated", async (verb) => {
  const { newProcess, state } = await withPolicy();
  const bug = new TypeError("bug");
  const apis = [
    new ScriptedApi([bug]),
    new ScriptedApi([state], [bug]),
    new ScriptedApi([state, bug]),
  ];
  for (const api of apis) {
    const lifecycle = newProcess({ api });
    const failing = verb === "create" ? lifecycle.create(inputs) : lifecycle.delete(state);
    await expect(failing).rejects.toBe(bug);
  }
});
