import type { Emulator, Fault } from "../../emulator";
import { ENV, OTHER_ENV } from "../support/connected";
import { experiment, type ExperimentOptions, expectPutBack, ORIGINAL } from "../support/probe";
import { soon } from "../support/soon";

const set = { action: "set" } as const;
const get = { action: "get" } as const;
const told = JSON.stringify(ORIGINAL);
const theirs = { apiWhitelist: ["/wxa/theirs"] };
const unanswered = "one set had no answer and may still be applied";
const impatient = { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "1000" };

const withFault = (fault: Fault, more: ExperimentOptions = {}) =>
  experiment({ prepare: (emulator) => void emulator.faults.add(fault), ...more });

/** Somebody else edits an environment when this request arrives for the second time. */
const withEdit = (on: object, env: string, edit: object, ...args: string[]) =>
  experiment({
    args,
    prepare: (emulator) =>
      void emulator.faults.add({ on, skip: 1, before: () => emulator.editInConsole(env, edit) }),
  });

const json = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as unknown;

describe("doctor --probe-version puts all back", () => {
  it.each<[string, Fault, boolean]>([
    ["a refusal that is not about the version", { on: set, skip: 1, errcode: 48001 }, false],
    ["a refusal of the first write", { on: set, errcode: 45009 }, false],
    ["a set that is applied and not answered", { on: set, reset: "after" }, true],
    ["a set that is not applied and not answered", { on: set, reset: "before" }, true],
    ["an answer that is none", { on: set, skip: 2, body: "<h1>gateway</h1>" }, true],
    ["a get that fails after a write", { on: get, skip: 1, times: 4, status: 500 }, false],
  ])("after %s", async (_what, fault, isUnanswered) => {
    const { emulator, code, stdout, stderr } = await withFault(fault, { env: impatient });
    expectPutBack(emulator);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Ended early: /m);
    expect(stdout).toMatch(/^Put back: .* again, version \d+$/m);
    expect(stdout).not.toContain("Readings");
    expect(stderr.includes(unanswered)).toBe(isUnanswered);
  });

  it("if a set is applied after it was given up", async () => {
    const { emulator, stderr } = await withFault({ on: set, delayMs: 1_500 }, { env: impatient });
    await soon(() => emulator.applies().length > 0);
    expectPutBack(emulator);
    expect(stderr).toContain(unanswered);
  });

  it("and has in its JSON that a set had no answer", async () => {
    const ended = await withFault({ on: set, reset: "after" }, { args: ["--json"] });
    const result = { isPutBack: true, isUnanswered: true, hasOpenMoved: false };
    expect(json(ended)).toMatchObject(result);
  });

  const slowly = { on: set, skip: 1, delayMs: 700 };

  it.each(["SIGINT", "SIGTERM"] as const)("on %s midway", async (name) => {
    const signal = { name, afterSets: 2 };
    const { emulator, code, stdout, stderr } = await withFault(slowly, { signal });
    expectPutBack(emulator);
    expect(emulator.applies().length).toBeGreaterThan(0);
    expect(code).toBe(1);
    expect(stderr).toContain("Stopping: what was there before is being put back");
    expect(stderr).toContain("Ended early: stopped by a signal");
    expect(stdout).toContain(`has ${told} again`);
  });

  it("if nobody reads what it prints any more", async () => {
    const { emulator } = await withFault(slowly, { unreadAfter: 1 });
    expect(emulator.applies().length).toBeGreaterThan(0);
    expectPutBack(emulator);
  });

  it("if its terminal is closed: a hangup, and nobody reads any more", async () => {
    const signal = { name: "SIGHUP", afterSets: 2 } as const;
    const { emulator, code } = await withFault(slowly, { unreadAfter: 2, signal });
    expect(code).toBe(1);
    expectPutBack(emulator);
    // The two before the signal, and the one that puts back.
    expect(emulator.requests(set)).toHaveLength(3);
  });

  it("and is not misled by a copy that still answers what was there before", async () => {
    const prepare = ({ faults }: Emulator) => {
      // Every get after the first set, for longer than the command repeats it at once.
      const after = () => void setTimeout(() => lag.remove(), 700);
      const lag = faults.add({ on: get, skip: 1, times: Infinity, stale: true, after });
    };
    const { emulator, code, stdout, stderr } = await experiment({ prepare });
    expect(stdout).toMatch(/the current one: applied, version 2 -> 3\n/);
    expect(stdout).toContain(
      "the counter is    not known: one environment cannot tell; give a second one of the account with --beside\n",
    );
    expect(stdout).toContain("Readings that fit: current, account.");
    expectPutBack(emulator);
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
  });
});

