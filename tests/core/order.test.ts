import fc from "fast-check";
import { orderLike } from "../../provider/core/policy";
import { connected, ENV, UNKNOWN } from "../support/connected";

const six = ["/f", "/a", "/e", "/b", "/d", "/c"];
/** How many lines a diff by position shows. */
const lines = (before: readonly string[], after: readonly string[]) =>
  Array.from({ length: Math.max(before.length, after.length) }).filter(
    (_, index) => before[index] !== after[index],
  ).length;

describe("the order of a whitelist", () => {
  it.each([
    ["is the program's if there is none before", [], ["/b", "/a", "/b"], ["/b", "/a"]],
    ["stays whatever the order of the new one", six, [...six].sort(), six],
    ["has what is added at the end", six, ["/0", ...six], [...six, "/0"]],
    ["has what is added in the place of what is removed", ["/a", "/b"], ["/0", "/b"], ["/0", "/b"]],
    [
      "has the last in the place of what is removed",
      six,
      ["/b", "/c", "/d", "/e", "/f"],
      ["/f", "/c", "/e", "/b", "/d"],
    ],
    ["has no place left if all are removed", six, [], []],
  ])("%s", (_title, before, after, expected) => {
    expect(orderLike(before, after)).toEqual(expected);
  });

  it("shows no more lines than paths that came or went, and one for each that filled a place", () => {
    const set = fc.uniqueArray(fc.constantFrom(...six, "/g", "/h", "/i"));
    fc.assert(
      fc.property(set, set, (before, after) => {
        const ordered = orderLike(before, after);
        const gone = before.filter((path) => !after.includes(path)).length;
        const added = after.filter((path) => !before.includes(path)).length;
        expect([...ordered].sort()).toEqual([...after].sort());
        expect(lines(before, ordered)).toBeLessThanOrEqual(
          Math.max(added, gone) + Math.max(0, gone - added),
        );
      }),
    );
  });

  it("is that of the inputs and the state before, in check, create and read", async () => {
    const { lifecycle, emulator } = await connected();
    const inputs = { env: ENV, apiWhitelist: ["/b", "/a"], restoreTo: ["/y", "/x"] };
    const { state } = await lifecycle.create(inputs);
    expect(state.apiWhitelist).toEqual(["/b", "/a"]);
    const olds = { apiWhitelist: ["/c", "/b", "/a"], restoreTo: ["/x"] };
    expect(lifecycle.check(inputs, { olds }).inputs).toEqual({
      ...inputs,
      apiWhitelist: ["/a", "/b"],
      restoreTo: ["/x", "/y"],
    });
    emulator.editInConsole(ENV, { apiWhitelist: ["/0", "/a", "/b"] });
    expect((await lifecycle.read(state))?.apiWhitelist).toEqual(["/b", "/a", "/0"]);
  });
});

it("a list with paths that are not known yet stays as it is", async () => {
  const { lifecycle } = await connected();
  const inputs = { env: ENV, apiWhitelist: [UNKNOWN, "/a", UNKNOWN, "/b"] };
  expect(lifecycle.check(inputs, { olds: { apiWhitelist: ["/b", "/a"] } }).inputs).toEqual(inputs);
});

it("what is no list of paths stays as it is", async () => {
  const { lifecycle } = await connected();
  const wrong = { env: ["", ""], apiWhitelist: ["/a", "a", "/a"] };
  expect(lifecycle.check(wrong, { olds: wrong }).inputs).toEqual(wrong);
  const right = { env: ENV, apiWhitelist: ["/b", "/a"] };
  const olds = { apiWhitelist: ["/a", 1, "/b"] };
  expect(lifecycle.check(right, { olds }).inputs).toEqual(right);
});
