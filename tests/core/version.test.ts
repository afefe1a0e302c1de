import { versionRules } from "../../emulator";
import { ProcessState } from "../../provider/core/process-state";
import { connected, ENV, failure } from "../support/connected";
import { FLEET, fleetAccounts } from "../support/fleet";

const policy = (env: string, path: string) => ({ env, apiWhitelist: [path] });
const stalenesses = ["refuse", "ignore"] as const;
const readings = versionRules.flatMap((rule) => stalenesses.map((stale) => [rule, stale] as const));

describe.each(readings)("version rule %s, stale versions: %s", (versionRule, staleVersion) => {
  const emulator = { versionRule, staleVersion, accounts: fleetAccounts };

  it("eight environments in parallel surface no conflict, with one apply each", async () => {
    const world = await connected({ emulator });
    const processState = new ProcessState();
    const process = world.newProcess({ processState });

    const made = await Promise.all(FLEET.map((env) => process.create(policy(env, "/a"))));

    for (const { state } of made) {
      expect(world.emulator.policy(state.env)).toMatchObject({ apiWhitelist: ["/a"], open: true });
      expect(world.emulator.applies(state.env)).toHaveLength(1);
    }
    expect(processState.versionOffset).toBe(versionRule === "next" ? 1 : 0);
    expect(processState.isVersionShared).toBe(versionRule === "account");

    world.emulator.clearJournal();
    await Promise.all(made.map(({ state }) => process.update(state, policy(state.env, "/b"))));

    // What was learnt stays: not one set too many.
    expect(world.sent()).toEqual({ get: 16, set: 8, applies: 8 });
    for (const env of FLEET) expect(world.emulator.policy(env).apiWhitelist).toEqual(["/b"]);
  });

  it("stores the version that WeChat answers after the write", async () => {
    const world = await connected({ emulator });
    const [env = ""] = FLEET;

    const { state } = await world.lifecycle.create(policy(env, "/a"));

    expect(state.version).toBe(world.emulator.policy(env).version);
    await world.newProcess().delete(state);
    expect(world.emulator.policy(env).apiWhitelist).toEqual(["/*"]);
  });
});

describe("versionStrategy", () => {
  const sentVersions = async (
    versionRule: (typeof versionRules)[number],
    versionStrategy: "auto" | "current" | "next",
    staleVersion: "refuse" | "ignore" = "refuse",
  ) => {
    const world = await connected({
      emulator: { versionRule, staleVersion },
      lifecycle: { versionStrategy },
    });
    const error = await world.lifecycle.create(policy(ENV, "/a")).then(
      () => undefined,
      (reason: unknown) => (reason as Error).message,
    );
    const versions = world.emulator.requests({ action: "set" }).map(({ version }) => version);
    return { versions, error };
  };

  it("auto sends the current version, and the next one where that is refused", async () => {
    expect(await sentVersions("current", "auto")).toEqual({ versions: [1] });
    expect(await sentVersions("next", "auto")).toEqual({ versions: [1, 2] });
    expect(await sentVersions("next", "auto", "ignore")).toEqual({ versions: [1, 2] });
  });

  it("current sends nothing but the current one", async () => {
    expect(await sentVersions("current", "current")).toEqual({ versions: [1] });
    const { versions, error } = await sentVersions("next", "current");
    expect(versions).toEqual([1]);
    expect(error).toContain("create failed: 40097 invalid args: version 1 is not accepted");
  });

  it("next sends nothing but the next one", async () => {
    expect(await sentVersions("next", "next")).toEqual({ versions: [2] });
    const { versions, error } = await sentVersions("current", "next");
    expect(versions).toEqual([2]);
    expect(error).toContain("create failed: 40097 invalid args: version 2 is not accepted");
  });

  it("says so where WeChat accepts a set and changes nothing", async () => {
    const { versions, error } = await sentVersions("next", "current", "ignore");
    expect(versions).toEqual([1]);
    expect(error).toContain(
      "create failed: WeChat answered ok to the set and changed nothing. Look",
    );
  });

  it("reports the first refusal where neither reading is taken", async () => {
    const world = await connected({ emulator: { staleErrcode: 40097 } });
    world.emulator.faults.add({
      on: { action: "set" },
      errcode: 40097,
      errmsg: "invalid args: first",
    });
    world.emulator.faults.add({
      on: { action: "set" },
      errcode: 40097,
      errmsg: "invalid args: second",
    });

    const error = await failure(world.lifecycle.create(policy(ENV, "/a")));

    expect(error.problem).toMatchObject({ failure: "invalid", errcode: 40097 });
    expect(error.message).toContain("40097 invalid args: first. Compare apiWhitelist and env");
    expect(error.partial).toBeUndefined();
    expect(world.sent()).toEqual({ get: 6, set: 2, applies: 0 });
  });

  it.each([40097, -501007, -501009, 40099, 12345])(
    "takes %i for a refusal of the version, if the other reading works",
    async (staleErrcode) => {
      const { lifecycle, sent } = await connected({
        emulator: { versionRule: "next", staleErrcode },
      });

      expect((await lifecycle.create(policy(ENV, "/a"))).state.version).toBe(2);
      expect(sent()).toEqual({ get: 6, set: 2, applies: 1 });
    },
  );

  it("remembers nothing of a reading that has not worked", async () => {
    const world = await connected();
    const processState = new ProcessState();
    world.emulator.faults.add({ on: { action: "set" }, times: 2, errcode: 40097 });

    await failure(world.newProcess({ processState }).create(policy(ENV, "/a")));

    expect(processState.versionOffset).toBeUndefined();
  });

  it("tries no other reading once one has worked in the process", async () => {
    const world = await connected({ emulator: { accounts: fleetAccounts } });
    const [one = "", two = ""] = FLEET;
    await world.lifecycle.create(policy(one, "/a"));
    world.emulator.clearJournal();
    world.emulator.faults.add({ on: { action: "set" }, times: Infinity, errcode: 40097 });

    await failure(world.lifecycle.create(policy(two, "/a")));

    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 0 });
  });
});
