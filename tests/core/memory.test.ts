import { Account, Memory } from "../../provider/core/memory";
import { stateOf } from "../../provider/core/policy";

const live = { open: true, apiWhitelist: ["/a"], version: 2 };
const found = { open: true, apiWhitelist: ["/*"], version: 1 };
const state = stateOf({ env: "e", apiWhitelist: ["/a"] }, live, found);

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
  it("knows an account again, and which it has met", () => {
    const memory = new Memory();
    expect(memory.account("wx1")).toBe(memory.account("wx1"));
    memory.account("");
    expect(memory.accountKeys()).toEqual(["wx1", ""]);
  });

  it("begins without a reading of version", () => {
    const { versionOffset, isVersionShared } = new Memory();
    expect({ versionOffset, isVersionShared }).toEqual({
      versionOffset: undefined,
      isVersionShared: false,
    });
  });

  it("knows what a resource of this process stands for, until it is released", () => {
    const memory = new Memory();
    expect(memory.isEstablished("e")).toBe(false);
    memory.establish("e", state, found);
    expect(memory.isEstablished("e")).toBe(true);
    expect(memory.isEstablished("f")).toBe(false);
    memory.release("e");
    expect(memory.isEstablished("e")).toBe(false);
  });

  it("keeps the place of a resource that is about to write", () => {
    const memory = new Memory();
    memory.reserve("e");
    expect(memory.isEstablished("e")).toBe(true);
    expect(memory.isTakenOver("e", state)).toBe(true);
    memory.establish("e", state, found);
    expect(memory.isTakenOver("e", state)).toBe(false);
  });

  it("takes the state it wrote itself for its own, in whatever order its keys come back", () => {
    const memory = new Memory();
    memory.establish("e", state, found);
    const { env, ...rest } = state;
    expect(memory.isTakenOver("e", state)).toBe(false);
    expect(memory.isTakenOver("e", { ...rest, env })).toBe(false);
  });

  it.each([
    ["another version", { version: 9 }],
    ["another whitelist", { apiWhitelist: ["/b"] }],
    ["other settings", { onDelete: "retain" as const }],
    ["another original", { original: { open: true, apiWhitelist: [] } }],
  ])("takes a state with %s for that of another resource", (_what, other) => {
    const memory = new Memory();
    memory.establish("e", state, found);
    expect(memory.isTakenOver("e", { ...state, ...other })).toBe(true);
  });

  it("takes every state for another's where a policy was adopted: they may look alike", () => {
    const memory = new Memory();
    memory.establish("e", state, live);
    expect(memory.isTakenOver("e", state)).toBe(true);
  });

  it("lets anybody go where nobody stands", () => {
    expect(new Memory().isTakenOver("e", state)).toBe(false);
  });
});
