import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findEngines } from "../support/engine";
import { PRODUCTION, STAGING, World } from "../support/world";

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

    it("becomes an SDK for each language, under a name that is not the package's", () => {
      const out = mkdtempSync(join(tmpdir(), "sdk-"));
      const script = join(root, "scripts/build-sdk.ts");
      execFileSync(process.execPath, ["--import", "tsx", script, out], {
        cwd: root,
        stdio: "pipe",
      });
      const manifest = readFileSync(join(out, "nodejs/package.json"), "utf8");
      expect(JSON.parse(manifest)).toMatchObject({ name: "pulumi-wechat-cloudbase-sdk" });
      for (const file of [
        "nodejs/cloudAccessTokenPolicy.ts",
        "python/pulumi_wechat_cloudbase/cloud_access_token_policy.py",
      ])
        expect(existsSync(join(out, file))).toBe(true);
      rmSync(out, { recursive: true });
    });
  } else {
    it.skip(`skipped: ${skipped.join(", ")}`, () => undefined);
  }
});
