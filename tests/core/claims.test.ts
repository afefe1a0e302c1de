import { claimOpen, declareAccount } from "../../provider/core/claims";
import { Account, Memory } from "../../provider/core/memory";

describe("claimOpen", () => {
  it("lets any number ask for the same", () => {
    const account = new Account();
    expect(["a", "b", "c"].flatMap((id) => claimOpen(account, id, false))).toEqual([]);
  });

  it("names both resources and what each asks for", () => {
    const account = new Account();
    claimOpen(account, "a", true);
    expect(claimOpen(account, "b", false)).toStrictEqual([
      {
        property: "open",
        reason:
          'is one switch for the whole account: "b" asks for false and "a" for true. ' +
          "Give both the same value, or leave it out of one of them",
      },
    ]);
  });

  it("lets a resource change its own mind", () => {
    const account = new Account();
    claimOpen(account, "a", true);
    expect(claimOpen(account, "a", false)).toEqual([]);
    expect(claimOpen(account, "b", false)).toEqual([]);
  });

  it.each([undefined, null, "true"])("a resource that says %p withdraws its claim", (open) => {
    const account = new Account();
    claimOpen(account, "a", true);
    expect(claimOpen(account, "a", open)).toEqual([]);
    expect(claimOpen(account, "b", false)).toEqual([]);
  });
});

const mistaken = "61_".padEnd(140, "k");

it.each([
  [
    "an environment",
    () => {
      const account = new Account();
      claimOpen(account, mistaken, true);
      return claimOpen(account, `${mistaken}2`, false);
    },
  ],
  [
    "an account",
    () => {
      const memory = new Memory();
      declareAccount(memory, mistaken, "TOKEN");
      return declareAccount(memory, "wx2", "TOKEN");
    },
  ],
])("a token in the place of %s is not repeated", (_what, failures) => {
  const [failure] = failures();
  expect(failure?.reason).toContain("<140 characters>");
  expect(failure?.reason).not.toContain("kkk");
});

describe("isClaimedBeside", () => {
  it("finds a resource other than the one that asks", () => {
    const account = new Account();
    expect(account.isClaimedBeside("a")).toBe(false);
    claimOpen(account, "a", true);
    expect([account.isClaimedBeside("a"), account.isClaimedBeside("b")]).toEqual([false, true]);
    claimOpen(account, "b", true);
    expect(account.isClaimedBeside("a")).toBe(true);
  });
});

describe("declareAccount", () => {
  const declared = (accounts: string[], source: string | undefined) => {
    const memory = new Memory();
    return accounts.map((account) => declareAccount(memory, account, source)).pop();
  };

  it("has nothing against one account, nor against many where the source serves many", () => {
    expect(declared(["wx1", "wx1"], "TOKEN")).toEqual([]);
    expect(declared(["wx1", "wx2"], undefined)).toEqual([]);
  });

  it("names the source, the accounts and what to use instead", () => {
    expect(declared(["", "wx2"], "WECHAT_TOKEN")).toStrictEqual([
      {
        property: "authorizerAppId",
        reason:
          "names another account, but WECHAT_TOKEN is a token of one account (seen: the configured one, wx2). " +
          "Use accessTokenCommand, which is asked for each account, or the platform's credentials",
      },
    ]);
  });
});
