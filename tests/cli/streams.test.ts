import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { startCli, variablesFor } from "../support/cli";
import { connected, ENV } from "../support/connected";

type Name = "stdout" | "stderr";

/** Runs a command, of whose output nobody reads a word. */
async function unread(args: string[], env: Record<string, string>, ...names: Name[]) {
  const { child, ended } = startCli(args, { env });
  for (const name of names) child[name].destroy();
  return ended;
}

describe("where nobody reads what is printed, as behind `| head -0`", () => {
  it("a command ends without a word, with the exit code of what it found", async () => {
    const { emulator, token } = await connected();
    const good = variablesFor(emulator, token);
    const bad = variablesFor(emulator, "no-token-of-this-emulator");
    const quiet = { stdout: "", stderr: "" };
    expect(await unread(["--help"], {}, "stdout")).toEqual({ code: 0, ...quiet });
    for (const args of [[ENV], [ENV, "--json"]]) {
      expect(await unread(["get", ...args], good, "stdout")).toEqual({ code: 0, ...quiet });
      expect(await unread(["doctor", ...args], good, "stdout")).toEqual({ code: 0, ...quiet });
      expect(await unread(["doctor", ...args], bad, "stdout")).toEqual({ code: 1, ...quiet });
    }
    expect(await unread(["lint", "/no/such"], {}, "stderr")).toEqual({ code: 2, ...quiet });
    expect(await unread(["get", ENV], bad, "stdout", "stderr")).toEqual({ code: 1, ...quiet });
  });

  // Without that it runs on for ever.
  it("the emulator ends, as on Ctrl-C", async () => {
    const args = ["emulator", "--port", "0"];
    expect(await unread(args, {}, "stdout")).toEqual({ code: 0, stdout: "", stderr: "" });
  }, 60_000);

  it("the emulator ends once its reader has gone, with the next line", async () => {
    const { child, prints, ended } = startCli(["emulator", "--port", "0"]);
    const [, url = ""] = await prints(/listening on (\S+)\. [^]*\n\n$/);
    child.stdout.destroy();
    await fetch(`${url}/elsewhere`).catch(() => undefined);
    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  }, 60_000);
});

const onLinux = process.platform === "linux" ? it : it.skip;

onLinux("what cannot be written is a failure, and says so in one line", () => {
  const main = resolve(__dirname, "../../dist/cli/main.js");
  const shell = `"$0" "$1" --help > /dev/full`;
  const { status, stderr } = spawnSync("sh", ["-c", shell, process.execPath, main]);
  expect(String(stderr)).toBe(
    "pulumi-wechat-cloudbase: what it prints cannot be written: ENOSPC\n",
  );
  expect(status).toBe(1);
});
