import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";

/** Generates the SDKs of the plugin's schema into `sdk/`, or the folder given; needs the Pulumi CLI and its hosts. */
const root = join(__dirname, "..");
const plugin = join(root, "plugin/pulumi-resource-wechat-cloudbase");
const [out = join(root, "sdk")] = process.argv.slice(2);

rmSync(out, { recursive: true, force: true });
for (const language of ["nodejs", "python", "go"]) {
  execFileSync("pulumi", ["package", "gen-sdk", plugin, "--language", language, "--out", out], {
    stdio: "inherit",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
}
