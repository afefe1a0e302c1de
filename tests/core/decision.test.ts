import { decide, describeDifference, differingFields } from "../../provider/core/decision";

const policy = (open: boolean, ...apiWhitelist: string[]) => ({ open, apiWhitelist });

describe("decide", () => {
  /**
   * By field: base, live and desired of the whitelist, each one of three, then what follows. The same
   * holds for the switch, which has two values only. "-" is no base.
   */
  const table: [string, string, string, "adopt" | "write" | "conflict"][] = [
    ["-", "a", "a", "adopt"],
    ["-", "b", "a", "write"],
    ["a", "a", "a", "adopt"],
    ["a", "a", "b", "write"],
    ["a", "b", "a", "conflict"],
    ["a", "b", "b", "adopt"],
    ["a", "c", "b", "conflict"],
  ];

  it.each(table)("whitelist: base %s, live %s, desired %s: %s", (base, live, desired, kind) => {
    const decision = decide({
      ...(base !== "-" && { base: policy(true, `/${base}`) }),
      live: policy(true, `/${live}`),
      desired: policy(true, `/${desired}`),
      managesOpen: true,
      baseManagesOpen: true,
    });
    expect(decision).toStrictEqual({ kind, fields: kind === "adopt" ? [] : ["apiWhitelist"] });
  });

  const a = true;
  const b = false;
  const switches: [boolean | undefined, boolean, boolean, "adopt" | "write" | "conflict"][] = [
    [undefined, a, a, "adopt"],
    [undefined, b, a, "write"],
    [undefined, a, b, "write"],
    [a, a, a, "adopt"],
    [a, a, b, "write"],
    [a, b, a, "conflict"],
    [a, b, b, "adopt"],
    [b, b, b, "adopt"],
    [b, b, a, "write"],
    [b, a, b, "conflict"],
    [b, a, a, "adopt"],
  ];

  it.each(switches)(
    "managed open: base %s, live %s, desired %s: %s",
    (base, live, desired, kind) => {
      const decision = decide({
        ...(base !== undefined && { base: policy(base) }),
        live: policy(live),
        desired: policy(desired),
        managesOpen: true,
        baseManagesOpen: true,
      });
      expect(decision).toStrictEqual({ kind, fields: kind === "adopt" ? [] : ["open"] });
    },
  );

  it.each(switches)("an unmanaged open (%s, %s, %s) is never compared", (base, live, desired) => {
    const decision = decide({
      ...(base !== undefined && { base: policy(base) }),
      live: policy(live),
      desired: policy(desired),
      managesOpen: false,
      baseManagesOpen: true,
    });
    expect(decision).toStrictEqual({ kind: "adopt", fields: [] });
  });

  it.each(switches)(
    "open that is managed from now on (%s, %s, %s) has no conflict",
    (base, live, desired) => {
      const decision = decide({
        ...(base !== undefined && { base: policy(base) }),
        live: policy(live),
        desired: policy(desired),
        managesOpen: true,
        baseManagesOpen: false,
      });
      expect(decision.kind).toBe(live === desired ? "adopt" : "write");
    },
  );

  it("names both fields where both were moved away", () => {
    const inputs = { base: policy(true, "/a"), live: policy(false, "/b") };
    expect(
      decide({
        ...inputs,
        desired: policy(true, "/a"),
        managesOpen: true,
        baseManagesOpen: true,
      }),
    ).toStrictEqual({ kind: "conflict", fields: ["open", "apiWhitelist"] });
  });

  it("writes the whitelist where a sibling moved the switch to what both want", () => {
    const inputs = { base: policy(true, "/a"), live: policy(false, "/a") };
    expect(
      decide({
        ...inputs,
        desired: policy(false, "/b"),
        managesOpen: true,
        baseManagesOpen: true,
      }),
    ).toMatchObject({ kind: "write" });
  });

  it("does not mind the order of paths", () => {
    expect(
      decide({
        base: policy(true, "/a", "/b"),
        live: policy(true, "/b", "/a"),
        desired: policy(true, "/b", "/a", "/a"),
        managesOpen: true,
        baseManagesOpen: true,
      }),
    ).toStrictEqual({ kind: "adopt", fields: [] });
  });
});

describe("differingFields", () => {
  it.each([
    [policy(true, "/a"), policy(true, "/a"), true, []],
    [policy(true, "/a"), policy(false, "/a"), true, ["open"]],
    [policy(true, "/a"), policy(false, "/a"), false, []],
    [policy(true, "/a"), policy(true, "/b"), true, ["apiWhitelist"]],
    [policy(true, "/a"), policy(false, "/b"), true, ["open", "apiWhitelist"]],
    [policy(true, "/a"), policy(false, "/b"), false, ["apiWhitelist"]],
  ])("%j and %j, open managed %p: %j", (a, b, managesOpen, fields) => {
    expect(differingFields(a, b, managesOpen)).toEqual(fields);
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
    expect(describeDifference(fields, expected, live)).toBe(words);
  });
});
