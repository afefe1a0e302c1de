import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isFound } from "../docs/found";
import { findEngines } from "../support/engine";
import { temporaryFolder } from "../support/token-command";
import { PRODUCTION, STAGING, World } from "../support/world";

const root = join(__dirname, "../..");
const { engine, cli, skipped } = findEngines();

/** Runs an example up and down, and returns what is then allowed in both environments. */
async function goesUpAndDown(example: string, outputs: object) {
  const projectDir = join(root, "examples", example);
  const world = await World.on(engine, { projectDir });
  const allowed = () => [PRODUCTION, STAGING].map((env) => world.emulator.policy(env).apiWhitelist);
  try {
    expect((await world.up()).outputs).toEqual(outputs);
    const up = allowed();
    await world.isSettled();
    await world.succeeds(() => world.stack.destroy());
    return { up, down: allowed() };
  } finally {
    await world.remove();
  }
}

it(`examples/plugin-typescript goes up and down [${engine.kind}]`, async () => {
  const versions = { production: 2, staging: 2 };
  const outputs = { versions, before: ["/*"] };
  const staging = ["/wxa/msg_sec_check", "/wxa/getwxacode", "/wxa/img_sec_check"];
  expect(await goesUpAndDown("plugin-typescript", outputs)).toEqual({
    up: [expect.anything(), staging],
    down: [[], ["/*"]],
  });
});

if (cli && isFound("pulumi-language-yaml"))
  it("examples/plugin-yaml goes up and down [cli]", async () => {
    const { down } = await goesUpAndDown("plugin-yaml", { version: 2 });
    expect(down).toEqual([["/*"], ["/*"]]);
  });
else it.skip("skipped: no Pulumi CLI with its host for YAML was found", () => undefined);

if (isFound("pulumi")) {
  const pulumi = (...args: string[]) =>
    execFileSync("pulumi", args, {
      stdio: "pipe",
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    });

  it("the schema passes pulumi schema check", () => {
    pulumi("schema", "check", join(root, "plugin/schema.json"));
  });

  it("the schema becomes an SDK for each language, under a name of its own", () => {
    const out = temporaryFolder();
    const languages = [
      "nodejs",
      "python",
      "go",
      ...(isFound("pulumi-language-java") ? ["java"] : []),
    ];
    for (const language of languages)
      pulumi("package", "gen-sdk", join(root, "plugin"), "--language", language, "--out", out);
    const manifest = readFileSync(join(out, "nodejs/package.json"), "utf8");
    expect(JSON.parse(manifest)).toMatchObject({ name: "pulumi-wechat-cloudbase-sdk" });
    for (const file of [
      "nodejs/cloudAccessTokenPolicy.ts",
      "python/pulumi_wechat_cloudbase/cloud_access_token_policy.py",
      "go/wechatcloudbase/cloudAccessTokenPolicy.go",
    ])
      expect(existsSync(join(out, file))).toBe(true);
  });
} else {
  it.skip(`skipped: ${skipped.join(", ")}`, () => undefined);
}
