import { decide, type DecisionInputs, describeDifference } from "../../provider/core/decision";

const policy = (open: boolean, ...apiWhitelist: string[]) => ({ open, apiWhitelist });

/** The decision with `open` managed, before and now, unless told otherwise. */
const decided = (inputs: Pick<DecisionInputs, "base" | "live" | "desired">, more = {}) =>
  decide({ managesOpen: true, baseManagesOpen: true, ...inputs, ...more });

describe("decide", () => {
  /** Base, live and desired of one field, then what follows. "-" is no base. */
  const table: [string, string, string, "adopt" | "write" | "conflict"][] = [
    ["-", "a", "a", "adopt"],
    ["-", "b", "a", "write"],
    ["-", "a", "b", "write"],
    ["a", "a", "a", "adopt"],
    ["a", "a", "b", "write"],
    ["a", "b", "a", "conflict"],
    ["a", "b", "b", "adopt"],
    ["b", "b", "b", "adopt"],
    ["b", "b", "a", "write"],
    ["b", "a", "b", "conflict"],
    ["b", "a", "a", "adopt"],
  ];
  const whitelists: typeof table = [...table, ["a", "c", "b", "conflict"]];

  it.each(whitelists)("whitelist: base %s, live %s, desired %s: %s", (...row) => {
    const [base, live, desired, kind] = row;
    const decision = decided({
      ...(base !== "-" && { base: policy(true, `/${base}`) }),
      live: policy(true, `/${live}`),
      desired: policy(true, `/${desired}`),
    });
    expect(decision).toStrictEqual({ kind, fields: kind === "adopt" ? [] : ["apiWhitelist"] });
  });

  it.each(table)("open: base %s, live %s, desired %s: %s, if it is managed", (...row) => {
    const [base, live, desired, kind] = row;
    const inputs = {
      ...(base !== "-" && { base: policy(base === "a") }),
      live: policy(live === "a"),
      desired: policy(desired === "a"),
    };
    const adopted = { kind: "adopt", fields: [] };
    expect(decided(inputs)).toStrictEqual(kind === "adopt" ? adopted : { kind, fields: ["open"] });
    expect(decided(inputs, { managesOpen: false })).toStrictEqual(adopted);
    // Managed from now on, it has no conflict.
    const { kind: first } = decided(inputs, { baseManagesOpen: false });
    expect(first).toBe(live === desired ? "adopt" : "write");
  });

  it("names both fields if both were moved away", () => {
    const [base, live] = [policy(true, "/a"), policy(false, "/b")];
    expect(decided({ base, live, desired: base })).toStrictEqual({
      kind: "conflict",
      fields: ["open", "apiWhitelist"],
    });
  });

  it("writes the whitelist if a sibling moved the switch to what both want", () => {
    const [base, live] = [policy(true, "/a"), policy(false, "/a")];
    expect(decided({ base, live, desired: policy(false, "/b") })).toStrictEqual({
      kind: "write",
      fields: ["apiWhitelist"],
    });
  });
});

describe("describeDifference", () => {
  const six = ["/1", "/2", "/3", "/4", "/5", "/6"];

  it.each([
    [["open"], policy(true), policy(false), "open (true is now false)"],
    [["apiWhitelist"], policy(true, "/a"), policy(true, "/a", "/b"), "apiWhitelist (added /b)"],
    [["apiWhitelist"], policy(true, "/a", "/b"), policy(true, "/b"), "apiWhitelist (removed /a)"],
    [
      ["open", "apiWhitelist"],
      policy(false, "/a"),
      policy(true, "/b"),
      "open (false is now true) and apiWhitelist (added /b; removed /a)",
    ],
    [
      ["apiWhitelist"],
      policy(true),
      policy(true, ...six.slice(1)),
      "apiWhitelist (added /2, /3, /4, /5, /6)",
    ],
    [
      ["apiWhitelist"],
      policy(true, ...six, "/7"),
      policy(true),
      "apiWhitelist (removed /1, /2, /3, /4, /5 and 2 more)",
    ],
    [
      ["apiWhitelist"],
      policy(true, "/a, /b"),
      policy(true, "/\u001b[2J\u202e"),
      'apiWhitelist (added "/\\u001b[2J<U+202E>"; removed "/a, /b")',
    ],
  ] as const)("%j: %j, %j", (fields, expected, live, words) => {
    expect(describeDifference(fields, { expected, live })).toBe(words);
  });
});
