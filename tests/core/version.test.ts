import { versionRules } from "../../emulator";
import { ProcessState } from "../../provider/core/process-state";
import { connected, ENV, failure } from "../support/connected";
import { FLEET, fleetAccounts } from "../support/fleet";
import { withPolicy } from "../support/policy-world";

const policy = (env: string, path: string) => ({ env, apiWhitelist: [path] });
const stalenesses = ["refuse", "ignore"] as const;
const rules = versionRules.flatMap((rule) => stalenesses.map((stale) => [rule, stale] as const));

it.each(rules)(
  "eight parallel environments meet no conflict: rule %s, stale %s",
  async (...row) => {
    const [versionRule, staleVersion] = row;
    const emulator = { versionRule, staleVersion, accounts: fleetAccounts };
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

    // The process has learnt the rule: not one set too many.
    expect(world.sent()).toEqual({ get: 16, set: 8, applies: 8 });
    for (const env of FLEET) expect(world.emulator.policy(env).apiWhitelist).toEqual(["/b"]);
  },
);

it.each(rules)("stores the version after the write: rule %s, stale %s", async (...row) => {
  const [versionRule, staleVersion] = row;
  const emulator = { versionRule, staleVersion };
  const { lifecycle, live, newProcess } = await withPolicy({}, { emulator });
  const { state } = await lifecycle.create(policy(ENV, "/b"));
  expect(state.version).toBe(live().version);
  await newProcess().delete(state);
  expect(live().apiWhitelist).toEqual(["/a"]);
});

describe("versionStrategy", () => {
  const sentVersions = async (
    versionRule: (typeof versionRules)[number],
    versionStrategy: "auto" | "current" | "next",
    staleVersion: "refuse" | "ignore",
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

  it.each([
    ["auto", "current", "refuse", [1]],
    ["auto", "next", "refuse", [1, 2]],
    ["auto", "next", "ignore", [1, 2]],
    ["current", "current", "refuse", [1]],
    ["next", "next", "refuse", [2]],
  ] as const)("%s works if WeChat wants the %s version: %s, %j", async (...row) => {
    const [strategy, rule, staleVersion, versions] = row;
    expect(await sentVersions(rule, strategy, staleVersion)).toEqual({ versions });
  });

  const ineffective =
    "WeChat answered ok to the set and changed nothing. Look at the policy in WeChat's console; if it is as it was, " +
    "set versionStrategy to the other reading and run `pulumi up` again";
  it.each([
    ["current", "next", "refuse", 1, "40097 invalid args: version 1 is not accepted"],
    ["next", "current", "refuse", 2, "40097 invalid args: version 2 is not accepted"],
    ["current", "next", "ignore", 1, ineffective],
  ] as const)("%s fails if WeChat wants the %s version: %s", async (...row) => {
    const [strategy, rule, staleVersion, version, words] = row;
    const { versions, error } = await sentVersions(rule, strategy, staleVersion);
    expect(versions).toEqual([version]);
    expect(error).toContain(`create failed: ${words}`);
  });

  it("auto reports the first refusal, and learns nothing, if both are refused", async () => {
    const processState = new ProcessState();
    const world = await connected({
      emulator: { staleErrcode: 40097 },
      lifecycle: { processState },
    });
    for (const word of ["first", "second"]) {
      const errmsg = `invalid args: ${word}`;
      world.emulator.faults.add({ on: { action: "set" }, errcode: 40097, errmsg });
    }

    const error = await failure(world.lifecycle.create(policy(ENV, "/a")));

    expect(error.problem).toMatchObject({ failure: "invalid", errcode: 40097 });
    expect(error.message).toContain("40097 invalid args: first. Compare apiWhitelist and env");
    expect(error.partial).toBeUndefined();
    expect(processState.versionOffset).toBeUndefined();
    expect(world.sent()).toEqual({ get: 6, set: 2, applies: 0 });
  });

  it("auto tries no other version once one has worked in the process", async () => {
    const world = await connected({ emulator: { accounts: fleetAccounts } });
    const [one = "", two = ""] = FLEET;
    await world.lifecycle.create(policy(one, "/a"));
    world.emulator.clearJournal();
    world.emulator.faults.add({ on: { action: "set" }, times: Infinity, errcode: 40097 });

    await failure(world.lifecycle.create(policy(two, "/a")));

    expect(world.sent()).toEqual({ get: 2, set: 1, applies: 0 });
  });
});
