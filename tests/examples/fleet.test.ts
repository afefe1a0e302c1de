import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readMerchants } from "../../examples/fleet/merchants";
import { findEngines } from "../support/engine";
import { platformVariables, requested } from "../support/platform";
import { World } from "../support/world";

const projectDir = join(__dirname, "../../examples/fleet");
const { engines } = findEngines();
const on = engines.map((engine) => [engine.kind, engine] as const);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fleet-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** The README's command, for so many merchants; returns the file that it writes. */
function manyMerchants(count: number): string {
  const readme = readFileSync(join(projectDir, "README.md"), "utf8");
  const [command = ""] = /^awk .*$/m.exec(readme) ?? [];
  expect(command).toContain("n=1000");
  execFileSync("sh", ["-c", command.replace("n=1000", `n=${count}`)], { cwd: folder });
  return join(folder, "thousand.csv");
}

/** As `emulator.ts` of the example seeds it. */
function accountsOf(file: string) {
  const accounts = [...readMerchants(file)].map(([appId, merchants]) => {
    const environments = Object.fromEntries(
      merchants.map(({ env }) => [env, { apiWhitelist: [] }]),
    );
    return [appId, { open: false, environments }] as const;
  });
  return Object.fromEntries(accounts);
}

const files = { few: () => "merchants.csv", many: () => manyMerchants(200) };

describe.each(on)("examples/fleet on the %s", (_kind, engine) => {
  it.each<[keyof typeof files, object]>([
    ["few", { accounts: 3, environments: 4 }],
    ["many", { accounts: 200, environments: 200 }],
  ])("goes up and down with %s merchants, a token for each", async (which, expected) => {
    const file = files[which]();
    const world = await World.on(engine, { projectDir, emulator: { accounts: accountsOf(file) } });
    const { stack, emulator } = world;
    Object.assign(stack.env, platformVariables(emulator.component));
    await stack.setConfig("merchants", file);
    const live = () => emulator.environments().map((env) => emulator.policy(env));
    const found = live().map(({ version: _, ...policy }) => policy);
    try {
      const { outputs } = await world.up();
      expect(outputs).toEqual({ managed: expected });
      const { accounts, environments } = expected as { accounts: number; environments: number };
      const { componentToken, authorizerToken } = requested(emulator);
      expect([componentToken, authorizerToken]).toEqual([1, accounts]);
      const { get, ...written } = world.sent;
      expect(written).toEqual({ set: environments, applies: environments });
      // Whoever waits while a sibling opens the account's switch reads once more.
      expect(get).toBeGreaterThanOrEqual(2 * environments);
      expect(get).toBeLessThanOrEqual(3 * environments - accounts);
      expect(new Set(live().map(({ open }) => open))).toEqual(new Set([true]));
      await world.isSettled();

      await world.succeeds(() => stack.destroy());
      // The switch stays open: other environments and other stacks may live on it.
      expect(live().map(({ version: _, ...policy }) => policy)).toEqual(
        found.map((policy) => ({ ...policy, open: true })),
      );
    } finally {
      await world.remove();
    }
  });
});

describe("a wrong file", () => {
  const read = (...lines: string[]) => {
    const file = join(folder, "merchants.csv");
    writeFileSync(file, ["authorizerAppId,env,group", ...lines].join("\n"));
    return readMerchants(file);
  };

  it("is read with the mark that spreadsheets put in front", () => {
    writeFileSync(join(folder, "b.csv"), "\uFEFFauthorizerAppId,env,group\r\nwx1, shop ,basic\r\n");
    expect(readMerchants(join(folder, "b.csv")).get("wx1")).toEqual([
      { authorizerAppId: "wx1", env: "shop", group: "basic" },
    ]);
  });

  it("is refused where an environment is there twice", () => {
    expect(() => read("wx1,shop,basic", "wx2,shop,basic")).toThrow(
      "has the environment shop twice",
    );
  });
});

describe("the example's emulator", () => {
  it("knows the merchants of a file, and prints how to reach it", async () => {
    const script = join(projectDir, "emulator.ts");
    const child = spawn(process.execPath, ["--import", "tsx", script], {
      cwd: projectDir,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const settings: string[] = [];
      for await (const line of createInterface({ input: child.stdout })) {
        settings.push(line.replace(/=.*/, ""));
        if (settings.length === 4) break;
        const [, url] = /ENDPOINT=(.*)/.exec(line) ?? [];
        if (url === undefined) continue;
        const reply = await fetch(`${url}/_emulator/policy?env=bakery-1a2b3c`);
        expect(await reply.json()).toMatchObject({ appId: "wxmerchant00000001", open: false });
      }
      const names = [
        "ENDPOINT",
        "COMPONENT_APP_ID",
        "COMPONENT_APP_SECRET",
        "COMPONENT_VERIFY_TICKET",
      ];
      expect(settings).toEqual(names.map((name) => `export WECHAT_CLOUDBASE_${name}`));
    } finally {
      child.kill();
    }
  });
});
