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
    [["/a"], ["/a", "/b"], "added /b"],
    [["/a", "/b"], ["/b"], "removed /a"],
    [[], six.slice(1), "added /2, /3, /4, /5, /6"],
    [[...six, "/7"], [], "removed /1, /2, /3, /4, /5 and 2 more"],
    [["/a, /b"], ["/\u001b[2J\u202e"], 'added "/\\u001b[2J<U+202E>"; removed "/a, /b"'],
  ])("from %j to %j: %s", (before, after, words) => {
    const policies = { expected: policy(true, ...before), live: policy(true, ...after) };
    expect(describeDifference(["apiWhitelist"], policies)).toBe(`apiWhitelist (${words})`);
  });

  it("shows the switch beside a secret whitelist", () => {
    const policies = { expected: policy(false, "/a"), live: policy(true, "/b") };
    const secrets = new Set(["restoreTo"]);
    expect(describeDifference(["open", "apiWhitelist"], { ...policies, secrets })).toBe(
      "open (false is now true) and apiWhitelist (a secret, not shown here)",
    );
  });

  it("names the switch first", () => {
    const policies = { expected: policy(false, "/a"), live: policy(true, "/b") };
    expect(describeDifference(["open", "apiWhitelist"], policies)).toBe(
      "open (false is now true) and apiWhitelist (added /b; removed /a)",
    );
  });
});
