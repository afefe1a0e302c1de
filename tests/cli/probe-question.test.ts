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
    const out = new Output(redactor, new PassThrough(), new PassThrough(), {});
    const confirmed = () => Promise.resolve(answer(emulator));
    const call = { connection, target: { env: ENV }, confirm: confirmed, isJson: true };
    return { emulator, ended: probeVersion(call, out) };
  }

  const meanwhile = "Somebody else wrote to this environment or account meanwhile";
  it.each([
    [meanwhile, { apiWhitelist: ["/wxa/theirs"] }, true],
    [meanwhile, { open: false }, true],
    ["Not confirmed", {}, false],
  ])("ends with %j after an edit of %j and the answer %s", async (said, edit, isConfirmed) => {
    const { emulator, ended } = await asked((emulator) => {
      emulator.editInConsole(ENV, edit);
      return isConfirmed;
    });
    await expect(ended).rejects.toThrow(`${said}: nothing was written`);
    expect(emulator.requests({ action: "set" })).toEqual([]);
    expect(emulator.policy(ENV)).toMatchObject(edit);
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
