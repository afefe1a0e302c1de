import { Account, Memory } from "../../provider/core/memory";

/** Sections that begin when they may and end when they are told to. */
class Sections {
  readonly log: string[] = [];
  private readonly ends = new Map<string, () => void>();
  constructor(private readonly account: Account) {}

  begin(name: string, isExclusive: boolean): void {
    void this.account.run(isExclusive, async () => {
      this.log.push(name);
      await new Promise<void>((resolve) => this.ends.set(name, resolve));
    });
  }

  async end(name: string): Promise<void> {
    this.ends.get(name)?.();
    await this.settle();
  }

  settle(): Promise<void> {
    return new Promise(setImmediate);
  }
}

describe("Account.run", () => {
  it("gives what the section gives, and lets its error through", async () => {
    const account = new Account();
    expect(await account.run(true, () => Promise.resolve(7))).toBe(7);
    const failing = account.run(true, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await account.run(true, () => Promise.resolve("after the error"))).toBeTruthy();
  });

  it("runs shared sections side by side, more than a hundred of them", async () => {
    const sections = new Sections(new Account());
    for (let i = 0; i < 128; i++) sections.begin(`${i}`, false);
    await sections.settle();
    expect(sections.log).toHaveLength(128);
  });

  it("runs an exclusive section alone", async () => {
    const sections = new Sections(new Account());
    sections.begin("reader", false);
    sections.begin("writer", true);
    sections.begin("second writer", true);
    await sections.settle();
    expect(sections.log).toEqual(["reader"]);
    await sections.end("reader");
    expect(sections.log).toEqual(["reader", "writer"]);
    await sections.end("writer");
    expect(sections.log).toEqual(["reader", "writer", "second writer"]);
  });

  it("is first come, first served: late readers do not starve a writer", async () => {
    const sections = new Sections(new Account());
    sections.begin("reader", false);
    sections.begin("writer", true);
    sections.begin("late reader", false);
    sections.begin("last reader", false);
    await sections.settle();
    expect(sections.log).toEqual(["reader"]);
    await sections.end("reader");
    expect(sections.log).toEqual(["reader", "writer"]);
    await sections.end("writer");
    expect(sections.log).toEqual(["reader", "writer", "late reader", "last reader"]);
  });

  it("keeps accounts apart", async () => {
    const memory = new Memory();
    const [one, two] = [memory.account("wx1"), memory.account("wx2")].map(
      (account) => new Sections(account),
    );
    one?.begin("a", true);
    two?.begin("b", true);
    await one?.settle();
    expect([one?.log, two?.log]).toEqual([["a"], ["b"]]);
  });
});

describe("Memory", () => {
  it("knows an account and an environment again", () => {
    const memory = new Memory();
    expect(memory.account("wx1")).toBe(memory.account("wx1"));
    expect(memory.account("wx1")).not.toBe(memory.account(""));
    expect(memory.environment("e")).toBe(memory.environment("e"));
    expect(memory.environment("e")).not.toBe(memory.environment("f"));
  });

  it.each([
    ["wx1", "wx1", true],
    ["wx1", "wx2", false],
    ["", "wx2", true],
    ["wx1", "", true],
    ["", "", true],
  ])("takes a claim made for account %p for one of %p: %p", (claimed, asked, isClaimed) => {
    const memory = new Memory();
    memory.account(claimed).claims.set("sibling", true);
    expect(memory.isOpenClaimedBeside({ key: asked, env: "mine" })).toBe(isClaimed);
    expect(memory.isOpenClaimedBeside({ key: asked, env: "sibling" })).toBe(false);
  });

  it("begins without a reading of version", () => {
    const { versionOffset, isVersionShared } = new Memory();
    expect({ versionOffset, isVersionShared }).toEqual({
      versionOffset: undefined,
      isVersionShared: false,
    });
  });
});
