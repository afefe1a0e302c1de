import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findEngines } from "../support/engine";
import { platformVariables } from "../support/platform";
import { PRODUCTION, STAGING, World } from "../support/world";

interface Merchant {
  name: string;
  authorizerAppId: string;
  env: string;
}

const root = join(__dirname, "../..");
const { engines, skipped } = findEngines();
const paths = (process.env["PATH"] ?? "").split(delimiter);
const isFound = (program: string) => paths.some((folder) => existsSync(join(folder, program)));

describe("examples/plugin-typescript", () => {
  it.each(engines.map((engine) => [engine.kind, engine] as const))(
    "goes up and down [%s]",
    async (_kind, engine) => {
      const projectDir = join(root, "examples/plugin-typescript");
      const world = await World.on(engine, { projectDir });
      try {
        expect((await world.up()).outputs).toEqual({
          versions: { production: 2, staging: 2 },
          before: ["/*"],
        });
        expect(world.emulator.policy(STAGING).apiWhitelist).toEqual([
          "/wxa/getwxacode",
          "/wxa/img_sec_check",
          "/wxa/msg_sec_check",
        ]);
        await world.succeeds(() => world.stack.destroy());
        expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual([]);
        expect(world.emulator.policy(STAGING).apiWhitelist).toEqual(["/*"]);
      } finally {
        await world.remove();
      }
    },
  );
});

describe("examples/multi-account", () => {
  const file = join(root, "examples/multi-account/merchants.json");
  const merchants = JSON.parse(readFileSync(file, "utf8")) as Merchant[];
  const accounts = Object.fromEntries(
    merchants.map(({ authorizerAppId, env }) => [authorizerAppId, { environments: { [env]: {} } }]),
  );

  it.each(engines.map((engine) => [engine.kind, engine] as const))(
    "obtains one token for each merchant and puts back what was there [%s]",
    async (_kind, engine) => {
      const projectDir = join(root, "examples/multi-account");
      const world = await World.on(engine, { projectDir, emulator: { accounts } });
      const { stack, emulator } = world;
      Object.assign(stack.env, platformVariables(emulator.component));
      try {
        const ids = merchants.map(({ name, authorizerAppId, env }) => [
          name,
          `${authorizerAppId}/${env}`,
        ]);
        expect((await world.up()).outputs).toEqual({ ids: Object.fromEntries(ids) as object });
        const live = () => merchants.map(({ env }) => emulator.policy(env).apiWhitelist.join());
        expect(new Set(live())).toEqual(new Set(["/wxa/msg_sec_check"]));
        await world.isSettled();
        await world.succeeds(() => stack.destroy());
        expect(new Set(live())).toEqual(new Set(["/*"]));
      } finally {
        await world.remove();
      }
    },
  );
});

describe("examples/plugin-yaml", () => {
  const cli = engines.find(({ kind }) => kind === "cli");
  if (cli && isFound("pulumi-language-yaml"))
    it("goes up and down [cli]", async () => {
      const world = await World.on(cli, { projectDir: join(root, "examples/plugin-yaml") });
      try {
        expect((await world.up()).outputs).toEqual({ version: 2 });
        await world.isSettled();
        await world.succeeds(() => world.stack.destroy());
        expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
      } finally {
        await world.remove();
      }
    });
  else it.skip("skipped: no Pulumi CLI with its host for YAML was found", () => undefined);
});

describe("the schema and what is made from it", () => {
  const plugin = join(root, "plugin/pulumi-resource-wechat-cloudbase");
  const pulumi = (...args: string[]) =>
    execFileSync("pulumi", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });

  if (isFound("pulumi")) {
    it("passes pulumi schema check", () => {
      pulumi("schema", "check", join(root, "plugin/schema.json"));
    });

    it.each([
      ["nodejs", "nodejs/cloudAccessTokenPolicy.ts"],
      ["python", "python/pulumi_wechat_cloudbase/cloud_access_token_policy.py"],
    ])("becomes an SDK for %s", (language, file) => {
      const out = mkdtempSync(join(tmpdir(), "sdk-"));
      pulumi("package", "gen-sdk", plugin, "--language", language, "--out", out);
      expect(existsSync(join(out, file))).toBe(true);
      rmSync(out, { recursive: true });
    });
  } else {
    it.skip(`skipped: ${skipped.join(", ")}`, () => undefined);
  }
});