describe("doctor --probe-version cannot put back", () => {
  const said = "Readings that fit: current";
  it.each([
    [1, [], [said, "Put back"]],
    [3, [said], ["Put back"]],
  ])("and says loudly what it was, after %d sets", async (skip, says, saysNot) => {
    const fault = { on: set, skip, errcode: 48001, times: Infinity };
    const { emulator, code, stdout, stderr } = await withFault(fault);
    expect(code).toBe(1);
    for (const words of [`now       ${told}`, ...says]) expect(stdout).toContain(words);
    for (const words of saysNot) expect(stdout).not.toContain(words);
    expect(stderr).toMatch(/^NOT PUT BACK: myttest-8gu57so0bd9f9e8a: 48001 /m);
    expect(stderr).toContain(`It had ${told}: set that in WeChat's console`);
    expect(emulator.policy(ENV).apiWhitelist).not.toEqual(ORIGINAL);
  });

  it("and fails though it found everything out, as JSON too", async () => {
    const fault = { on: set, skip: 3, errcode: 48001, times: Infinity };
    const ended = await withFault(fault, { args: ["--json"] });
    expect(ended.code).toBe(1);
    expect(json(ended)).toMatchObject({
      ...{ ok: false, readings: ["current", "account"], isPutBack: false },
      putBackFailure: expect.stringMatching(/^48001 /) as string,
      ...{ isUnanswered: false, hasOpenMoved: false, original: { apiWhitelist: ORIGINAL } },
    });
  });
});

describe("doctor --probe-version, while somebody else writes", () => {
  it("leaves what they wrote, and says what was there before", async () => {
    const { emulator, code, stderr } = await withEdit(set, ENV, theirs);
    expect(code).toBe(1);
    expect(emulator.policy(ENV)).toMatchObject(theirs);
    expect(stderr).toContain("Ended early: somebody else wrote");
    expect(stderr).toMatch(/NOT PUT BACK: .* It has \["\/wxa\/theirs"\] now\. It had /);
  });

  it("concludes nothing about the account's counter", async () => {
    const beside = ["--beside", OTHER_ENV];
    const { emulator, code, stdout } = await withEdit(set, OTHER_ENV, theirs, ...beside);
    expect(stdout).toContain("the counter is    not known: somebody wrote beside, try again\n");
    expect(stdout).toContain("Readings that fit: current, account.");
    expect(code).toBe(0);
    expect(emulator.policy(ENV)).toMatchObject({ apiWhitelist: ORIGINAL });
    expect(emulator.policy(OTHER_ENV)).toMatchObject(theirs);
  });

  it("never moves open, whether it is off or they move it", async () => {
    const prepare = (emulator: Emulator) => emulator.editInConsole(ENV, { open: false });
    const off = await experiment({ prepare });
    expect(off.code).toBe(0);
    expectPutBack(off.emulator, false);
    const moved = await withEdit({ ...get, env: ENV }, OTHER_ENV, { open: false }, "--json");
    expectPutBack(moved.emulator, false);
    expect(moved.stderr).toContain("somebody else moved open meanwhile");
    expect(json(moved)).toMatchObject({ isPutBack: true, hasOpenMoved: true });
    expect(json(moved)).not.toHaveProperty("putBackFailure");
  });
});

describe("doctor --probe-version writes nothing", () => {
  it("if the whitelist is empty", async () => {
    const message = `${ENV} cannot serve: its whitelist is empty, and whether WeChat takes an empty one back is not documented: put a path in first, or /*. Nothing was written`;
    const prepare = (emulator: Emulator) => emulator.editInConsole(ENV, { apiWhitelist: [] });
    const ended = await experiment({ prepare, args: ["--json"] });
    expect(ended).toMatchObject({ code: 1, stderr: `pulumi-wechat-cloudbase: ${message}\n` });
    expect(json(ended)).toEqual({ error: { message } });
    expect(ended.emulator.requests(set)).toEqual([]);
  });

  it("if WeChat refuses the first get", async () => {
    const { emulator, code, stdout, stderr } = await withFault({ on: get, errcode: 48001 });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^pulumi-wechat-cloudbase: 48001 /);
    expect(emulator.requests(set)).toEqual([]);
  });

  it("if WeChat accepts neither the current version nor the next", async () => {
    const fault = { on: set, errcode: 40097, times: Infinity };
    const { emulator, code, stdout } = await withFault(fault);
    expect(code).toBe(1);
    expect(stdout).toContain("Neither the current version nor the next one was taken");
    expect(emulator.applies()).toEqual([]);
  });
});
