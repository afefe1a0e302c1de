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
    const at = order.indexOf(step);
    for (const code of codes) {
      emulator.faults.clear();
      emulator.faults.add({ errcode: code, errmsg: `words of ${code}`, times: Infinity });
      const { code: exit, checks } = await diagnose([ENV], env);
      expect([code, exit]).toEqual([code, 1]);
      const about = checks.filter(({ name }) => order.includes(name));
      expect(about.map(({ name }) => name)).toEqual(order);
      const [before, [told], after] = [about.slice(0, at), about.slice(at), about.slice(at + 1)];
      const message = expect.stringContaining(`${code} words of ${code}`) as string;
      const remedy = remedyOf(code);
      expect(told).toMatchObject({ status: "problem", errcode: code, message, remedy });
      expect(before.filter(({ status }) => status === "problem")).toEqual([]);
      expect(after.filter(({ status }) => status !== "skipped")).toEqual([]);
    }
  });

  it("takes a refusal of the made-up environment for a good sign, and only that", async () => {
    const { emulator, token } = await connected();
    const env = variablesFor(emulator, token);
    const goodSign = -501007;
    for (const errcode of [goodSign, 12345, 48001, 85088]) {
      emulator.faults.add({ errcode });
      const code = errcode === goodSign ? 0 : 1;
      expect({ errcode, ...(await runHere(doctor, [], env)) }).toMatchObject({ errcode, code });
    }
  });
});

/** The table's, unless it is the token: then the source has a word too. */
function remedyOf(code: number): unknown {
  if ([40001, 40014, 42001].includes(code)) return expect.stringContaining("fresh token");
  return errcodes.find((row) => row.code === code)?.remedy;
}
