import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EmulatorOptions } from "../../emulator";
import { closeAfterTest, type Connected, connected } from "./connected";

/** A folder that ends with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "wechat-cloudbase-"));
  closeAfterTest({ close: () => rmSync(folder, { recursive: true, force: true }) });
  return folder;
}

/** A token server's client as a user would write it: prints what a file holds, and leaves a trace. */
export interface TokenCommand {
  /** As it stands in the setting. */
  command: string;
  /** What it prints from now on. */
  gives: (token: string) => void;
  /** How often it ran, and for which account each time. */
  runs: () => string[];
}

export function tokenCommand(token: string): TokenCommand {
  const folder = temporaryFolder();
  const [tokenFile, trace] = [join(folder, "token"), join(folder, "trace")];
  const gives = (text: string): void => writeFileSync(tokenFile, text);
  gives(token);
  writeFileSync(trace, "");
  const script = `echo "for $WECHAT_CLOUDBASE_AUTHORIZER_APP_ID" >> "${trace}"; cat "${tokenFile}"`;
  return {
    command: JSON.stringify(["sh", "-c", script]),
    gives,
    runs: () => readFileSync(trace, "utf8").split("\n").slice(0, -1),
  };
}

/** A client that has its tokens from a command, which gives `first` to begin with. */
export async function connectedWithCommand(
  emulator: EmulatorOptions = {},
): Promise<Connected & { command: TokenCommand; first: string }> {
  const command = tokenCommand("not yet");
  const world = await connected({
    emulator,
    environment: {
      WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
      WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: command.command,
    },
  });
  const first = world.emulator.issueToken();
  command.gives(first);
  return { ...world, command, first };
}
