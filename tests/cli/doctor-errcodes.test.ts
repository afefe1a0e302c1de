import { doctor } from "../../cli/doctor";
import { errcodes } from "../../provider/wechat/errcodes";
import { diagnose, runHere, variablesFor } from "../support/cli";
import { connected, ENV } from "../support/connected";

/** At which check each code of the table is told, written once more by hand. */
const steps: [step: string, codes: number[]][] = [
  [
    "endpoint",
    [
      -1, -1000, 40101, 43002, 43003, 44002, 45009, 45011, 47001, -501001, -501002, -501003,
      -501004, -601001, -601003,
    ],
  ],
  ["ip", [40164, 61004, 89506, 89507]],
  ["token", [40001, 40013, 40014, 40125, 41001, 41004, 42001, 61005, 61006, 61011, 61023]],
  ["permission", [48001, 50004, 61003, 61007, 85105, 85107, 89503, -501019]],
  ["environment", [40097, 85088, -501005, -501007, -501009, -501021]],
];
const order = ["endpoint", "ip", "token", "permission", "environment"];

// The waits between tries.
beforeEach(() => jest.spyOn(Math, "random").mockReturnValue(0));
afterEach(() => jest.restoreAllMocks());

describe("doctor, asked about each errcode", () => {
  it("is asked about all of the table", () => {
    const codes = errcodes.map(({ code }) => code).sort();
    expect(steps.flatMap(([, of]) => of).sort()).toEqual(codes);
  });

  it.each(steps)("tells at %s what is wrong and what to do: %j", async (step, codes) => {
    const { emulator, token } = await connected();
    const env = variablesFor(emulator, token);
    for (const code of codes) {
      emulator.faults.clear();
      emulator.faults.add({ errcode: code, errmsg: `words of ${code}`, times: Infinity });
      const { code: exit, checks } = await diagnose([ENV], env);
      const about = checks.filter(({ name }) => order.includes(name));
      expect([code, exit]).toEqual([code, 1]);
      expect(about.map(({ name }) => name)).toEqual(order);
      const at = order.indexOf(step);
      const told = about[at];
      expect(told).toMatchObject({ status: "problem", errcode: code });
      expect(told?.message).toContain(`${code} words of ${code}`);
      expect(told?.remedy).toEqual(remedyOf(code));
      expect(about.slice(0, at).map(({ status }) => status)).not.toContain("problem");
      expect(about.slice(at + 1).map(({ status }) => status)).toEqual(
        order.slice(at + 1).map(() => "skipped"),
      );
    }
  });

  it("takes a refusal of the made-up environment for a good sign, and only that", async () => {
    const { emulator, token } = await connected();
    const env = variablesFor(emulator, token);
    for (const [code, exit] of [
      [-501007, 0],
      [12345, 1],
      [48001, 1],
      [85088, 1],
    ] as const) {
      emulator.faults.add({ errcode: code });
      expect(await runHere(doctor, [], env)).toMatchObject({ code: exit });
    }
  });
});

/** The table's, unless it is the token: then the source has a word too. */
function remedyOf(code: number): unknown {
  if ([40001, 40014, 42001].includes(code)) return expect.stringContaining("fresh token");
  return errcodes.find((row) => row.code === code)?.remedy;
}
