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

describe.each(versionRules)("doctor --probe-version if WeChat reads version as %s", (rule) => {
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
});
