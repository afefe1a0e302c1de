import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { startCli, variablesFor } from "../support/cli";
import { connected, ENV } from "../support/connected";

type Name = "stdout" | "stderr";

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
    const ends = async (code: number, line: string, env: object = {}, ...names: Name[]) => {
      const ended = await unread(line.split(" "), { ...env }, ...names);
      expect([line, ended]).toEqual([line, { code, stdout: "", stderr: "" }]);
    };
    await ends(0, "--help", {}, "stdout");
    for (const args of [ENV, `${ENV} --json`]) {
      await ends(0, `get ${args}`, good, "stdout");
      await ends(0, `doctor ${args}`, good, "stdout");
      await ends(1, `doctor ${args}`, bad, "stdout");
    }
    await ends(2, "lint /no/such", {}, "stderr");
    await ends(1, `get ${ENV}`, bad, "stdout", "stderr");
    // As on Ctrl-C: otherwise it runs on for ever.
    await ends(0, "emulator --port 0", {}, "stdout");
  }, 120_000);

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
