import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "../../emulator";
import { COMPONENT_TYPE } from "../../provider/core/constants";
import { findEngines } from "../support/engine";
import { EngineDouble } from "../support/engine/double/engine-double";
import { CliStack } from "../support/engine/cli/cli-engine";
import { expectNowhere } from "../support/canary";
import { closeAfterTest } from "../support/connected";
import { temporaryFolder } from "../support/token-command";
import { nothing, policy, PRODUCTION, STAGING, terminal, World } from "../support/world";

const TYPE = "wechat-cloudbase:index:CloudAccessTokenPolicy";
const { cli, skipped } = findEngines();

/** The double plays neither imports nor explicit providers. */
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

const isUnchanged = async (world: World) => {
  const { changes } = await world.succeeds(() => world.stack.preview({ expectNoChanges: true }));
  expect(changes).toEqual({ same: 1 });
};

/** Imports what a bulk file lists, and returns the code that the CLI wrote for it. */
async function importAll(world: World, stack: CliStack, resources: object[], flags: string[]) {
  const folder = temporaryFolder();
  const [file, out] = [join(folder, "import.json"), join(folder, "out.ts")];
  writeFileSync(file, JSON.stringify({ resources }));
  const line = ["import", "--file", file, "--out", out, "--yes", ...flags];
  await world.succeeds(() => stack.command(line));
  return existsSync(out) ? readFileSync(out, "utf8") : "";
}

it("the double says what it is, and refuses an import", async () => {
  const world = await World.on(new EngineDouble(), { adapter: "native" });
  const option = { import: PRODUCTION };
  const up = world.declare(policy("it", PRODUCTION, ["/*"], {}, option)).stack.up();
  const { exitCode, stdout } = await up.finally(() => world.remove());
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^This is an engine double, not the Pulumi engine: up of dev\n/);
  expect(stdout).toContain("The engine double does not support import");
});

describe("pulumi import", () => {
  onTheCli("prints code whose preview is empty at once", async (world, stack) => {
    world.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z", "/a"] });
    const line = ["import", TYPE, "it", PRODUCTION, "--yes", "--protect=false"];
    const code = terminal(await world.succeeds(() => stack.command(line)));
    expect(code).toContain('from "pulumi-wechat-cloudbase-sdk"');
    expect(code).toContain(`env: "${PRODUCTION}"`);
    expect(world.sent.set).toBe(0);
    const paths = /apiWhitelist: \[([^\]]+)\]/.exec(code)?.[1]?.match(/"[^"]+"/g) ?? [];
    const apiWhitelist = paths.map((path) => JSON.parse(path) as string);
    expect(apiWhitelist).toEqual(["/a", "/z"]);
    world.declare(policy("it", PRODUCTION, apiWhitelist));
    await isUnchanged(world);
    await world.succeeds(() => stack.destroy());
    expect(world.sent.set).toBe(0);
  });

  onTheCli("takes <authorizerAppId>/<env>, and the id is the env", async (world, stack) => {
    const importing = (id: string) => () =>
      stack.command(["import", TYPE, "it", id, "--yes", "--protect=false"]);
    const wrong = await world.fails(importing("a/b/c"));
    expect(wrong).toContain("give <env> or <authorizerAppId>/<env>");
    expect(await world.fails(importing("none"))).toContain("does not exist");
    const authorizerAppId = "wx0000000000000001";
    await world.succeeds(importing(`${authorizerAppId}/${PRODUCTION}`));
    const inputs = { authorizerAppId, env: PRODUCTION };
    expect((await world.state())["it"]).toMatchObject({ id: PRODUCTION, inputs });
    world.declare(policy("it", PRODUCTION, ["/*"], { authorizerAppId }));
    await isUnchanged(world);
  });

  onTheCli("takes a bulk file", async (world, stack) => {
    const resources = [
      { type: TYPE, name: "one", id: PRODUCTION },
      { type: TYPE, name: "two", id: STAGING },
    ];
    const code = await importAll(world, stack, resources, ["--protect=false"]);
    expect(code).toContain(`env: "${STAGING}"`);
    expect(Object.keys(await world.state()).sort()).toEqual(["one", "two"]);
    // The command reads once for its preview and once for itself.
    expect(world.sent).toEqual({ get: 4, set: 0, applies: 0 });
  });

  // Pulumi cannot write the code of a component.
  onTheCli("takes environments into a component", async (world, stack) => {
    const resources = [
      { type: COMPONENT_TYPE, name: "shop", component: true },
      { type: TYPE, name: PRODUCTION, id: PRODUCTION, parent: "shop" },
    ];
    await importAll(world, stack, resources, ["--generate-code=false"]);
    world.declareFleets({ name: "shop", args: { environments: { [PRODUCTION]: ["/*"] } } });
    expect((await world.up()).changes).toEqual({ same: 2 });
    expect(world.sent).toEqual(nothing);
  });
});

describe("the import option", () => {
  onTheCli("takes over what is there, and the next up changes nothing", async (world) => {
    await world.declare(policy("it", PRODUCTION, ["/*"], {}, { import: PRODUCTION })).up();
    expect(world.sent.set).toBe(0);
    world.declare(policy("it", PRODUCTION, ["/*"]));
    await isUnchanged(world);
    await world.isSettled();
  });
});

describe("an explicit provider", () => {
  onTheCli("has its own endpoint and its own token, in no state", async (world, stack) => {
    const other = closeAfterTest(await startEmulator());
    const token = other.issueToken();
    // The environment would have precedence.
    const { WECHAT_CLOUDBASE_ENDPOINT: endpoint = "" } = stack.env;
    stack.env["WECHAT_CLOUDBASE_ENDPOINT"] = undefined;
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = undefined;
    const own = (url: string, accessToken: string) => ({
      provider: { endpoint: url, accessToken, requestTimeoutMs: 5_000 },
    });
    world.declare(policy("one", PRODUCTION, ["/one"], {}, own(endpoint, world.token)));
    // A component hands its provider down.
    world.declareFleets({
      name: "two",
      args: { environments: { [STAGING]: ["/two"] } },
      options: own(other.url, token),
    });
    const up = terminal(await world.up());
    expect(world.live(PRODUCTION)).toEqual(["/one"]);
    expect(other.policy(STAGING).apiWhitelist).toEqual(["/two"]);
    const state = (await stack.exportState()).text;
    expect(state).toContain("ciphertext");
    expectNowhere(token, { up, state });
    await world.succeeds(() => stack.refresh());
    await world.succeeds(() => stack.destroy());
    expect(other.policy(STAGING).apiWhitelist).toEqual(["/*"]);
  });
});
