import { type EmulatorOptions, type VersionRule, versionRules } from "../../emulator";
import { OTHER_ENV } from "../support/connected";
import { experiment, expectPutBack } from "../support/probe";

/** Runs it beside another environment of the account, unless it is to be alone. */
const told = async (emulator: EmulatorOptions, args = ["--beside", OTHER_ENV]) => {
  const ran = await experiment({ emulator, args: ["--json", ...args] });
  return { ...ran, result: JSON.parse(ran.stdout) as { findings: unknown; readings: unknown } };
};

const current = { carries: "current", sameContentMoves: true, counter: "environment" };
const found: Record<VersionRule, object> = {
  current,
  next: { ...current, carries: "next" },
  ignored: { ...current, carries: "any" },
  account: { ...current, counter: "account" },
  unchanged: { ...current, sameContentMoves: false },
};

describe.each(versionRules)("doctor --probe-version where WeChat reads version as %s", (rule) => {
  it("finds that out, puts all back and sends no more than it says", async () => {
    const { code, emulator, stderr, result } = await told({ versionRule: rule });
    expect(result).toMatchObject({ ok: true, isPutBack: true, readings: [rule] });
    const refused = rule === "ignored" ? {} : { stale: "refused", staleErrcode: 40097 };
    expect(result.findings).toStrictEqual({ ...found[rule], ...refused });
    expect(code).toBe(0);
    expectPutBack(emulator);
    const [, sets, gets] = /at most (\d+) set and (\d+) get to 127/.exec(stderr) ?? [];
    expect(emulator.requests({ action: "set" }).length).toBeLessThanOrEqual(Number(sets));
    // And the one that it had sent before it said so.
    expect(emulator.requests({ action: "get" }).length).toBeLessThanOrEqual(Number(gets) + 1);
  });
});

describe("doctor --probe-version", () => {
  it.each(["current", "next", "account", "unchanged"] as const)(
    "finds out that %s silently ignores a stale version",
    async (rule) => {
      const { emulator, result } = await told({ versionRule: rule, staleVersion: "ignore" });
      expect(result).toMatchObject({ ok: true, readings: [rule] });
      expect(result.findings).toStrictEqual({ ...found[rule], stale: "ignored silently" });
      expectPutBack(emulator);
    },
  );

  it.each(["current", "account"] as const)(
    "says that one environment alone cannot tell %s from the other",
    async (versionRule) => {
      const { result, code } = await told({ versionRule }, []);
      expect(result.readings).toEqual(["current", "account"]);
      expect(result.findings).not.toHaveProperty("counter");
      expect(code).toBe(0);
    },
  );

  it("tells it in words, and what it will do before it does it", async () => {
    const { stdout, stderr, code, emulator } = await experiment();
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
    expect(stdout.replace(emulator.url.slice("http://".length), "HOST")).toBe(`\
What does WeChat want as version? This finds out by writing to myttest-8gu57so0bd9f9e8a.
  now       ["/wxa/z","/wxa/a"], version 2
  meanwhile ["/wxa/msg_sec_check"], for some seconds; then what is there now is put back
  open      stays true: it is sent back as it is read
  requests  at most 4 set and 8 get to HOST; more only after a fault
Take an environment on which nothing depends, and let nobody else write to the account meanwhile.
set with version 2, the current one: applied, version 2 -> 3
set with version 2, a stale one: refused (40097 invalid args: version 2 is not accepted), version stays 3
set with version 3, the same whitelist again: applied, version 3 -> 4
  set carries       the current one
  a wrong one is    refused with 40097
  the same content  moves the version
  the counter is    not known: one environment cannot tell; give a second one of the account with --beside
  not tried         versions beyond those above
Readings that fit: current, account. versionStrategy auto works with them; current is the same without trying
Put back: myttest-8gu57so0bd9f9e8a has ["/wxa/z","/wxa/a"] again, version 5
`);
  });
});
