import { Environment } from "../../provider/core/environment";
import { stateOf } from "../../provider/core/policy";

const live = { open: true, apiWhitelist: ["/a"], version: 2 };
const found = { open: true, apiWhitelist: ["/*"], version: 1 };
const state = stateOf({ env: "e", apiWhitelist: ["/a"] }, live, found);
const other = { ...state, version: 9 };

describe("Environment", () => {
  it("knows whether a resource was created here, until it is released", () => {
    const environment = new Environment();
    expect(environment.isEstablished()).toBe(false);
    environment.created(state, found);
    expect(environment.isEstablished()).toBe(true);
    environment.release({ isWritten: true });
    expect(environment.isEstablished()).toBe(false);
    environment.updated(other, state);
    expect(environment.isEstablished()).toBe(true);
  });

  it("keeps others off for a resource that is about to write, and lets it try again", () => {
    const environment = new Environment();
    environment.reserve();
    expect(environment.isTakenOver(state)).toBe(true);
    expect(environment.isEstablished()).toBe(false);
    environment.created(state, found);
    expect(environment.isTakenOver(state)).toBe(false);
  });

  it("takes the state it wrote itself for its own, in whatever order its keys come back", () => {
    const environment = new Environment();
    environment.created(state, found);
    const { env, ...rest } = state;
    expect(environment.isTakenOver(state)).toBe(false);
    expect(environment.isTakenOver({ ...rest, env })).toBe(false);
    const original = { apiWhitelist: ["/*"], open: true };
    expect(environment.isTakenOver({ ...state, original })).toBe(false);
  });

  it.each([
    ["another version", { version: 9 }],
    ["another whitelist", { apiWhitelist: ["/b"] }],
    ["other settings", { onDelete: "retain" as const }],
    ["another original", { original: { open: true, apiWhitelist: [] } }],
  ])("takes a state with %s for that of another resource", (_what, difference) => {
    const environment = new Environment();
    environment.created(state, found);
    expect(environment.isTakenOver({ ...state, ...difference })).toBe(true);
  });

  it("takes every state for another's where a policy was adopted: they may look alike", () => {
    const environment = new Environment();
    environment.created(state, live);
    expect(environment.isTakenOver(state)).toBe(true);
  });

  it("takes the state that an update made for its own, even where it adopted", () => {
    const environment = new Environment();
    environment.keep(other);
    environment.updated(other, { ...state, onDelete: "retain" });
    expect(environment.isTakenOver({ ...state, onDelete: "retain" })).toBe(false);
    expect(environment.isTakenOver(other)).toBe(true);
  });

  it("lets anybody go where nobody stands", () => {
    expect(new Environment().isTakenOver(state)).toBe(false);
    const released = new Environment();
    released.keep(other);
    released.created(other, found);
    released.release({ isWritten: true });
    expect(released.isTakenOver(state)).toBe(false);
  });

  it("does not let another go while the program keeps one", () => {
    const environment = new Environment();
    environment.keep(state);
    expect(environment.isTakenOver(state)).toBe(false);
    expect(environment.isTakenOver(other)).toBe(true);
  });

  it("knows a resource again whose state moved on without a verified write", () => {
    const environment = new Environment();
    environment.keep(state);
    environment.created(state, found);
    environment.follow(state, other);
    expect(environment.hasRival(other)).toBe(false);
    environment.follow(state, { ...state, version: 10 });
    expect(environment.hasRival(other)).toBe(false);
    expect(environment.isTakenOver(other)).toBe(false);
    expect(environment.isTakenOver(state)).toBe(true);
  });

  it("knows a rival by its state, and takes nobody for its own", () => {
    const environment = new Environment();
    environment.reserve();
    expect(environment.hasRival(state)).toBe(false);
    environment.keep(state);
    expect(environment.hasRival(state)).toBe(false);
    environment.keep(other);
    expect(environment.hasRival(state)).toBe(true);

    const written = new Environment();
    written.updated(state, { ...state, version: 3 });
    expect(written.hasRival({ ...state, version: 3 })).toBe(false);
    expect(written.hasRival(state)).toBe(true);
  });

  it("runs one operation after the other, also after one that failed", async () => {
    const environment = new Environment();
    const log: string[] = [];
    const slow = environment.run(async () => {
      await new Promise(setImmediate);
      log.push("first");
      throw new Error("no");
    });
    const second = environment.run(() => Promise.resolve(log.push("second")));
    await expect(slow).rejects.toThrow("no");
    await second;
    expect(log).toEqual(["first", "second"]);
  });
});
