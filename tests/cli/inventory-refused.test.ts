import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { adopt } from "../../cli/adopt";
import { inventory } from "../../cli/inventory";
import { startEmulator } from "../../emulator";
import { runHere } from "../support/cli";
import { closeAfterTest } from "../support/connected";
import { platformOf } from "../support/platform";
import { temporaryFolder } from "../support/token-command";

async function world() {
  const emulator = closeAfterTest(await startEmulator());
  const file = join(temporaryFolder(), "inventory.json");
  const run = (...args: string[]) => runHere(inventory, args, platformOf(emulator));
  return { emulator, file, run };
}

const row = (more: object = {}) => ({
  ...{ account: "wx0", name: null, env: "env-0", alias: "", kind: null, status: "NORMAL" },
  ...{ open: true, version: 1, apiWhitelist: ["/a"], findings: [], ...more },
});
const takenAt = "2026-01-02T03:04:05.678Z";
const whole = { schemaVersion: 1, endpoint: "https://e/", takenAt };
const lines = (...values: unknown[]) => values.map((each) => `${JSON.stringify(each)}\n`).join("");

describe("an inventory is refused before anything is asked", () => {
  const pid = process.pid;
  const other = "https://other/";
  it.each([
    [["--out", ""], "--out names no file"],
    [["--resume", ""], "--resume names no file"],
    [["--out", __dirname], `--out ${__dirname} is no file`],
    [["--out", join(__dirname, "no", "file")], /--out \S+ cannot be written: ENOENT/],
  ])("%j", async (args, message) => {
    const { emulator, run } = await world();
    await expect(run(...args)).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringMatching(message) as string,
    });
    expect(emulator.requests()).toEqual([]);
  });

  it.each<[string, (endpoint: string) => string, string]>([
    ["another endpoint", () => lines({ pid, endpoint: other, takenAt }), "is of the endpoint"],
    ["no header", () => "", "is not what an ended run leaves"],
    ["an old header", () => lines({ pid }), "is not what an ended run leaves"],
    [
      "pid 0",
      (endpoint) => lines({ pid: 0, endpoint, takenAt }),
      "is not what an ended run leaves",
    ],
    ...[null, 5, { account: "wx0", rows: 5 }, { account: "wx0", rows: [{}] }].map(
      (line): [string, (endpoint: string) => string, string] => [
        JSON.stringify(line),
        (endpoint) => lines({ pid, endpoint, takenAt }, line),
        "is not what an ended run leaves",
      ],
    ),
  ])("a partial file with %s", async (_what, content, message) => {
    const { emulator, run, file } = await world();
    writeFileSync(`${file}.partial`, content(`${emulator.url}/`));
    await expect(run("--resume", file)).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringContaining(message) as string,
    });
    expect(emulator.requests()).toEqual([]);
  });

  it.each([
    ["takenAt", { ...whole, takenAt: 5, rows: [] }],
    ["endpoint", { ...whole, endpoint: undefined, rows: [] }],
  ])("a finished file without %s", async (_what, content) => {
    const { run, file } = await world();
    writeFileSync(file, JSON.stringify(content));
    const message = `${file} does not say what was asked, and when`;
    await expect(run("--resume", file)).rejects.toMatchObject({ name: "UsageError", message });
  });
});

describe("an inventory's file with", () => {
  it.each<[string, object]>([
    ["findings: [1]", { findings: [1] }],
    ["a whitelist of numbers", { apiWhitelist: [1] }],
    ["a whitelist that is a text", { apiWhitelist: "/a" }],
    ["no whitelist", { apiWhitelist: undefined }],
    ["a name that is a number", { name: 1 }],
    ["a switch that is a text", { open: "yes" }],
    ["a version that is a text", { version: "1" }],
  ])("%s is refused", async (_what, more) => {
    const file = join(temporaryFolder(), "inventory.json");
    const rows = [row(more)];
    writeFileSync(file, JSON.stringify({ ...whole, rows }));
    const adopting = runHere(adopt, ["--from", file, "--out", `${file}.d`], {});
    await expect(adopting).rejects.toMatchObject({
      name: "UsageError",
      message: `${file} is not what \`inventory --format json\` writes`,
    });
  });

  it("a byte order mark is no reason to refuse one", async () => {
    const file = join(temporaryFolder(), "inventory.json");
    const text = JSON.stringify({ ...whole, rows: [row()] });
    writeFileSync(file, `\uFEFF${text}`);
    expect((await runHere(adopt, ["--from", file, "--out", `${file}.d`], {})).code).toBe(0);
  });
});
