import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Generates the SDKs of the plugin's schema into `sdk/`, or the folder given; needs the Pulumi CLI and its hosts. */
const root = join(__dirname, "..");
const plugin = join(root, "plugin/pulumi-resource-wechat-cloudbase");
const [out = join(root, "sdk")] = process.argv.slice(2);

rmSync(out, { recursive: true, force: true });
/** The schema names our own classes, for the code that an import prints; a package has a name of its own. */
function rename(): void {
  const file = join(out, "nodejs/package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as object;
  const named = { ...manifest, name: "pulumi-wechat-cloudbase-sdk" };
  writeFileSync(file, `${JSON.stringify(named, null, 2)}\n`);
}

for (const language of ["nodejs", "python"]) {
  execFileSync("pulumi", ["package", "gen-sdk", plugin, "--language", language, "--out", out], {
    stdio: "inherit",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
}
rename();
