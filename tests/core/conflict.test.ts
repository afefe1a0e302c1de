import { conflictProblem, isKeptInPart, writtenOverWarning } from "../../provider/core/conflict";

it("lists of any length are compared", () => {
  const list = (letter: string) => ({
    open: true,
    apiWhitelist: Array.from({ length: 100_000 }, (_, index) => `/${letter}${index}`),
  });
  const [before, after] = [list("a"), list("b")];
  expect(conflictProblem(["apiWhitelist"], { expected: before, live: after }).summary).toBe(
    "somebody else changed apiWhitelist (added /b0, /b1, /b2, /b3, /b4 and 99995 more; removed /a0, /a1, /a2, /a3, /a4 and 99995 more)",
  );
  const now = { ...before, apiWhitelist: before.apiWhitelist.slice(1) };
  const foreign = { seen: after, wanted: before, now, fields: [], isOk: true, managesOpen: true };
  expect(isKeptInPart(foreign)).toBe(true);
});

it("a list with a path that nobody wanted is no part of what was", () => {
  const policy = (...apiWhitelist: string[]) => ({ open: true, version: 1, apiWhitelist });
  const [seen, wanted, now] = [policy(), policy("/a", "/b", "/c"), policy("/a", "/theirs")];
  const foreign = { seen, wanted, now, fields: [], isOk: true, managesOpen: true };
  expect(isKeptInPart(foreign)).toBe(false);
});

it.each([
  [undefined, undefined],
  [true, expect.stringContaining("what was there: open (false is now true).") as string],
])("a switch that moved meanwhile is written over by who gives it: open %p", (open, told) => {
  const found = { open: false, apiWhitelist: ["/a"] };
  expect(writtenOverWarning(found, { ...found, open: true }, { open })).toEqual(told);
});
