import { ACCOUNT, ENV, OTHER_ENV } from "../support/connected";
import { withPolicy, withRenamed } from "../support/policy-world";
import { soon } from "../support/soon";

const inputs = { env: ENV, apiWhitelist: ["/a"] };

describe("a delete that came before the check of the resource that is kept", () => {
  it.each([
    ["nothing else", {}, "apiWhitelist"],
    ["a setting alone", { onDelete: "retain" }, "onDelete"],
    ["more", { onDelete: "retain", apiWhitelist: ["/a", "/b"] }, "apiWhitelist"],
  ])("is undone by that one's update, if the program changes %s", async (_what, more, input) => {
    const { newProcess, state, renamed: kept, live } = await withRenamed();
    const news = { ...inputs, ...more };
    const up = newProcess();
    await up.delete(state);
    expect(live().apiWhitelist).toEqual(["/*"]);

    up.check(news);
    expect(up.diff(kept, news).changed).toContain(input);
    const next = await up.update(kept, news);

    for (const { apiWhitelist } of [next, live()]) expect(apiWhitelist).toEqual(news.apiWhitelist);
    expect(up.diff(next, news).changed).toEqual([]);
  });

  it.each([
    ["nothing else", {}, "open"],
    ["a setting alone", { onDelete: "retain" }, "onDelete"],
  ])("and opened the switch is undone, if the program changes %s", async (_what, more, input) => {
    const { newProcess, state, live } = await withPolicy({ open: false });
    const news = { ...inputs, open: false, env: OTHER_ENV };
    const { state: kept } = await newProcess().create(news);
    const up = newProcess();
    await up.delete(state);
    expect(live().open).toBe(true);

    up.check({ ...news, ...more });
    expect(up.diff(kept, { ...news, ...more }).changed).toEqual([input]);
    const next = await up.update(kept, { ...news, ...more });

    expect([next.open, live().open]).toEqual([false, false]);
    expect(up.diff(next, { ...news, ...more }).changed).toEqual([]);
  });
});

it.each([
  ["one that does not give it", {}],
  ["one that wants it open", { open: true }],
])("a switch that a delete opened is right for %s", async (_what, more) => {
  const { newProcess, state, live } = await withPolicy({ open: false });
  const news = { ...inputs, ...more, env: OTHER_ENV };
  const up = newProcess();
  await up.delete(state);
  expect(live().open).toBe(true);
  const kept = { ...state, ...news, open: true, managesOpen: "open" in more };
  expect(up.diff(kept, news).changed).toEqual([]);
});

it("a switch that a delete left closed needs no other look", async () => {
  const { newProcess, state } = await withPolicy({ open: false });
  const news = { ...inputs, open: false, env: OTHER_ENV };
  const { state: kept } = await newProcess().create(news);
  const up = newProcess();
  up.check(news);
  await up.delete(state);
  expect(up.diff(kept, news).changed).toEqual([]);
});

it("a delete that is under way when the kept resource is checked is undone by its update", async () => {
  const { newProcess, state, renamed: kept, live, sent } = await withRenamed();
  const up = newProcess();
  const deleting = up.delete(state);
  await soon(() => sent().get >= 2);

  up.check(inputs);
  const { changed } = up.diff(kept, inputs);
  const [, next] = await Promise.all([deleting, up.update(kept, inputs)]);

  expect([changed, next.apiWhitelist]).toEqual([["apiWhitelist"], ["/a"]]);
  expect(live().apiWhitelist).toEqual(["/a"]);
});

it("an update that waits for the delete of a leftover takes what that put back for its own", async () => {
  const { newProcess, state, renamed: kept } = await withRenamed();
  const up = newProcess();

  const deleting = up.delete(state);
  const [, next] = await Promise.all([deleting, up.update(kept, { ...inputs, apiWhitelist: [] })]);

  expect(next.apiWhitelist).toEqual([]);
});

it("a switch that a delete opened is closed again after a sibling that does not manage it", async () => {
  const { newProcess, state, emulator } = await withPolicy({ open: false });
  emulator.addEnvironment(ACCOUNT, "third");
  const news = { ...inputs, open: false, env: OTHER_ENV };
  const { state: kept } = await newProcess().create(news);
  const up = newProcess();
  await up.delete(state);
  await up.create({ env: "third", apiWhitelist: ["/b"] });
  up.check(news);
  expect(up.diff(kept, news).changed).toEqual(["open"]);
});
