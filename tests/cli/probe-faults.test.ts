import { type Emulator, type Fault, startEmulator } from "../../emulator";
import { startCli, variablesFor } from "../support/cli";
import { closeAfterTest, ENV, OTHER_ENV } from "../support/connected";
import { soon } from "../support/soon";
import { experiment, expectPutBack, ORIGINAL } from "../support/probe";

const withFault = (fault: Fault) => ({
  prepare: (emulator: Emulator) => void emulator.faults.add(fault),
});
const set = { action: "set" } as const;
const get = { action: "get" } as const;
const told = JSON.stringify(ORIGINAL);

describe("doctor --probe-version, disturbed", () => {
  it.each<[string, Fault]>([
    ["a refusal that is not about the version", { on: set, skip: 1, errcode: 48001 }],
    ["a refusal of the first write", { on: set, errcode: 45009 }],
    ["a set that is applied and not answered", { on: set, reset: "after" }],
    ["a set that is not applied and not answered", { on: set, reset: "before" }],
    ["an answer that is none", { on: set, skip: 2, body: "<h1>gateway</h1>" }],
    ["a get that fails after a write", { on: get, skip: 1, times: 4, status: 500 }],
  ])("puts all back after %s", async (_what, fault) => {
    const env = { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "1000" };
    const { emulator, code, stdout, stderr } = await experiment({ ...withFault(fault), env });

    expectPutBack(emulator);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Ended early: /m);
    expect(stdout).toMatch(/^Put back: .* again, version \d+$/m);
    expect(stdout).not.toContain("Readings");
    const isUnanswered = "reset" in fault || "body" in fault;
    expect(stderr.includes("one set had no answer and may still be applied")).toBe(isUnanswered);
  });

  it("puts all back where a set is applied after it was given up", async () => {
    const { emulator, stderr } = await experiment({
      ...withFault({ on: set, delayMs: 1_500 }),
      env: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "1000" },
    });
    await soon(() => emulator.applies().length > 0);
    expectPutBack(emulator);
    expect(stderr).toContain("one set had no answer and may still be applied");
  });

  it("says loudly what was not put back, and what it was", async () => {
    const fault = { on: set, skip: 1, errcode: 48001, times: Infinity };
    const { code, stdout, stderr } = await experiment(withFault(fault));

    expect(code).toBe(1);
    expect(stdout).toContain(`now       ${told}`);
    expect(stderr).toMatch(/^NOT PUT BACK: myttest-8gu57so0bd9f9e8a: 48001 /m);
    expect(stderr).toContain(`It had ${told}: set that in WeChat's console`);
    expect(stdout).not.toContain("Put back");
  });

  it("fails where it found everything out and could not put back", async () => {
    const fault = { on: set, skip: 3, errcode: 48001, times: Infinity };
    const { emulator, code, stdout, stderr } = await experiment(withFault(fault));
    expect(stdout).toContain("Readings that fit: current");
    expect(stderr).toMatch(/^NOT PUT BACK: /m);
    expect(emulator.policy(ENV).apiWhitelist).not.toEqual(ORIGINAL);
    expect(code).toBe(1);

    const asJson = await experiment({ ...withFault(fault), args: ["--json"] });
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      ok: false,
      readings: ["current", "account"],
      isPutBack: false,
      putBackFailure: expect.stringMatching(/^48001 /) as string,
      isUnanswered: false,
      hasOpenMoved: false,
      original: { apiWhitelist: ORIGINAL },
    });
    expect(asJson.code).toBe(1);
  });

  it("takes nothing for a counter of the account where somebody wrote to the one beside", async () => {
    const { emulator, code, stdout } = await experiment({
      args: ["--beside", OTHER_ENV],
      prepare: (emulator) =>
        void emulator.faults.add({
          on: set,
          skip: 1,
          before: () => emulator.editInConsole(OTHER_ENV, { apiWhitelist: ["/wxa/theirs"] }),
        }),
    });
    expect(stdout).toContain("the counter is    not known: somebody wrote beside, try again\n");
    expect(stdout).toContain("Readings that fit: current, account.");
    expect(code).toBe(0);
    expect(emulator.policy(ENV)).toMatchObject({ apiWhitelist: ORIGINAL });
    expect(emulator.policy(OTHER_ENV).apiWhitelist).toEqual(["/wxa/theirs"]);
  });

  it("is not misled by a copy that still answers with what was there before", async () => {
    // Every look after the first set, for longer than it takes to look again at once.
    const { emulator, code, stdout } = await experiment({
      prepare: (emulator) => {
        const lag = emulator.faults.add({
          on: get,
          skip: 1,
          times: Infinity,
          stale: true,
          after: () => void setTimeout(() => lag.remove(), 700),
        });
      },
    });
    expect(stdout).toMatch(/the current one: applied, version 2 -> 3\n/);
    expect(stdout).toContain("Readings that fit: current, account.");
    expectPutBack(emulator);
    expect(code).toBe(0);
  });

  it("puts all back where its terminal is closed: a hangup, and nobody reads any more", async () => {
    const emulator = closeAfterTest(await startEmulator());
    emulator.editInConsole(ENV, { apiWhitelist: ORIGINAL });
    emulator.clearJournal();
    emulator.faults.add({ on: set, skip: 1, delayMs: 700 });
    const env = variablesFor(emulator, emulator.issueToken());
    const { child, ended } = startCli(["doctor", "--probe-version", ENV, "--yes"], { env });
    await soon(() => emulator.requests(set).length >= 2, 60_000);

    for (const stream of [child.stdout, child.stderr]) stream.destroy();
    child.kill("SIGHUP");

    expect(await ended).toMatchObject({ code: 1 });
    expectPutBack(emulator);
    // The two before the signal, and the one that puts back.
    expect(emulator.requests(set)).toHaveLength(3);
  });

  it("leaves what somebody else wrote meanwhile, and says what was there before", async () => {
    const edit = { apiWhitelist: ["/wxa/theirs"] };
    const { emulator, code, stderr } = await experiment({
      prepare: (emulator) =>
        void emulator.faults.add({
          on: set,
          skip: 1,
          before: () => emulator.editInConsole(ENV, edit),
        }),
    });

    expect(code).toBe(1);
    expect(emulator.policy(ENV).apiWhitelist).toEqual(["/wxa/theirs"]);
    expect(stderr).toContain("Ended early: somebody else wrote");
    expect(stderr).toMatch(/NOT PUT BACK: .* It has \["\/wxa\/theirs"\] now\. It had /);
  });

  it("never moves open, also where it is off, or is moved by somebody else meanwhile", async () => {
    const off = await experiment({
      prepare: (emulator) => emulator.editInConsole(ENV, { open: false }),
    });
    expect(off.code).toBe(0);
    expectPutBack(off.emulator, false);

    const moved = await experiment({
      args: ["--json"],
      prepare: (emulator) =>
        void emulator.faults.add({
          on: { ...get, env: ENV },
          skip: 1,
          before: () => emulator.editInConsole(OTHER_ENV, { open: false }),
        }),
    });
    expectPutBack(moved.emulator, false);
    expect(moved.stderr).toContain("somebody else moved open meanwhile");
    expect(JSON.parse(moved.stdout)).toMatchObject({ isPutBack: true, hasOpenMoved: true });
    expect(JSON.parse(moved.stdout)).not.toHaveProperty("putBackFailure");
  });

  it("says in its JSON as well that a set had no answer and may still be applied", async () => {
    const { stdout } = await experiment({
      ...withFault({ on: set, reset: "after" }),
      args: ["--json"],
    });
    expect(JSON.parse(stdout)).toMatchObject({
      isPutBack: true,
      isUnanswered: true,
      hasOpenMoved: false,
    });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("puts all back on %s midway", async (name) => {
    const { emulator, code, stdout, stderr } = await experiment({
      ...withFault({ on: set, skip: 1, delayMs: 700 }),
      signal: { name, afterSets: 2 },
    });

    expectPutBack(emulator);
    expect(emulator.applies().length).toBeGreaterThan(0);
    expect(code).toBe(1);
    expect(stderr).toContain("Stopping: what was there before is being put back");
    expect(stderr).toContain("Ended early: stopped by a signal");
    expect(stdout).toContain(`has ${told} again`);
  });

  it("puts all back where nobody reads what it prints any more", async () => {
    const { emulator } = await experiment({
      ...withFault({ on: set, skip: 1, delayMs: 300 }),
      isUnread: true,
    });
    expect(emulator.applies().length).toBeGreaterThan(0);
    expectPutBack(emulator);
  });

  it("writes nothing where the whitelist is empty, or WeChat refuses the first look", async () => {
    const reason = `${ENV} cannot serve: its whitelist is empty, and whether WeChat takes an empty one back is not documented: put a path in first, or /*. Nothing was written`;
    const empty = await experiment({
      prepare: (emulator) => emulator.editInConsole(ENV, { apiWhitelist: [] }),
      args: ["--json"],
    });
    expect(empty).toMatchObject({ code: 1, stderr: `pulumi-wechat-cloudbase: ${reason}\n` });
    expect(JSON.parse(empty.stdout)).toEqual({ error: { message: reason } });

    const refused = await experiment(withFault({ on: get, errcode: 48001 }));
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^pulumi-wechat-cloudbase: 48001 /);

    for (const { emulator } of [empty, refused]) expect(emulator.requests(set)).toEqual([]);
  });

  it("writes nothing where neither reading is taken", async () => {
    const { emulator, code, stdout } = await experiment(
      withFault({ on: set, errcode: 40097, times: Infinity }),
    );
    expect(code).toBe(1);
    expect(stdout).toContain("Neither the current version nor the next one was taken");
    expect(emulator.applies()).toEqual([]);
  });
});
