import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
// Its hook must hold for every test, not for the first file that loads it.
import "../support/connected";

const ROOT = join(__dirname, "../..");
const files = ["wechat", "core"].flatMap((folder) =>
  readdirSync(join(ROOT, "tests", folder))
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `${folder}/${name}`),
);
const isOfModule = (file: string) =>
  existsSync(join(ROOT, "provider", file.replace(".test.ts", ".ts")));

/**
 * Every test of core and wechat as one file: a mutant then costs one load of the modules and not one
 * for each file. What is named like a module comes first: the first failure ends a mutant's run. For
 * `npm run test:mutation` alone.
 */
for (const file of files.sort((a, b) => Number(isOfModule(b)) - Number(isOfModule(a)))) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- describe() must run at once
  describe(file, () => void require(join(ROOT, "tests", file)));
}
