import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { adopt } from "../../cli/adopt";
import { inventory } from "../../cli/inventory";
import { startEmulator } from "../../emulator";
import { closeAfterTest } from "../support/connected";
import { findEngines } from "../support/engine";
import { project } from "../support/installed";
import { runHere } from "../support/cli";
import { run } from "../support/processes";
import { platformOf } from "../support/platform";

const root = join(__dirname, "../..");
const { cli, skipped } = findEngines();
const own = project("npm");
afterAll(() => own.remove());

/** Runs the driver; the summary is the one that it writes. */
async function waves(args: string[], env: Record<string, string> = {}) {
  const summary = join(own.folder, "summary.json");
  const driver = ["--import", "tsx", join(root, "examples/fleet-shards/waves.ts"), ...args];
  const where = { cwd: root, env: { ...process.env, ...env } };
  const ended = await run(process.execPath, [...driver, "--summary", summary], where);
  return { ...ended, file: () => readFileSync(summary, "utf8") };
}

describe("the driver of shards", () => {
  const folder = join(own.folder, "empty");
  const one = join(own.folder, "one");
  for (const each of [folder, one]) mkdirSync(each);
  writeFileSync(join(one, "Pulumi.shard-01.yaml"), "");

  it.each([
    ["no action", ["down", one], "give one of preview, up, refresh, destroy"],
    ["no shards", ["up", folder], "has no shards"],
    ["an unknown shard", ["up", one, "--first", "shard-02"], "no such shard or merchant: shard-02"],
    ["no number", ["up", one, "--parallel", "0"], "--parallel: 1 or more"],
    ["no share", ["up", one, "--brake", "2"], "--brake: a share from 0 to 1"],
  ])("says what is wrong with %s", async (_what, args, problem) => {
    expect(await waves(args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(problem) as string,
    });
  });
});

if (cli)
  it("brakes before the second wave, and tells drift [cli]", async () => {
    const accounts = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [
        `wx${index}`,
        { environments: { [`env-${index}`]: { apiWhitelist: ["/a"] } } },
      ]),
    );
    const emulator = closeAfterTest(await startEmulator({ accounts }));
    const variables = platformOf(emulator);
    const [file, folder] = ["inventory.json", "policies"].map((name) => join(own.folder, name)) as [
      string,
      string,
    ];
    await runHere(inventory, ["--format", "json", "--out", file], variables);
    await runHere(adopt, ["--from", file, "--out", folder, "--shards", "2"], {});
    symlinkSync(join(own.folder, "node_modules"), join(folder, "node_modules"));
    const backend = join(own.folder, "backend");
    mkdirSync(backend);
    const env = {
      ...variables,
      PULUMI_BACKEND_URL: `file://${backend}`,
      PULUMI_CONFIG_PASSPHRASE: "x",
    };

    const first = await waves(["up", folder, "--first", "shard-01", "--brake", "1"], env);
    expect([first.code, emulator.applies()]).toEqual([0, []]);

    writeFileSync(join(folder, "whitelists.json"), '{ "paths-1": ["/*"] }');
    const [merchant] = JSON.parse(readFileSync(join(folder, "policies-01.json"), "utf8")) as {
      authorizerAppId: string;
    }[];
    const byMerchant = ["--first", merchant?.authorizerAppId ?? ""];
    const braked = await waves(["up", folder, ...byMerchant], env);
    expect(braked.code).toBe(1);
    const { stopped, shards } = JSON.parse(braked.stdout) as {
      stopped: string;
      shards: { result: string }[];
    };
    expect(stopped).toMatch(/^wave 2: \d+ % would change, and --brake allows 20 %$/);
    expect(shards.map(({ result }) => result)).toEqual(["done", "waiting"]);
    expect(JSON.parse(braked.file())).toEqual(JSON.parse(braked.stdout));
    const firstShard = JSON.parse(readFileSync(join(folder, "policies-01.json"), "utf8")) as {
      env: string;
    }[];
    const changed = emulator
      .environments()
      .filter((each) => emulator.policy(each).apiWhitelist.includes("/*"));
    expect(changed.sort()).toEqual(firstShard.map((each) => each.env).sort());

    const up = ["up", folder, "--first", "shard-01", "--brake", "1", "--resume"];
    const before = emulator.applies().length;
    emulator.editInConsole(firstShard[0]?.env ?? "", { apiWhitelist: ["/console"] });
    const unverified = await waves(up, env);
    expect([unverified.code, JSON.parse(unverified.stdout)]).toMatchObject([
      1,
      { stopped: "wave 1: a refresh does not find what was declared" },
    ]);
    expect(emulator.applies()).toHaveLength(before);

    const resumed = await waves(up, env);
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.stringContaining("shard-02  done")]);
    const known = emulator.environments().map((each) => emulator.policy(each).apiWhitelist);
    expect(known).toEqual(known.map(() => ["/*"]));
    const applied = emulator.applies().length;
    expect((await waves(up, env)).code).toBe(0);
    expect(emulator.applies()).toHaveLength(applied);

    writeFileSync(join(folder, "whitelists.json"), '{ "paths-1": ["/b"] }');
    expect((await waves(["preview", folder], env)).code).toBe(7);
    const other = await waves(up, env);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("is of preview")]);

    emulator.withdrawAuthorization("wx0");
    const left = await waves(["up", folder, "--brake", "1"], env);
    expect(left.code).toBe(1);
    expect(left.stderr).toMatch(/failed .* error: .* wx0 is not among the accounts/);
    expect(left.stderr).toMatch(/shard-\d+ {2}done/);
  }, 600_000);
else it.skip(`skipped: ${skipped.join(", ")}`, () => undefined);
