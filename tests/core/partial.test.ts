import type { Fault } from "../../emulator";
import { connected, created, ENV, failure } from "../support/connected";
import { withPolicy } from "../support/policy-world";

const wanted = { env: ENV, apiWhitelist: ["/b"] };
/** What the last write was to make. */
const unverified = { open: true, apiWhitelist: ["/b"] };
/** Only the first get is answered. */
const blind: Fault = { on: { action: "get" }, skip: 1, times: Infinity, status: 500 };
const set = { on: { action: "set" } } as const;
const failing: Fault = { ...set, status: 500, times: Infinity };
const unanswered: Fault = { ...set, reset: "before" };
const refused: Fault = { ...set, errcode: 48001 };
const INEFFECTIVE = "WeChat answered ok to the set and changed nothing";

it("a create leaves no state if no set can have been applied", async () => {
  const world = await connected();
  world.emulator.faults.add({ ...set, status: 429, times: Infinity });

  const error = await failure(world.lifecycle.create(wanted));

  expect(error).toMatchObject({ problem: { failure: "throttled" } });
  expect(error.partial).toBeUndefined();
  expect(world.sent()).toEqual({ get: 7, set: 6, applies: 0 });
});

describe("the state that a failed update leaves", () => {
  it.each<[string, Fault[], string, number[]]>([
    [
      "every set is answered ok and lost",
      [{ lose: true, times: Infinity }],
      INEFFECTIVE,
      [9, 2, 0],
    ],
    ["six sets fail", [{ ...set, errcode: -1 }, failing], "HTTP 500: server error", [7, 6, 0]],
    ["a set is refused after an unanswered one", [unanswered, refused], "48001 api", [2, 2, 0]],
  ])("has the original that create found if %s", async (_what, faults, words, sent) => {
    const world = await withPolicy({}, { emulator: { versionRule: "ignored" } });
    for (const fault of faults) world.emulator.faults.add(fault);

    const inputs = { ...wanted, onDelete: "retain" };
    const error = await failure(world.lifecycle.update(world.state, inputs));

    expect(error.message).toContain(words);
    expect(error.partial).toStrictEqual({ ...world.state, onDelete: "retain", unverified });
    expect(Object.values(world.sent())).toEqual(sent);
  });

  it("is what it saw before somebody else won during a write without an answer", async () => {
    const world = await withPolicy();
    const after = () => world.emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] });
    world.emulator.faults.add({ ...set, reset: "after", after });

    const error = await failure(world.lifecycle.update(world.state, wanted));

    expect(error).toMatchObject({
      message: expect.stringContaining("apiWhitelist (added /theirs; removed /a)") as string,
      problem: { failure: "conflict" },
      partial: { apiWhitelist: ["/a"], version: 2 },
    });
    expect(world.sent().applies).toBe(1);
  });
});

it.each(["create", "update"] as const)(
  "a failed %s over somebody's edit stores the edit, and what it found at first",
  async (verb) => {
    const world = await connected();
    const state = await created(world);
    const theirs = { apiWhitelist: ["/theirs"] };
    const before = () => world.emulator.editInConsole(ENV, theirs);
    world.emulator.faults.add({ ...unanswered, before });
    world.emulator.faults.add(refused);
    const process = world.newProcess();
    const inputs = { ...wanted, onConflict: "overwrite" };

    const { partial } = await failure(
      verb === "create" ? process.create(inputs) : process.update(state, inputs),
    );

    const original = verb === "create" ? { open: true, apiWhitelist: ["/a"] } : state.original;
    expect(partial).toMatchObject({ ...theirs, version: 3, original, unverified });
  },
);

describe("a write that waits for its siblings after a set without an answer", () => {
  const ignored = { emulator: { versionRule: "ignored" } } as const;

  it.each([false, true])("stores what was there first; edited meanwhile: %p", async (isEdited) => {
    const world = await connected(ignored);
    const edit = (path: string) => () =>
      world.emulator.editInConsole(ENV, { apiWhitelist: [path] });
    world.emulator.faults.add({ ...set, status: 503, before: edit("/*") });
    if (isEdited)
      world.emulator.faults.add({ on: { action: "get" }, skip: 2, before: edit("/theirs") });
    world.emulator.faults.add({ ...blind, skip: 2 });

    const { partial } = await failure(world.lifecycle.create(wanted));

    expect(partial).toMatchObject({
      apiWhitelist: ["/*"],
      original: { apiWhitelist: ["/*"] },
      unverified,
    });
  });

  it("costs six sets at most, before and after", async () => {
    const world = await withPolicy({}, ignored);
    const before = () => world.emulator.editInConsole(ENV, { apiWhitelist: ["/a"] });
    world.emulator.faults.add({ ...set, status: 503, before, times: Infinity });

    const error = await failure(world.lifecycle.update(world.state, wanted));

    expect(world.sent()).toMatchObject({ set: 6, applies: 0 });
    expect(error.message).toContain("somebody keeps writing to this account");
    expect(world.clock.sleeps.length).toBeGreaterThan(4);
  });
});
