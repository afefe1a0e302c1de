import { PassThrough } from "node:stream";
import { confirm } from "../../cli/confirm";
import { open } from "../../cli/connection";
import { Output } from "../../cli/output";
import { probeVersion } from "../../cli/probe";
import { type Emulator, startEmulator } from "../../emulator";
import { Redactor } from "../../provider/wechat/redact";
import { variablesFor } from "../support/cli";
import { closeAfterTest, ENV } from "../support/connected";

describe("doctor --probe-version, while its question waits", () => {
  /** Asks, and is answered after what happens meanwhile. Gives what it ends with. */
  async function asked(answer: (emulator: Emulator) => boolean) {
    const emulator = closeAfterTest(await startEmulator({ versionRule: "ignored" }));
    emulator.editInConsole(ENV, { apiWhitelist: ["/a"] });
    const environment = variablesFor(emulator, emulator.issueToken());
    const redactor = new Redactor();
    const connection = open(
      { environment, config: () => undefined },
      { redactor, warn: () => undefined },
    );
    const silent = { write: () => true };
    const confirmed = () => Promise.resolve(answer(emulator));
    const call = { connection, target: { env: ENV }, confirm: confirmed, isJson: true };
    return { emulator, ended: probeVersion(call, new Output(redactor, silent, silent, {})) };
  }

  it.each([{ apiWhitelist: ["/wxa/theirs"] }, { open: false }])(
    "somebody else's %j is not written over",
    async (edit) => {
      const { emulator, ended } = await asked((emulator) => {
        emulator.editInConsole(ENV, edit);
        return true;
      });
      await expect(ended).rejects.toThrow(
        "Somebody else wrote to this environment or account meanwhile: nothing was written",
      );
      expect(emulator.requests({ action: "set" })).toEqual([]);
      expect(emulator.policy(ENV)).toMatchObject(edit);
    },
  );

  it("nothing is written, and a no ends it", async () => {
    const { emulator, ended } = await asked(() => false);
    await expect(ended).rejects.toThrow("Not confirmed: nothing was written");
    expect(emulator.requests({ action: "set" })).toEqual([]);
  });
});

describe("the question of doctor --probe-version", () => {
  const answered = (typed: string) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(typed);
    return confirm(ENV, { input, output });
  };

  it("takes the environment's id for a yes and nothing else", async () => {
    expect(await answered(`${ENV}\n`)).toBe(true);
    for (const no of ["yes\n", "\n", "", `${ENV}x\n`]) expect(await answered(no)).toBe(false);
  });
});
