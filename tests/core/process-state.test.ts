import { ProcessState, type Turn } from "../../provider/core/process-state";

const settled = () => new Promise(setImmediate);

/** Turns that say when they have what they asked for. */
class Turns {
  readonly log: string[] = [];
  private readonly turns = new Map<string, Turn>();
  constructor(private readonly processState = new ProcessState()) {}

  async take(name: string, isExclusive: boolean, account = "wx1"): Promise<void> {
    const turn = this.turns.get(name) ?? this.processState.turn(account);
    this.turns.set(name, turn);
    void turn.take(isExclusive).then(() => this.log.push(name));
    await settled();
  }

  async end(name: string, hasWritten = false): Promise<void> {
    this.turns.get(name)?.end({ hasWritten });
    await settled();
  }
}

describe("the turns of one account", () => {
  it("run side by side, more than a hundred of them", async () => {
    const turns = new Turns();
    await Promise.all(Array.from({ length: 128 }, (_, index) => turns.take(`${index}`, false)));
    expect(turns.log).toHaveLength(128);
  });

  it("give one that asks for the account all of it, first come, first served", async () => {
    const turns = new Turns();
    await turns.take("reader", false);
    await turns.take("writer", true);
    await turns.take("late reader", false);
    expect(turns.log).toEqual(["reader"]);
    await turns.end("reader");
    expect(turns.log).toEqual(["reader", "writer"]);
    await turns.end("writer");
    expect(turns.log).toEqual(["reader", "writer", "late reader"]);
  });

  it("keep what they hold if it is enough, and give it back to wait for more", async () => {
    const turns = new Turns();
    await turns.take("a", false);
    await turns.take("b", false);
    await turns.take("a", false);
    await turns.take("a", true);
    expect(turns.log).toEqual(["a", "b", "a"]);
    await turns.end("b");
    await turns.take("a", false);
    await turns.take("c", false);
    expect(turns.log).toEqual(["a", "b", "a", "a", "a"]);
  });

  it("count the writes of those that had it alone, and no others", async () => {
    const processState = new ProcessState();
    const [one, two, elsewhere] = ["wx1", "wx1", "wx2"].map((key) => processState.turn(key));
    await one?.take(false);
    one?.end({ hasWritten: true });
    await one?.take(true);
    expect(one?.isAlone).toBe(true);
    one?.end();
    expect([one?.isAlone, two?.exclusiveWrites]).toEqual([false, 0]);
    await one?.take(true);
    one?.end({ hasWritten: true });
    expect([two?.exclusiveWrites, elsewhere?.exclusiveWrites]).toEqual([1, 0]);
  });
});

describe("the turns of accounts", () => {
  it.each([
    ["", "wx1"],
    ["wx1", ""],
  ])("exclude each other if one may be any: %j, then %j", async (first, second) => {
    const processState = new ProcessState();
    processState.turn("");
    const turns = new Turns(processState);
    const seen = processState.turn(second).exclusiveWrites;
    await turns.take("first", true, first);
    await turns.take("second", false, second);
    expect(turns.log).toEqual(["first"]);
    await turns.end("first", true);
    expect(turns.log).toEqual(["first", "second"]);
    expect(processState.turn(second).exclusiveWrites).toBeGreaterThan(seen);
  });

  it("tell one that may be any of a write that was under way when it came", async () => {
    const processState = new ProcessState();
    const named = processState.turn("wx1");
    await named.take(true);
    const unnamed = processState.turn("");
    const seen = unnamed.exclusiveWrites;
    named.end({ hasWritten: true });
    expect(unnamed.exclusiveWrites).toBe(seen + 1);
  });

  it("let one account wait for itself alone, with any number of operations", async () => {
    const turns = new Turns();
    await turns.take("writer", true, "wx1");
    for (let index = 0; index < 300; index++) void turns.take(`${index}`, false, "wx1");
    await turns.take("other account", false, "wx2");
    expect(turns.log).toEqual(["writer", "other account"]);
  });
});

it("what was there at first stays a secret from the first state that says so", () => {
  const processState = new ProcessState();
  const state = { env: "e", apiWhitelist: [], open: true, version: 1, managesOpen: false };
  const original = { open: true, apiWhitelist: [] };
  const isSecret = (stored: object, secrets?: string[]) => {
    processState.remember({ ...state, ...stored }, [], secrets && new Set(secrets));
    return processState.environment("e").isOriginalSecret;
  };
  expect(isSecret({}, ["original"])).toBe(false);
  expect(isSecret({ original })).toBe(false);
  expect(isSecret({ original }, ["apiWhitelist"])).toBe(false);
  expect(isSecret({ original }, ["original"])).toBe(true);
  expect(isSecret({ original })).toBe(true);
});
