import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readMerchants } from "../../examples/fleet/merchants";
import { findEngines } from "../support/engine";
import { platformVariables, requested } from "../support/platform";
import { temporaryFolder } from "../support/token-command";
import { World } from "../support/world";

const projectDir = join(__dirname, "../../examples/fleet");
const { engine } = findEngines();

/** Runs the README's command for so many merchants; returns the file that it writes. */
function manyMerchants(count: number): string {
  const folder = temporaryFolder();
  const readme = readFileSync(join(projectDir, "README.md"), "utf8");
  const [command = ""] = /^awk .*n=1000.*$/m.exec(readme) ?? [];
  execFileSync("sh", ["-c", command.replace("n=1000", `n=${count}`)], { cwd: folder });
  return join(folder, "thousand.csv");
}

/** The accounts that `emulator.ts` of the example seeds. */
function accountsOf(file: string) {
  const accounts = [...readMerchants(file)].map(([appId, merchants]) => {
    const environments = merchants.map(({ env }) => [env, { apiWhitelist: [] }] as const);
    return [appId, { open: false, environments: Object.fromEntries(environments) }] as const;
  });
  return Object.fromEntries(accounts);
}

describe(`examples/fleet on the ${engine.kind}`, () => {
  it.each([
    ["few", () => "merchants.csv", { accounts: 3, environments: 4 }],
    ["many", () => manyMerchants(200), { accounts: 200, environments: 200 }],
  ])("goes up and down with %s merchants, a token for each", async (_which, fileOf, managed) => {
    const file = fileOf();
    const world = await World.on(engine, { projectDir, emulator: { accounts: accountsOf(file) } });
    const { stack, emulator } = world;
    Object.assign(stack.env, platformVariables(emulator.component));
    await stack.setConfig("merchants", file);
    const policies = () =>
      emulator.environments().map((env) => ({ ...emulator.policy(env), version: 0 }));
    const before = policies();
    try {
      expect((await world.up()).outputs).toEqual({ managed });
      const { accounts, environments } = managed;
      expect(requested(emulator)).toMatchObject({ componentToken: 1, authorizerToken: accounts });
      const { get, ...written } = world.sent;
      expect(written).toEqual({ set: environments, applies: environments });
      // A policy that waits while a sibling opens the account's switch reads once more.
      expect(get).toBeGreaterThanOrEqual(2 * environments);
      expect(get).toBeLessThanOrEqual(3 * environments - accounts);
      expect(policies().filter(({ open }) => !open)).toEqual([]);
      await world.isSettled();

      await world.succeeds(() => stack.destroy());
      // The switch stays open: other environments and other stacks may need it.
      expect(policies()).toEqual(before.map((policy) => ({ ...policy, open: true })));
    } finally {
      await world.remove();
    }
  });
});

describe("readMerchants", () => {
  const read = (text: string) => {
    const file = join(temporaryFolder(), "merchants.csv");
    writeFileSync(file, text);
    return readMerchants(file);
  };

  it("accepts the byte order mark of spreadsheets, and spaces", () => {
    const merchants = read("\uFEFFauthorizerAppId,env,group\r\nwx1, shop ,basic\r\n");
    const merchant = { authorizerAppId: "wx1", env: "shop", group: "basic" };
    expect(merchants.get("wx1")).toEqual([merchant]);
  });

  it("refuses an environment that is there twice", () => {
    const text = "authorizerAppId,env,group\nwx1,shop,basic\nwx2,shop,basic";
    expect(() => read(text)).toThrow("has the environment shop twice");
  });
});

it("the example's emulator has the merchants of a file, and prints how to reach it", async () => {
  const script = join(projectDir, "emulator.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script], {
    cwd: projectDir,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const printed: string[] = [];
    for await (const line of createInterface({ input: child.stdout }))
      if (printed.push(line) === 4) break;
    const variables = ["ENDPOINT", "COMPONENT_APP_ID", "COMPONENT_APP_SECRET"];
    expect(printed.map((line) => line.replace(/=.*/, ""))).toEqual(
      [...variables, "COMPONENT_VERIFY_TICKET"].map((name) => `export WECHAT_CLOUDBASE_${name}`),
    );
    const [, url = ""] = printed[0]?.split("=") ?? [];
    const reply = await fetch(`${url}/_emulator/policy?env=bakery-1a2b3c`);
    expect(await reply.json()).toMatchObject({ appId: "wxmerchant00000001", open: false });
  } finally {
    child.kill();
  }
});
