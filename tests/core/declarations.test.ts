import { type Declaration, Declarations } from "../../provider/core/declarations";

/** Declares one after the other; the answer is what is wrong with the last. */
function declared(list: readonly Declaration[], source?: string) {
  const declarations = new Declarations();
  const failures = list.map((each) => declarations.declare(each, source));
  return { declarations, failures: failures.at(-1) };
}

const resource = (name: string, parent = "") => ({ urn: `urn::${parent}::${name}`, name });

describe("an environment", () => {
  it("of two resources is refused with both names", () => {
    const { failures } = declared([
      { env: "a", resource: resource("one") },
      { env: "a", resource: resource("two") },
    ]);
    expect(failures).toStrictEqual([
      {
        property: "env",
        reason:
          'is the environment of two resources, "one" and "two". ' +
          "Keep one CloudAccessTokenPolicy for each environment",
      },
    ]);
  });

  it("of two resources of one name is refused with what tells them apart", () => {
    const { failures } = declared([
      { env: "a", resource: resource("one", "shop") },
      { env: "a", resource: resource("one") },
    ]);
    expect(failures?.[0]?.reason).toContain('"urn::shop::one" and "urn::::one"');
  });

  it("stays that of the first resource, whatever a second one asked for", () => {
    const { declarations } = declared([
      { env: "a", resource: resource("one") },
      { env: "a", account: "", open: true, resource: resource("two") },
    ]);
    expect(declarations.otherThatAsksForOpen("b", "")).toBeUndefined();
  });

  it.each<[string, Declaration[]]>([
    ["checked twice", [resource("one"), resource("one")].map((it) => ({ env: "a", resource: it }))],
    ["of resources that the adapter is not told", [{ env: "a" }, { env: "a" }]],
  ])("%s is no second one", (_what, list) => {
    expect(declared(list).failures).toEqual([]);
  });
});

describe("open", () => {
  const asks = (env: string, open?: boolean, account = "wx1") => ({
    env,
    account,
    ...(open !== undefined && { open }),
  });

  it.each([
    ["wx1", "wx1"],
    ["", "wx1"],
    ["wx1", ""],
  ])("is refused where %j asks for one and %j for the other", (first, second) => {
    expect(declared([asks("a", true, first), asks("b", false, second)]).failures).toStrictEqual([
      {
        property: "open",
        reason:
          'is one switch for the whole account: "b" and "a" ask for different values. ' +
          "Give both the same value, or leave it out of one of them",
      },
    ]);
  });

  it.each<[string, Declaration]>([
    ["another account's", asks("b", false, "wx2")],
    ["one of an account that is not known yet", { env: "b", open: false }],
    ["one that gives none", asks("b")],
    ["the resource's own, changed", asks("a", false)],
    ["the same of another resource", asks("b", true)],
  ])("is not refused beside %s", (_what, other) => {
    expect(declared([asks("a", true), other]).failures).toEqual([]);
  });

  it("is not compared as long as the account is unknown", () => {
    const unknown = { env: "a", open: true };
    for (const list of [
      [unknown, asks("b", false, "")],
      [asks("b", false, ""), unknown],
    ])
      expect(declared(list).failures).toEqual([]);
  });

  it("is withdrawn by a resource that gives it no more", () => {
    const { failures } = declared([asks("a", true), asks("a"), asks("b", false)]);
    expect(failures).toEqual([]);
  });

  it("is asked for by another resource, of what may be the same account", () => {
    const { declarations } = declared([asks("a", false), asks("b")]);
    const asked = (env: string, account: string) =>
      declarations.otherThatAsksForOpen(env, account)?.env;
    expect([asked("b", "wx1"), asked("b", ""), asked("b", "wx2"), asked("a", "wx1")]).toEqual([
      "a",
      "a",
      undefined,
      undefined,
    ]);
  });
});

describe("the account", () => {
  const of = (env: string, account?: string) => ({
    env,
    ...(account !== undefined && { account }),
  });

  it("may be any if the source serves many, and one if it serves one", () => {
    expect(declared([of("a", "wx1"), of("b", "wx2")]).failures).toEqual([]);
    expect(declared([of("a", "wx1"), of("b", "wx1"), of("c")], "TOKEN").failures).toEqual([]);
  });

  it("is refused beside another if the source serves one, with what to use instead", () => {
    const resources = [
      of("a", ""),
      { ...of("env-b", "wx2"), resource: { urn: "urn:b", name: "b" } },
    ];
    const { failures } = declared(resources, "WECHAT_TOKEN");
    expect(declared([...resources].reverse(), "WECHAT_TOKEN").failures).toEqual(failures);
    expect(failures).toStrictEqual([
      {
        property: "",
        reason:
          '"a" names no authorizerAppId and "b" is of account wx2, but WECHAT_TOKEN is a token of one account. ' +
          "Give both the same authorizerAppId or none, or use accessTokenCommand, which is asked for each account, or the platform's credentials",
      },
    ]);
  });
});

it.each([
  ["an environment", [{ account: "" }, { account: "" }], ["61_".padEnd(140, "k"), "k".repeat(140)]],
  ["an account", [{ account: "61_".padEnd(140, "k") }, { account: "wx2" }], ["a", "b"]],
])("a token in the place of %s is not repeated", (_what, accounts, [a = "", b = ""]) => {
  const list = accounts.map((more, index) => ({
    env: index === 0 ? a : b,
    open: index === 0,
    ...more,
  }));
  const [failure] = declared(list, "TOKEN").failures ?? [];
  expect(failure?.reason).toContain("<140 characters>");
  expect(failure?.reason).not.toContain("kkk");
});
