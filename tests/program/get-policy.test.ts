import { type Emulator, startEmulator } from "../../emulator";
import { getCloudAccessTokenPolicy } from "../../provider";
import { closeAfterTest, ENV } from "../support/connected";
import { configure } from "../support/mocks";
import { tokenCommand } from "../support/token-command";

/** Looks up as a program of a stack with this configuration does. */
function look({ url }: Emulator, config: Record<string, string>) {
  configure({ endpoint: url, ...config });
  return getCloudAccessTokenPolicy({ env: ENV });
}

describe("look-ups of several stacks in one process", () => {
  it("each have their own stack's endpoint and token", async () => {
    const one = closeAfterTest(await startEmulator());
    const two = closeAfterTest(await startEmulator());
    two.editInConsole(ENV, { apiWhitelist: ["/two"] });
    const [ofOne, ofTwo] = [one.issueToken(), two.issueToken()];

    expect((await look(one, { accessToken: ofOne })).apiWhitelist).toEqual(["/*"]);
    expect((await look(two, { accessToken: ofTwo })).apiWhitelist).toEqual(["/two"]);
    expect((await look(one, { accessToken: ofOne })).apiWhitelist).toEqual(["/*"]);
    await look(one, { accessToken: one.issueToken() });
    expect([one.requests().length, two.requests().length]).toEqual([3, 1]);

    const refused: unknown = await look(one, { accessToken: "dead" }).catch(
      (error: unknown) => error,
    );
    expect(String(refused)).toContain("40014");
    // Pulumi shows the message alone, and has Node.js look through a stack for 14 seconds.
    expect((refused as Error).stack).toBeUndefined();
  });

  it("each ask for their own account, if nothing else differs", async () => {
    const emulator = closeAfterTest(await startEmulator());
    const { command, runs } = tokenCommand(emulator.issueToken());
    for (const authorizerAppId of ["wx1", "wx2"])
      await look(emulator, { accessTokenCommand: command, authorizerAppId });
    expect(runs()).toEqual(["for wx1", "for wx2"]);
  });

  it("with the same settings have one token", async () => {
    const emulator = closeAfterTest(await startEmulator());
    const { command, runs } = tokenCommand(emulator.issueToken());
    for (const accessTokenCommand of [command, command])
      await look(emulator, { accessTokenCommand });
    expect(runs()).toHaveLength(1);
  });
});
