import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "../../emulator";
import { COMPONENT_TYPE } from "../../provider/core/constants";
import { findEngines } from "../support/engine";
import { CliStack } from "../support/engine/cli/cli-engine";
import { expectNowhere } from "../support/canary";
import { PRODUCTION, STAGING, terminal, World } from "../support/world";

/** What the double does not play: import, and providers of a program's own. */
const TYPE = "wechat-cloudbase:index:CloudAccessTokenPolicy";
const { engines, skipped } = findEngines();
const cli = engines.find(({ kind }) => kind === "cli");

function onTheCli(name: string, play: (world: World, stack: CliStack) => Promise<void>): void {
  if (!cli) {
    it.skip(`${name} skipped: ${skipped.join(", ")}`, () => undefined);
    return;
  }
  it(name, async () => {
    const world = await World.on(cli, { adapter: "native" });
    try {
      if (!(world.stack instanceof CliStack)) throw new Error("this is not the CLI");
      await play(world, world.stack);
    } finally {
      await world.remove();
    }
  });
}

const isNothing = async (world: World) => {
  const { changes } = await world.succeeds(() => world.stack.preview({ expectNoChanges: true }));
  expect(changes).toEqual({ same: 1 });
};

describe("pulumi import", () => {
  onTheCli("prints code whose preview is empty at once", async (world, stack) => {
    world.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z", "/a"] });
    const imported = await world.succeeds(() =>
      stack.command(["import", TYPE, "it", PRODUCTION, "--yes", "--protect=false"]),
    );
    const code = terminal(imported);
    expect(code).toContain('from "pulumi-wechat-cloudbase/native"');
    expect(code).toContain(`env: "${PRODUCTION}"`);
    expect(world.sent.set).toBe(0);
    const paths = /apiWhitelist: \[([^\]]+)\]/.exec(code)?.[1]?.match(/"[^"]+"/g) ?? [];
    const apiWhitelist = paths.map((path) => JSON.parse(path) as string);
    expect(apiWhitelist).toEqual(["/a", "/z"]);
    world.declare({ name: "it", args: { env: PRODUCTION, apiWhitelist } });
    await isNothing(world);
    expect((await world.up()).changes).toEqual({ same: 1 });
    await world.succeeds(() => stack.destroy());
    expect(world.sent.set).toBe(0);
  });

  onTheCli("takes <authorizerAppId>/<env>, and the id is the env", async (world, stack) => {
    const target = { authorizerAppId: "wx0000000000000001", env: PRODUCTION };
    const id = `${target.authorizerAppId}/${PRODUCTION}`;
    const wrong = await world.fails(() => stack.command(["import", TYPE, "it", "a/b/c", "--yes"]));
    expect(wrong).toContain("give <env> or <authorizerAppId>/<env>");
    const none = await world.fails(() => stack.command(["import", TYPE, "it", "none", "--yes"]));
    expect(none).toContain("does not exist");
    await world.succeeds(() =>
      stack.command(["import", TYPE, "it", id, "--yes", "--protect=false"]),
    );
    expect((await world.state())["it"]).toMatchObject({ id: PRODUCTION, inputs: target });
    world.declare({ name: "it", args: { ...target, apiWhitelist: ["/*"] } });
    await isNothing(world);
  });

  onTheCli("takes a bulk file", async (world, stack) => {
    const folder = mkdtempSync(join(tmpdir(), "import-"));
    const [file, out] = [join(folder, "import.json"), join(folder, "out.ts")];
    const resources = [
      { type: TYPE, name: "one", id: PRODUCTION },
      { type: TYPE, name: "two", id: STAGING },
    ];
    writeFileSync(file, JSON.stringify({ resources }));
    await world.succeeds(() =>
      stack.command(["import", "--file", file, "--out", out, "--yes", "--protect=false"]),
    );
    expect(readFileSync(out, "utf8")).toContain(`env: "${STAGING}"`);
    rmSync(folder, { recursive: true });
    expect(Object.keys(await world.state()).sort()).toEqual(["one", "two"]);
    // The command looks for its preview and for itself.
    expect(world.sent).toEqual({ get: 4, set: 0, applies: 0 });
  });

  // Pulumi cannot write the code of a component: it is told not to.
  onTheCli("takes environments into a component", async (world, stack) => {
    const folder = mkdtempSync(join(tmpdir(), "import-"));
    const file = join(folder, "import.json");
    const resources = [
      { type: COMPONENT_TYPE, name: "shop", component: true },
      { type: TYPE, name: PRODUCTION, id: PRODUCTION, parent: "shop" },
    ];
    writeFileSync(file, JSON.stringify({ resources }));
    await world.succeeds(() =>
      stack.command(["import", "--file", file, "--generate-code=false", "--yes"]),
    );
    rmSync(folder, { recursive: true });
    world.declareFleets({ name: "shop", args: { environments: { [PRODUCTION]: ["/*"] } } });
    expect((await world.up()).changes).toEqual({ same: 2 });
    expect(world.sent).toEqual({ get: 0, set: 0, applies: 0 });
  });
});

describe("the import option", () => {
  onTheCli("takes over what is there, and the next up is none", async (world) => {
    const args = { env: PRODUCTION, apiWhitelist: ["/*"] };
    world.declare({ name: "it", args, options: { import: PRODUCTION } });
    await world.up();
    expect(world.sent.set).toBe(0);
    world.declare({ name: "it", args });
    await isNothing(world);
    await world.isSettled();
  });
});

describe("a provider of a program's own", () => {
  onTheCli("has another endpoint and another token, which no state tells", async (world, stack) => {
    const other = await startEmulator();
    try {
      const token = other.issueToken();
      // The environment would win.
      const { WECHAT_CLOUDBASE_ENDPOINT: endpoint = "" } = stack.env;
      stack.env["WECHAT_CLOUDBASE_ENDPOINT"] = undefined;
      stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = undefined;
      const own = (url: string, accessToken: string) => ({
        provider: { endpoint: url, accessToken, requestTimeoutMs: 5_000 },
      });
      world.declare({
        name: "one",
        args: { env: PRODUCTION, apiWhitelist: ["/one"] },
        options: own(endpoint, world.token),
      });
      // A component hands it down.
      world.declareFleets({
        name: "two",
        args: { environments: { [STAGING]: ["/two"] } },
        options: own(other.url, token),
      });
      const up = terminal(await world.up());
      expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/one"]);
      expect(other.policy(STAGING).apiWhitelist).toEqual(["/two"]);
      const state = (await stack.exportState()).text;
      expect(state).toContain("ciphertext");
      expectNowhere(token, { up, state });
      await world.succeeds(() => stack.refresh());
      await world.succeeds(() => stack.destroy());
      expect(other.policy(STAGING).apiWhitelist).toEqual(["/*"]);
    } finally {
      await other.close();
    }
  });
});
