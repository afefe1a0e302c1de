import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Takes the changesets into package.json and CHANGELOG.md, in the folder where it is called, and the new
 * version into the other files that name it.
 */
const pages = ["README.md", "README.zh-CN.md", "docs/installation-configuration.md"];
const tool = join(__dirname, "../node_modules/.bin/changeset");

function version(): string {
  return (JSON.parse(readFileSync("package.json", "utf8")) as { version: string }).version;
}

/** Replaces the first `count` places of a file that say the old version as its own. */
function replace(file: string, { from, to, count }: { from: string; to: string; count: number }) {
  let text = readFileSync(file, "utf8");
  for (let done = 0; done < count; done += 1)
    text = text.replace(`"version": "${from}"`, `"version": "${to}"`);
  writeFileSync(file, text);
}

const from = version();
execFileSync(tool, ["version"], { stdio: "inherit" });
const to = version();
replace("provider/host/plugin/schema.json", { from, to, count: 1 });
// The lock names its package's version twice, before any other's.
replace("package-lock.json", { from, to, count: 2 });
// Tests compare what the pages print with what the built package says of itself.
for (const page of pages) {
  const text = readFileSync(page, "utf8");
  writeFileSync(page, text.replaceAll(`wechat-cloudbase ${from}`, `wechat-cloudbase ${to}`));
}
